// Beside an example: the question to predict, its answer when asked for, and what is worth knowing
// about the shown step.
import { useEffect, useState } from 'react'
import { Icon } from './Icon.tsx'
import { usePage, type Lesson as LessonTexts } from './page.tsx'
import { usePlayground } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'

/** The strip above the canvas; nothing when no example is open. */
export function Lesson() {
  const exampleId = usePlayground((state) => state.exampleId)
  const lesson = useLesson(exampleId)
  const [closedId, setClosedId] = useState<string | null>(null)
  if (lesson === null || closedId === exampleId) return null
  return <LessonStrip key={exampleId} lesson={lesson} onClose={() => setClosedId(exampleId)} />
}

function useLesson(exampleId: string | null): LessonTexts | null {
  const page = usePage()
  const [found, setFound] = useState<{
    readonly id: string
    readonly lesson: LessonTexts | null
  } | null>(null)
  useEffect(() => {
    if (exampleId === null) return undefined
    let wanted = true
    page.loadLesson(exampleId).then(
      (lesson) => wanted && setFound({ id: exampleId, lesson }),
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [page, exampleId])
  return found?.id === exampleId ? found.lesson : null
}

function LessonStrip(props: { readonly lesson: LessonTexts; readonly onClose: () => void }) {
  const { lesson, onClose } = props
  const [answered, setAnswered] = useState(false)
  const entry = usePlayground((state) => state.stepEntry)
  const explanation = entry === null ? null : lesson.explain(entry)
  return (
    <section className="lesson" aria-label="Question and explanation">
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
        <p className="lesson-step">{explanation !== null && <Sentence text={explanation} />}</p>
      </div>
      <button
        type="button"
        className="tool"
        aria-label="Close the question"
        title="Close"
        onClick={onClose}
      >
        <Icon name="close" size={14} />
      </button>
    </section>
  )
}
