// The status of a Pod and of its containers: states, restarts, last states, mounts, environment names.
import { statusOf } from '#api/core/pod-status-word.ts'
import type { ContainerState, ContainerStatus, Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { clockText, countText } from '#picture/words/format.ts'
import { containerFactsOf, podKnownAt } from '#picture/words/container-facts.ts'
import { containerState, type ContainerFacts } from '#picture/words/container-state.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { StateBadge } from '#view/shell/StateBadge.tsx'
import { Conditions } from './Conditions.tsx'
import { ContainerSpec } from './ContainerSpec.tsx'
import { Facts, type Fact } from './Facts.tsx'
import { Probes, Waits } from './Waits.tsx'
import type { Subject } from '#picture/inspector/subject.ts'
import { ROLE_WORDS } from '#picture/words/container-role.ts'

/** Phase, conditions and containers of a Pod. */
export function PodStatusView({ pod }: { readonly pod: Pod }) {
  const { status, spec } = pod
  const { ready, total, restarts } = statusOf(pod)
  const { world } = usePlayground((state) => state.near)
  return (
    <>
      <Facts
        facts={[
          ['Phase', status?.phase ?? 'Pending'],
          status?.reason ? ['Reason', status.reason] : null,
          status?.message ? ['Message', status.message] : null,
          ['Ready', `${ready} of ${total}`],
          ['Restarts', String(restarts)],
          status?.podIP ? ['Pod IP', status.podIP] : null,
          ['Restart policy', spec?.restartPolicy ?? 'Always'],
          deletionFact(pod),
        ]}
      />
      <Waits of={keyOf(pod)} />
      {spec !== undefined && (
        <section aria-label="Containers">
          <h3>Containers</h3>
          <ul className="container-list">
            {containerFactsOf(podKnownAt(world, pod)).map((facts) => (
              <ContainerItem key={facts.container.name} facts={facts} />
            ))}
          </ul>
        </section>
      )}
      <Probes of={keyOf(pod)} />
      <Conditions conditions={status?.conditions ?? []} />
    </>
  )
}

function deletionFact(pod: Pod): Fact | null {
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata
  if (deletionTimestamp === undefined) return null
  const end = clockText(msOfTime(deletionTimestamp))
  return ['Deleted', `gone at ${end} at the latest (grace ${deletionGracePeriodSeconds ?? 30} s)`]
}

function ContainerItem(props: { readonly facts: ContainerFacts }) {
  const { container, role, status } = props.facts
  const state = containerState(props.facts)
  return (
    <li>
      <p>
        <b>{container.name}</b> <span className="dim">{ROLE_WORDS[role]}</span>{' '}
        <StateBadge tone={state.tone} word={state.word} />
      </p>
      <p className="dim">
        {container.image}
        {status !== undefined &&
          role !== 'ephemeral' &&
          ` · ${status.ready ? 'ready' : 'not ready'} · ${countText(status.restartCount, 'restart')}`}
      </p>
      <StateLines status={status} />
      <details className="container-spec">
        <summary>Environment, mounts and amounts</summary>
        <ContainerSpec container={container} />
      </details>
    </li>
  )
}

function StateLines({ status }: { readonly status: ContainerStatus | undefined }) {
  const message = status?.state?.waiting?.message ?? status?.state?.terminated?.message
  const last = status?.lastState === undefined ? null : stateText(status.lastState)
  const now = status?.state === undefined ? null : stateText(status.state)
  return (
    <>
      {now !== null && <p className="dim">{now}</p>}
      {message !== undefined && message !== '' && <p className="message">{message}</p>}
      {last !== null && <p className="dim">before: {last}</p>}
    </>
  )
}

function stateText({ running, terminated }: ContainerState): string | null {
  if (running?.startedAt !== undefined)
    return `running since ${clockText(msOfTime(running.startedAt))}`
  if (terminated === undefined) return null
  const { exitCode, reason, signal, startedAt, finishedAt } = terminated
  const times = [startedAt, finishedAt].map((time) =>
    time === undefined ? '?' : clockText(msOfTime(time)),
  )
  const words = [
    `exit code ${exitCode}`,
    ...(signal ? [`signal ${signal}`] : []),
    ...(reason ? [reason] : []),
  ]
  return `${words.join(', ')} (${times.join(' to ')})`
}

/** One instance of a container, as the runtime sees it, and its part of the Pod's status. */
export function ContainerStatusView({
  subject,
}: {
  readonly subject: Subject & { readonly kind: 'container' }
}) {
  const { record, container, status } = subject
  return (
    <>
      <Waits of={subject.key} container={record.name} />
      <Facts
        facts={[
          ['State', record.state],
          record.activity === '' ? null : ['Activity', <Sentence key="a" text={record.activity} />],
          timeFact('Created', record.createdAtMs),
          timeFact('Started', record.startedAtMs),
          timeFact('Finished', record.finishedAtMs),
          record.exitCode === null ? null : ['Exit code', String(record.exitCode)],
          record.signal === null ? null : ['Signal', String(record.signal)],
          record.reason === '' ? null : ['Reason', record.reason],
          record.message === '' ? null : ['Message', <Sentence key="m" text={record.message} />],
          status === undefined ? null : ['Ready', status.ready ? 'yes' : 'no'],
          status === undefined ? null : ['Restarts', String(status.restartCount)],
          ['ID', <code key="id">{record.id}</code>],
        ]}
      />
      <StateLines status={status} />
      {container !== null && <ContainerSpec container={container} />}
      {container !== null && <Probes of={subject.key} container={container.name} />}
    </>
  )
}

function timeFact(name: string, timeMs: number | null): Fact | null {
  return timeMs === null ? null : [name, clockText(timeMs)]
}
