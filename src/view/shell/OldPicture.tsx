// Over the canvas, while the text cannot run: the picture is not that of the text, why, and what to do.
import { Icon } from './Icon.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  type PlaygroundSnapshot,
} from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'
import { useIsReading } from './use-running.ts'
import './old-picture.css'

/** Nothing while picture and text belong together. */
export function OldPicture() {
  const stale = usePlayground((state) => state.stale)
  const problem = usePlayground(firstProblemOf)
  const canUndo = usePlayground((state) => state.canUndo)
  const { runFromStart, undo } = usePlaygroundActions()
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
      <p>
        <Icon name="info" size={14} /> <b>This is the run before your change.</b>{' '}
        {problem !== null && <Sentence text={problem} />}
      </p>
      <p>
        <button type="button" className="btn" onClick={() => runFromStart()}>
          Run what can run
        </button>
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

/** The first error with its place; null when there is none. */
function firstProblemOf({ diagnostics }: PlaygroundSnapshot): string | null {
  const first = diagnostics.find(({ severity }) => severity === 'error')
  if (first === undefined) return null
  const message = first.message.length > MOST ? `${first.message.slice(0, MOST)} …` : first.message
  return `${first.path.replace(/^manifests\//, '')}:${first.range.start.line}: ${message}`
}
