// Conditions of a Pod or a Node as a table.
import { msOfTime } from '#api/meta/time.ts'
import { Term } from '#view/shell/Term.tsx'
import { clockText } from '#picture/words/format.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

/** Nothing when there are none. */
export function Conditions({ conditions }: { readonly conditions: readonly Condition[] }) {
  if (conditions.length === 0) return null
  return (
    <section aria-label="Conditions">
      <h3>Conditions</h3>
      <ul className="conditions">
        {conditions.map((condition) => (
          <li key={condition.type}>
            <span className={`condition-status ${condition.status.toLowerCase()}`}>
              <span aria-hidden="true">{MARKS[condition.status] ?? '?'}</span>{' '}
              <Term word={condition.type} />
              <span className="visually-hidden"> is</span> <em>{condition.status}</em>
            </span>
            {condition.lastTransitionTime !== undefined && (
              <time className="dim">{clockText(msOfTime(condition.lastTransitionTime))}</time>
            )}
            {(condition.reason || condition.message) && (
              <p className="dim">
                {condition.reason !== undefined && (
                  <b>
                    <Term word={condition.reason} />
                  </b>
                )}{' '}
                {condition.message}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const MARKS: Readonly<Record<string, string>> = { True: '●', False: '○', Unknown: '?' }
