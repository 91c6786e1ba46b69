// What a container waits for, and what is done when that is over: read from the state of a moment.
import type { RoleContainer } from '#api/core/containers.ts'
import type { ContainerStatus, Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { WorldState } from '#client/world.ts'
import { eventsOf } from '#picture/inspector/events-of.ts'
import { keyOf } from '#api/meta/object.ts'
import { containerFactsOf, podKnownAt } from './container-facts.ts'
import { type ContainerFacts, QUIET_REASONS } from './container-state.ts'

export interface ContainerWait {
  readonly name: string
  /** The rest of a sentence after 'waits for', without a full stop; names stand in backticks. */
  readonly waitsFor: string
  /** When that is over, in virtual milliseconds; null where nobody knows. */
  readonly untilMs: number | null
  /** What is done then, as a sentence without a full stop; '' when nothing is known of that. */
  readonly afterwards: string
}

type Facts = ContainerFacts & RoleContainer

/**
 * The containers of a Pod that wait for something at a moment, in the order of the spec. `backOffMs` is how long the kubelet
 * waits before it starts a container again that has ended, where it has said so; the Pod's status does not yet.
 */
export function containerWaits(
  world: WorldState,
  pod: Pod,
  backOffMs: (containerName: string) => number | null = () => null,
): readonly ContainerWait[] {
  const known = podKnownAt(world, pod)
  if (pod.metadata.deletionTimestamp !== undefined) return []
  const all = containerFactsOf(known)
  const before = known.sandboxUid !== null ? null : waitOfPod(world, pod)
  return all.flatMap((facts, index) => {
    const { name } = facts.container
    const wait = before ?? waitOf(facts, all.slice(0, index), backOffMs)
    const isOver = facts.record?.state === 'exited' || facts.status?.state?.terminated !== undefined
    return wait === null || (before !== null && isOver) ? [] : [{ name, ...wait }]
  })
}

type Wait = Omit<ContainerWait, 'name'>

const wait = (waitsFor: string, afterwards = '', untilMs: number | null = null): Wait => ({
  waitsFor,
  afterwards,
  untilMs,
})

/** What all containers wait for as long as the Pod has no sandbox. */
function waitOfPod(world: WorldState, pod: Pod): Wait {
  const node = pod.spec?.nodeName ?? ''
  if (node === '') return wait('a node for its Pod', 'the kubelet of that node sets up the Pod')
  const events = eventsOf(world, { kind: 'pod', key: keyOf(pod), pod })
  const failed = events.findLast(({ warning }) => warning)
  if (failed?.reason === 'FailedMount' || failed?.reason === 'FailedCreatePodSandBox')
    return wait(
      `what its Pod needs: ${failed.message}`,
      `the kubelet on \`${node}\` tries it again, each time later`,
    )
  return wait(
    'the network namespace and the volumes of its Pod',
    `the kubelet on \`${node}\` starts the containers one after the other`,
  )
}

function waitOf(
  facts: Facts,
  before: readonly Facts[],
  backOffMs: (containerName: string) => number | null,
): Wait | null {
  const { container, status, record } = facts
  if (record?.state === 'running') return waitOfRunning(facts)
  const { waiting, terminated } = status?.state ?? {}
  const reason = waiting?.reason ?? ''
  if (waiting !== undefined && !QUIET_REASONS.has(reason)) return loudWait(facts, reason)
  const delayMs = record?.state === 'exited' ? backOffMs(container.name) : null
  if (delayMs !== null) return endOfBackOff(facts, delayMs)
  if (record?.state === 'exited' && status?.state?.running !== undefined)
    return wait('the kubelet to report that it has ended')
  // It has ended, and whether it is started again is not decided yet.
  if (record?.state === 'exited' || terminated !== undefined) return null
  // Those that are put into a Pod wait for no other.
  const due = facts.role === 'ephemeral' ? [] : before
  const first = due.map(openBefore).find((open) => open !== null)
  if (first !== undefined) return wait(first, `the kubelet starts \`${container.name}\``)
  if (facts.pulling)
    return wait(
      `the image \`${container.image ?? ''}\`, which is pulled`,
      'it is created and started',
    )
  return wait('the kubelet to start it')
}

/** What has to come of an earlier container before its Pod goes on; null when it has. */
function openBefore({ container, role, status, record }: Facts): string | null {
  const { name } = container
  if (role === 'init') {
    const code = record?.state === 'exited' ? record.exitCode : status?.state?.terminated?.exitCode
    return code === 0 ? null : `init container \`${name}\` to exit with 0`
  }
  if (role !== 'sidecar') return null
  if (record?.state !== 'running') return `sidecar \`${name}\` to run`
  const isStarted = container.startupProbe === undefined || status?.started === true
  return isStarted ? null : `the startup probe of sidecar \`${name}\` to succeed`
}

const WAITING = 'waiting for '

function waitOfRunning({ container, role, status, record }: Facts): Wait | null {
  const activity = record?.activity ?? ''
  if (activity.startsWith(WAITING)) return wait(activity.slice(WAITING.length))
  if (role === 'init') return null
  const { startupProbe, readinessProbe } = container
  if (startupProbe !== undefined && status?.started !== true)
    return wait('its startup probe to succeed', 'its other probes begin')
  if (readinessProbe !== undefined && status?.ready !== true)
    return wait(
      'its readiness probe to succeed',
      'it counts as ready, and Services send it traffic',
    )
  return null
}

function loudWait(facts: Facts, reason: string): Wait {
  const { container, status } = facts
  const message = status?.state?.waiting?.message ?? ''
  if (reason === 'CrashLoopBackOff') return endOfBackOff(facts, delayIn(message))
  if (reason === 'ImagePullBackOff' || reason === 'ErrImagePull')
    return wait(
      `the next try to pull \`${container.image ?? ''}\``,
      'the kubelet tries again, each time after twice as long, at most 5 min',
    )
  return wait(
    message === '' ? `an end of ${reason}` : `an end of ${reason}: ${message}`,
    'the kubelet looks again each time it synchronises the Pod',
  )
}

/** `delayMs` is null where nobody says how long it is. */
function endOfBackOff({ status, record }: Facts, delayMs: number | null): Wait {
  const endedMs = record?.finishedAtMs ?? endOf(status)
  const untilMs = delayMs === null || endedMs === null ? null : endedMs + delayMs
  const length = delayMs === null ? '' : ` of ${delayMs / 1000} s`
  return wait(
    `the end of its back-off${length}`,
    'the kubelet starts it again at its next look, which may be 15 s later',
    untilMs,
  )
}

function endOf(status: ContainerStatus | undefined): number | null {
  const { lastState, state } = status ?? {}
  const finishedAt = state?.terminated?.finishedAt ?? lastState?.terminated?.finishedAt
  return finishedAt === undefined ? null : msOfTime(finishedAt)
}

/** The delay that the kubelet's message names, 'back-off 1m20s restarting …', in milliseconds. */
function delayIn(message: string): number | null {
  const [, minutes, seconds] = /^back-off (?:(\d+)m)?(?:(\d+)s)? /.exec(message) ?? []
  if (minutes === undefined && seconds === undefined) return null
  return (Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000
}
