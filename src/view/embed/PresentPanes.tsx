// The page on a projector: the picture, and the sentence in large letters. Stepped by a presenter's remote, whose keys are
// PageUp and PageDown.
import { useEffect, type ReactNode } from 'react'
import { clockText } from '#picture/words/format.ts'
import { predicateOf } from '#picture/words/entry-sentence.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import './embed.css'
import './present.css'

/** Canvas and sentence, until Escape or the button. */
export function PresentPanes(props: { readonly canvas: ReactNode; readonly onEnd: () => void }) {
  const { canvas, onEnd } = props
  useKeysOfRemote(onEnd)
  useFullScreen(onEnd)
  return (
    <div className="app is-embed is-presenting">
      <main className="embed" aria-label="Presentation">
        <div className="pane canvas-pane" id="canvas" tabIndex={-1}>
          {canvas}
        </div>
        <Told />
        <button type="button" className="btn present-end" onClick={onEnd}>
          End the presentation
        </button>
      </main>
    </div>
  )
}

function Told() {
  const entry = usePlayground((state) => state.stepEntry)
  const step = usePlayground((state) => state.step)
  const count = usePlayground((state) => state.steps.length)
  const timeMs = usePlayground((state) => state.timeMs)
  return (
    <section className="present-told" aria-label="What happens">
      <p className="present-place">
        {Math.max(0, step + 1)} / {count} <time>{clockText(timeMs)}</time>
      </p>
      <p className="present-sentence">
        {entry !== null && (
          <>
            <b>
              <Sentence text={entry.actor} />
            </b>{' '}
            <Sentence text={predicateOf(entry)} />
          </>
        )}
      </p>
    </section>
  )
}

function useKeysOfRemote(onEnd: () => void): void {
  const { next, back } = usePlaygroundActions()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const acts: Readonly<Record<string, () => void>> = {
        PageDown: next,
        PageUp: back,
        Escape: onEnd,
      }
      const act = acts[event.key]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [next, back, onEnd])
}

/** The whole screen where the browser allows it; who leaves it has ended. */
function useFullScreen(onEnd: () => void): void {
  useEffect(() => {
    const onChange = (): void => {
      if (document.fullscreenElement === null) onEnd()
    }
    document.documentElement.requestFullscreen().then(
      () => document.addEventListener('fullscreenchange', onChange),
      () => {},
    )
    return () => {
      document.removeEventListener('fullscreenchange', onChange)
      if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => {})
    }
  }, [onEnd])
}
