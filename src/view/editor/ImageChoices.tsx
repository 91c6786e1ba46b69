// At an image that nobody knows: what its process does, as choices that are written into the scenario.
import { useState, type FormEvent } from 'react'
import { usePlaygroundActions } from '#view/shell/playground-context.tsx'
import './image-choices.css'

const UNKNOWN = /^`([^`]+)`: an image that is not in the catalogue (.*)$/

export interface UnknownImage {
  readonly image: string
  /** What it does while nothing is chosen, as the rest of a sentence. */
  readonly does: string
}

/** The image that a note is about, when it is one that nobody knows; else null. */
export function unknownImageOf(message: string): UnknownImage | null {
  const [, image, does] = UNKNOWN.exec(message) ?? []
  return image === undefined || does === undefined ? null : { image, does }
}

/** What the image may do; choosing one writes it into scenario.yaml and runs again. */
export function ImageChoices({ image }: { readonly image: string }) {
  const { setImage, notify } = usePlaygroundActions()
  const [exitCode, setExitCode] = useState('1')
  const [seconds, setSeconds] = useState('5')
  const choose = (...[choice, words]: readonly [Parameters<typeof setImage>[1], string]): void => {
    setImage(image, choice)
    notify(`scenario.yaml says: ${image} ${words}`, true)
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    const code = Math.min(255, Math.max(0, Math.round(Number(exitCode)) || 0))
    const runFor = `${Math.min(86_400, Math.max(0, Number(seconds) || 0))}s`
    choose({ does: 'exits', exitCode: code, runFor }, `exits with ${code} after ${runFor}.`)
  }
  return (
    <form className="image-choices" aria-label={`What ${image} does`} onSubmit={onSubmit}>
      <button
        type="button"
        className="btn"
        onClick={() => choose({ does: 'listens' }, 'runs and listens on its ports.')}
      >
        It runs and listens on its ports
      </button>
      <span className="image-exits">
        <button type="submit" className="btn">
          It exits
        </button>
        <label>
          with{' '}
          <input
            inputMode="numeric"
            aria-label="Exit code"
            value={exitCode}
            onChange={(event) => setExitCode(event.target.value)}
          />
        </label>
        <label>
          after{' '}
          <input
            inputMode="decimal"
            aria-label="Seconds until it exits"
            value={seconds}
            onChange={(event) => setSeconds(event.target.value)}
          />{' '}
          s
        </label>
      </span>
      <button
        type="button"
        className="btn"
        onClick={() => choose({ does: 'missing' }, 'does not exist.')}
      >
        It does not exist
      </button>
    </form>
  )
}
