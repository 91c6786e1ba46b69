// Names and values, one under the other.
import type { ReactNode } from 'react'

export type Fact = readonly [name: string, value: ReactNode]

/** A list of names with their values; null values are left out. */
export function Facts(props: {
  readonly title?: string
  readonly facts: readonly (Fact | null)[]
}) {
  const facts = props.facts.filter((fact) => fact !== null)
  if (facts.length === 0) return null
  return (
    <section aria-label={props.title}>
      {props.title !== undefined && <h3>{props.title}</h3>}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
