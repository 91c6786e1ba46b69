// How init containers, sidecars and app containers make the number that the scheduler reserves: the
// phases of the Pod's life as bars of one scale; the longest decides.
import type { EffectiveRequest } from '#api/scheduler/trace.ts'
import { amountText } from '#picture/words/format.ts'

/** One group of bars per resource that is asked for. */
export function EffectiveRequests({
  requests,
}: {
  readonly requests: readonly EffectiveRequest[]
}) {
  const asked = requests.filter(({ amount }) => amount > 0)
  if (asked.length === 0) {
    return (
      <p className="hint">
        This Pod asks for nothing: it fits on any node, and is the first to be evicted when memory
        is short.
      </p>
    )
  }
  return asked.map((request) => <Request key={request.resource} request={request} />)
}

function Request({ request }: { readonly request: EffectiveRequest }) {
  const { resource, amount, phases } = request
  return (
    <section className="request" aria-label={`Effective request of ${resource}`}>
      <h3>
        Effective request: {resource} {amountText(resource, amount)}
      </h3>
      {phases.map((phase) => (
        <figure key={phase.name} className={phase.decides ? 'decides' : undefined}>
          <figcaption>
            {phaseText(phase.name)} <b>{amountText(resource, phase.amount)}</b>
            {phase.decides && phases.length > 1 && ' · decides'}
          </figcaption>
          <div className="request-bar">
            {phase.parts.map((part) => (
              <span
                key={`${part.container} ${part.role}`}
                className={part.role}
                style={{ width: `${amount === 0 ? 0 : (part.amount / amount) * 100}%` }}
                title={`${part.container} (${part.role}): ${amountText(resource, part.amount)}`}
              >
                {amountText(resource, part.amount)} {part.container}
              </span>
            ))}
          </div>
        </figure>
      ))}
    </section>
  )
}

function phaseText(name: string): string {
  return name === 'steady' ? 'when all app containers run:' : `while ${name} runs:`
}
