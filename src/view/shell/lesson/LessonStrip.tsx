// Above the canvas: what the lesson says at a deciding step, and nothing at others; before that, what is to be
// predicted, and behind it what became of the prediction.
import { ToolButton } from '../ToolButton.tsx'
import type { LessonTexts } from '../page.tsx'
import { usePlayground, usePlaygroundActions } from '../playground-context.tsx'
import { Sentence } from '../Sentence.tsx'
import { useLessonTexts } from './use-lesson.ts'
import './lesson-strip.css'

/** The strip of the lesson that is open; nothing without one. */
export function LessonStrip() {
  const id = usePlayground((state) => state.lesson?.id ?? null)
  const texts = useLessonTexts(id)
  if (texts === null) return null
  return <Strip key={id} texts={texts} />
}

function Strip({ texts }: { readonly texts: LessonTexts }) {
  const choice = usePlayground((state) => state.lesson?.choice ?? null)
  const embed = usePlayground((state) => state.embed)
  const { leaveLesson, showLesson, showPane, predict, tellAnswer } = usePlaygroundActions()
  const onAnswer = (): void => {
    if (embed) {
      predict(-1)
      tellAnswer()
      return
    }
    showLesson(true)
    showPane('lesson')
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('.lesson-question input')?.focus(),
    )
  }
  return (
    <section className="strip lesson-strip" aria-label="Lesson">
      {/* Scrolls where it is longer than its place, so keys have to reach it. */}
      <div className="lesson-say" tabIndex={0} role="group" aria-label="What the lesson says">
        <Said texts={texts} />
      </div>
      {choice === null ? (
        <button type="button" className="btn primary" onClick={onAnswer}>
          {embed ? 'Show the answer' : 'Answer'}
        </button>
      ) : (
        !embed && (
          <button
            type="button"
            className="btn lesson-more"
            onClick={() => {
              showLesson(true)
              showPane('lesson')
            }}
          >
            Lesson
          </button>
        )
      )}
      <ToolButton
        label="Leave the lesson"
        icon="close"
        title="Leave the lesson"
        onClick={leaveLesson}
      />
    </section>
  )
}

/** The words of the shown step, or where the lesson stands. */
function Said({ texts }: { readonly texts: LessonTexts }) {
  const { lesson } = texts
  const state = usePlayground((page) => page.lesson)
  const entry = usePlayground((page) => page.stepEntry)
  const words = entry === null ? null : texts.wordsAt(entry)
  const choice = state?.choice ?? null
  const embed = usePlayground((page) => page.embed)
  const right = lesson.choices.find((one) => one.right)?.text
  // An embed has no pane with the whole of it.
  const answer = (embed ? lesson.answer[0] : right) ?? ''
  const chosen = choice === null ? undefined : lesson.choices[choice]
  if (choice === null)
    return (
      <p>
        <b>Predict:</b> <Sentence text={lesson.question} />
      </p>
    )
  if (words !== null)
    return (
      <p className="lesson-words" aria-live="polite">
        <Sentence text={words} />
      </p>
    )
  if (state?.told === true)
    return (
      <p>
        <b>The answer:</b> <Sentence text={answer} />
      </p>
    )
  return (
    <p className="dim">
      {chosen === undefined ? (
        'Watch what happens.'
      ) : (
        <>
          You predicted: <Sentence text={chosen.text} />
        </>
      )}
    </p>
  )
}
