// Where the run ends: what stands open there, what would go on, and the way on.
import { isToPredict } from '#playground/lesson-state.ts'
import { clockText } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import './end-note.css'
import { furtherMs, sentencesOf } from './end-sentences.ts'

/** Beside the lanes, or below them where there is no room. */
export function EndNote() {
  const endMs = usePlayground((state) => state.endMs)
  const isDone = usePlayground((state) => state.runState === 'done' && state.steps.length > 0)
  const canRunLonger = usePlayground((state) => state.canRunLonger)
  const { runLonger } = usePlaygroundActions()
  const end = useAnswer({ kind: 'end' }, 'run')
  // How it ends is part of what is to be predicted, until one has come there.
  const hidden = usePlayground((state) => isToPredict(state) && state.step < state.steps.length - 1)
  if (!isDone || hidden) return null
  const moreMs = furtherMs(endMs)
  return (
    <section className="end-note" aria-label="The end of the run">
      <p>
        <b>The run ends at {shortClock(endMs)}.</b>{' '}
        {end !== undefined && <Sentence text={sentencesOf(end, canRunLonger).join(' ')} />}
      </p>
      {canRunLonger && (
        <button type="button" className="btn" onClick={() => runLonger(moreMs)}>
          Go on to {shortClock(endMs + moreMs)}
        </button>
      )}
    </section>
  )
}

/** '2:00', without tenths. */
function shortClock(timeMs: number): string {
  return clockText(Math.round(timeMs / 1000) * 1000).replace(/\.\d$/, '')
}
