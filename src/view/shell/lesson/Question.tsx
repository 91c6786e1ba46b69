// The question of a lesson: one chooses what one predicts, and the run shows it.
import { useEffect, useState, type FormEvent } from 'react'
import type { Choice, Lesson } from '#scenario/lesson/types.ts'
import { usePlayground, usePlaygroundActions } from '../playground-context.tsx'
import { Sentence } from '../Sentence.tsx'

/** The choice that is picked, and the step at which it was. */
interface Picked {
  readonly index: number
  readonly atStep: number
}

/** The choices; when one has predicted, which one it was, and when the answer is told, whether it is right. */
export function Question({ lesson }: { readonly lesson: Lesson }) {
  const state = usePlayground((page) => page.lesson)
  const step = usePlayground((page) => page.step)
  const [picked, setPicked] = useState<Picked | null>(null)
  const { predict, tellAnswer, first, pause, play, showPane } = usePlaygroundActions()
  const choice = state?.choice ?? null
  const told = state?.told ?? false
  const start = (chosen: number): void => {
    predict(chosen)
    showPane('canvas')
    first()
    play()
    document.querySelector<HTMLElement>('#canvas, #pane')?.focus()
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (picked !== null) start(picked.index)
  }
  useEffect(() => {
    // Whoever goes on by the player has predicted what is picked.
    if (choice === null && picked !== null && step > picked.atStep) predict(picked.index)
  }, [choice, picked, step, predict])
  return (
    <form className="lesson-question" onSubmit={onSubmit}>
      <fieldset disabled={choice !== null}>
        <legend>
          <Sentence text={lesson.question} />
        </legend>
        {lesson.choices.map((one, index) => (
          <ChoiceRow
            key={one.text}
            choice={one}
            checked={(choice ?? picked?.index) === index}
            told={told}
            onPick={() => setPicked({ index, atStep: step })}
          />
        ))}
      </fieldset>
      {choice === null ? (
        <p className="lesson-acts">
          <button type="submit" className="btn primary" disabled={picked === null}>
            Predict and play
          </button>
          <button type="button" className="linklike" onClick={() => start(-1)}>
            Watch without a guess
          </button>
        </p>
      ) : (
        !told && (
          <p className="lesson-acts">
            <button
              type="button"
              className="linklike"
              onClick={() => {
                pause()
                tellAnswer()
              }}
            >
              Show the answer now
            </button>
          </p>
        )
      )}
    </form>
  )
}

function ChoiceRow(props: {
  readonly choice: Choice
  readonly checked: boolean
  readonly told: boolean
  readonly onPick: () => void
}) {
  const { choice, checked, told, onPick } = props
  const verdict = !told ? '' : choice.right ? 'right' : checked ? 'wrong' : ''
  return (
    <label className={`lesson-choice ${verdict}`}>
      <input type="radio" name="prediction" checked={checked} onChange={onPick} />
      <span>
        <Sentence text={choice.text} />
        {verdict !== '' && (
          <span className="lesson-why">
            <b>{choice.right ? '✓ Right.' : '✗ Not so.'}</b> <Sentence text={choice.why} />
          </span>
        )}
      </span>
    </label>
  )
}
