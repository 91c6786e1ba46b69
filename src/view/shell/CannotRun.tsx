// Above the canvas, when not all of the text is in the picture: what is refused, and the next best thing.
import { nextBest } from '#playground/next-best.ts'
import { countText } from '#picture/words/format.ts'
import './cannot-run.css'
import { Icon } from './Icon.tsx'
import { usePlayground, type PlaygroundSnapshot } from './playground-context.tsx'
import { firstProblem, ProblemLine } from './ProblemLine.tsx'
import { Sentence } from './Sentence.tsx'
import { useCopy } from './use-copy.ts'

/** Nothing when all of the text runs, or the picture is not of it. */
export function CannotRun() {
  const shows = usePlayground(isPartly)
  const isNothing = usePlayground((state) => state.allSteps.ids.length === 0)
  const errors = usePlayground(countErrors)
  const problem = usePlayground(firstProblem)
  const advice = usePlayground(adviceOf)
  const copy = useCopy()
  if (!shows || problem === undefined) return null
  const best = advice === null ? null : nextBest(advice)
  return (
    <section className="strip cannot-run" aria-label="What does not run">
      <Icon name="info" />
      <div>
        <p>
          <b>
            {isNothing
              ? 'Nothing of this text runs.'
              : `Not all of this text runs: ${countText(errors, 'error')}.`}
          </b>{' '}
          {!isNothing && 'The picture shows what the API server takes, as with kubectl apply.'}
        </p>
        {best === null ? (
          <p>
            <ProblemLine problem={problem} most={MOST} />
          </p>
        ) : (
          <p>
            <Sentence text={best.text} />
          </p>
        )}
        {best?.command !== undefined && (
          <p className="next-best">
            <code>{best.command}</code>
            <button
              type="button"
              className="btn"
              onClick={() => copy(best.command ?? '', 'Copied')}
            >
              Copy
            </button>
          </p>
        )}
      </div>
    </section>
  )
}

const MOST = 260

const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error'

const isPartly = ({ stale, embed, diagnostics, runState }: PlaygroundSnapshot): boolean =>
  !stale && !embed && runState === 'done' && diagnostics.some(isError)

const countErrors = ({ diagnostics }: PlaygroundSnapshot): number =>
  diagnostics.filter(isError).length

/** The text that the first error is in. */
function adviceOf(state: PlaygroundSnapshot): string | null {
  const path = firstProblem(state)?.path
  return state.files.find((file) => file.path === path)?.text ?? null
}
