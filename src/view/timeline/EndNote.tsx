// Where the run ends: what stands open there, what would go on, and the way on.
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import { useIsDone } from '#view/shell/use-running.ts'
import './end-note.css'
import { furtherMs, sentencesOf, shortClock } from './end-sentences.ts'
import { hasEndInSight } from './end-in-sight.ts'

/** Beside the lanes, or below them where there is no room. */
export function EndNote() {
  const endMs = usePlayground((state) => state.timeline.endMs)
  const isDone = useIsDone()
  const canRunLonger = usePlayground((state) => state.canRunLonger)
  const { runLonger } = usePlaygroundActions()
  const end = useAnswer({ kind: 'end' }, 'timeline')
  const isInSight = usePlayground(hasEndInSight)
  if (!isDone || !isInSight) return null
  const moreMs = furtherMs(endMs, end)
  return (
    <section className="end-note" aria-label="The end of the run">
      <p>
        <b>The run ends at {shortClock(endMs)}.</b>{' '}
        {end !== undefined && (
          <Sentence text={sentencesOf(end, { canGoOn: canRunLonger, endMs }).join(' ')} />
        )}
      </p>
      {canRunLonger && (
        <button type="button" className="btn" onClick={() => runLonger(moreMs)}>
          Go on to {shortClock(endMs + moreMs)}
        </button>
      )}
    </section>
  )
}
