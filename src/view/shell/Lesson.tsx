// Beside an example: the question to predict, its answer when asked for, and what is worth knowing
// about the shown step.
import { useEffect, useState } from 'react'
import { ToolButton } from './ToolButton.tsx'
import type { Lesson as LessonTexts } from './page.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'
import { useLesson } from './use-lesson.ts'
import './lesson.css'

/** The strip above the canvas; nothing when no example is open. */
export function Lesson() {
  const exampleId = usePlayground((state) => state.exampleId)
  const lesson = useLesson(exampleId)
  const [closedId, setClosedId] = useState<string | null>(null)
  if (lesson === null || closedId === exampleId) return null
  return <LessonStrip key={exampleId} lesson={lesson} onClose={() => setClosedId(exampleId)} />
}

function LessonStrip(props: { readonly lesson: LessonTexts; readonly onClose: () => void }) {
  const { lesson, onClose } = props
  const [answered, setAnswered] = useState(false)
  const { letPredict } = usePlaygroundActions()
  const toPredict = lesson.question !== '' && !answered
  useEffect(() => {
    letPredict(toPredict)
    return () => letPredict(false)
  }, [letPredict, toPredict])
  const entry = usePlayground((state) => state.stepEntry)
  const explanation = entry === null ? null : lesson.explain(entry)
  return (
    <section className="strip lesson" aria-label="Question and explanation">
      <div className="lesson-text">
        <p>
          <b>Predict:</b> <Sentence text={lesson.question} />{' '}
          {answered ? (
            <span className="lesson-answer">
              <Sentence text={lesson.answer} />
            </span>
          ) : (
            <button type="button" className="linklike" onClick={() => setAnswered(true)}>
              Show the answer
            </button>
          )}
        </p>
        {/* Scrolls where it is longer than its place, so keys have to reach it. */}
        <p className="lesson-step" tabIndex={0}>
          {explanation !== null && <Sentence text={explanation} />}
        </p>
      </div>
      <ToolButton label="Close the question" icon="close" title="Close" onClick={onClose} />
    </section>
  )
}
