// What the containers of the selected thing wait for, for how long, and what comes next; and its probes with their next run.
import { isToPredict } from '#playground/lesson-state.ts'
import { durationText } from '#picture/words/format.ts'
import type { KnownWait, PlannedProbe } from '#playground/waits-of.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import { whenText } from './NextActPanel.tsx'
import './waits.css'

interface Of {
  /** The key of the Pod, or of an instance of a container. */
  readonly of: string
  /** Of this container alone. */
  readonly container?: string
}

/** What waits; nothing when nothing does. */
export function Waits({ of, container }: Of) {
  const answer = useAnswer({ kind: 'waits', key: of })
  const waits = (answer?.containers ?? []).filter(
    ({ name }) => container === undefined || container === name,
  )
  if (waits.length === 0) return null
  return (
    <section aria-label="Waits">
      <h3>Waits</h3>
      <ul className="waits">
        {waits.map((wait) => (
          <Wait key={wait.name} wait={wait} />
        ))}
      </ul>
    </section>
  )
}

function Wait({ wait }: { readonly wait: KnownWait }) {
  const nowMs = usePlayground((state) => state.timeMs)
  const { name, waitsFor, sinceMs, untilMs, afterwards } = wait
  return (
    <li>
      <p>
        <code>{name}</code> waits for <Sentence text={waitsFor} />
        {sinceMs !== null && nowMs > sinceMs && (
          <span className="dim">, for {durationText(nowMs - sinceMs)}</span>
        )}
      </p>
      {afterwards !== '' && (
        <p className="wait-next">
          Then <Sentence text={afterwards} />
          {untilMs !== null && untilMs > nowMs && `: ${whenText(untilMs, nowMs)}`}
        </p>
      )}
      <NextInRun next={wait.next} nowMs={nowMs} />
    </li>
  )
}

/** What comes in a lesson is to be predicted, so it is not told there. */
function NextInRun({ next, nowMs }: Pick<KnownWait, 'next'> & { readonly nowMs: number }) {
  const isHidden = usePlayground(isToPredict)
  const { goToEntry } = usePlaygroundActions()
  if (isHidden) return null
  if (next === null) return <p className="wait-next dim">Nothing more happens to it in this run.</p>
  return (
    <p className="wait-next">
      <span className="dim">In this run it goes on </span>
      <button type="button" className="linklike wait-when" onClick={() => goToEntry(next.id)}>
        {whenText(next.timeMs, nowMs)}
      </button>
    </p>
  )
}

/** The probes with what they do and when they do it next; nothing when there are none. */
export function Probes({ of, container }: Of) {
  const answer = useAnswer({ kind: 'waits', key: of })
  const probes = (answer?.probes ?? []).filter(
    ({ containerName }) => container === undefined || container === containerName,
  )
  if (probes.length === 0) return null
  return (
    <section aria-label="Probes">
      <h3>Probes</h3>
      <ul className="waits probes">
        {probes.map((probe) => (
          <ProbeItem key={`${probe.containerName} ${probe.type}`} probe={probe} />
        ))}
      </ul>
    </section>
  )
}

function ProbeItem({ probe }: { readonly probe: PlannedProbe }) {
  const nowMs = usePlayground((state) => state.timeMs)
  const { containerName, type, what, how, nextMs } = probe
  return (
    <li>
      <p>
        <b>{type}</b> of <code>{containerName}</code>: {what}
      </p>
      <p className="dim">{how}</p>
      <p className="wait-next">
        {nextMs === null ? 'no next run is planned' : `next run ${whenText(nextMs, nowMs)}`}
      </p>
    </li>
  )
}
