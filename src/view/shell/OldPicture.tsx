// Over the canvas, while the text cannot run: the picture is not that of the text, why, and what to do.
import { Icon } from './Icon.tsx'
import './old-picture.css'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { firstProblem, ProblemLine } from './ProblemLine.tsx'
import { RunAnyway } from './RunAnyway.tsx'
import { useIsReading } from './use-running.ts'

/** Nothing while picture and text belong together. */
export function OldPicture() {
  const stale = usePlayground((state) => state.stale)
  const problem = usePlayground(firstProblem)
  const canUndo = usePlayground((state) => state.canUndo)
  const { undo } = usePlaygroundActions()
  const isReading = useIsReading()
  const hasRun = usePlayground(({ times }) => times.length > 0)
  if (isReading) {
    return (
      <section className="old-picture" aria-label="Old picture" role="status">
        <p>
          <Icon name="info" size={14} /> <b>Reading the files …</b>
          {hasRun && ' What is shown is the run before.'}
        </p>
      </section>
    )
  }
  if (!stale) return null
  return (
    <section className="old-picture" aria-label="Old picture">
      <p role="status">
        <Icon name="info" size={14} /> <b>This is the run before your change.</b>{' '}
        {problem !== undefined && <ProblemLine problem={problem} most={MOST} />}
      </p>
      <p>
        <RunAnyway />
        {canUndo && (
          <button type="button" className="btn" onClick={() => undo()}>
            Undo the change
          </button>
        )}
      </p>
    </section>
  )
}

const MOST = 160
