// What stands open at the end of a run, and what would go on after it: in sentences, and whether it would come to
// an end by itself.
import type { Container, Pod } from '#api/generated/types.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import { isPodConditionTrue, isPodReady } from '#api/core/pod-condition.ts'
import type { WorldState } from '#client/world.ts'
import { eventsOf } from '#picture/inspector/events-of.ts'
import { keyOf } from '#api/meta/object.ts'
import { containerFactsOf, podKnownAt } from './container-facts.ts'
import { type ContainerFacts, QUIET_REASONS } from './container-state.ts'
import { isOwnObject } from './own-object.ts'

export interface GoesOn {
  /** What is not settled, as sentences with a full stop; the first few. */
  readonly open: readonly string[]
  /** How many more there are. */
  readonly more: number
  /** What simply goes on, as the rest of a sentence: '`nginx` of Pod `web` goes on serving on :80'. */
  readonly runs: readonly string[]
  /** Something is under way that comes to an end by itself, so that it is worth running longer. */
  readonly settles: boolean
}

const MOST = 3
/** The events of so many Pods are looked at. */
const MOST_PROBED = 50

interface Found {
  readonly text: string
  /** Whether it comes to an end by itself. */
  readonly settles: boolean
}

/** What goes on in a moment. Reads every Pod once; to be asked at the end of a run. */
export function whatGoesOn(world: WorldState): GoesOn {
  const open: Found[] = []
  const runs: string[] = []
  for (const object of world.under('Pod/')) {
    if (object.kind !== 'Pod' || !isOwnObject(object)) continue
    const found = openOf(world, object, open.length < MOST_PROBED)
    if (found !== null) open.push(found)
    else if (runs.length < MOST) runs.push(...runningOf(world, object).slice(0, MOST))
  }
  for (const object of world.under('CronJob.batch/'))
    if (object.kind === 'CronJob' && object.spec.suspend !== true && runs.length < MOST)
      runs.push(`CronJob \`${object.metadata.name ?? ''}\` waits for its next time`)
  return {
    open: open.slice(0, MOST).map(({ text }) => text),
    more: Math.max(0, open.length - MOST),
    // What serves is what one has waited for.
    runs: runs
      .toSorted((a, b) => Number(b.includes(' serving ')) - Number(a.includes(' serving ')))
      .slice(0, MOST - 1),
    settles: open.some(({ settles }) => settles),
  }
}

/**
 * Whether something is under way that comes to an end by itself, as `settles` says. It looks no further than the first such Pod, and
 * at none of which the status alone says that there is nothing: of ten thousand Pods all but a few run.
 */
export function settlesByItself(world: WorldState): boolean {
  let probed = 0
  for (const object of world.under('Pod/')) {
    if (object.kind !== 'Pod' || !isOwnObject(object) || runsAsAsked(object)) continue
    probed += 1
    if (openOf(world, object, probed <= MOST_PROBED)?.settles === true) return true
  }
  return false
}

/** Whether all containers of a Pod run and nothing is asked about them. */
function runsAsAsked({ metadata, spec, status }: Pod): boolean {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {}
  const statuses = status?.containerStatuses ?? []
  return (
    metadata.deletionTimestamp === undefined &&
    initContainers.length + ephemeralContainers.length === 0 &&
    statuses.length === containers.length &&
    statuses.every(({ state }) => state?.running !== undefined) &&
    containers.every(
      ({ startupProbe, livenessProbe }) => (startupProbe ?? livenessProbe) === undefined,
    )
  )
}

const nameOf = (pod: Pod): string => `Pod \`${pod.metadata.name ?? ''}\``

/** What of a Pod is not settled; null when it has come to rest. */
function openOf(world: WorldState, pod: Pod, probes: boolean): Found | null {
  if (isTerminalPod(pod)) return null
  const name = nameOf(pod)
  if (pod.metadata.deletionTimestamp !== undefined)
    return { text: `${name} is still ending.`, settles: true }
  if (pod.spec?.nodeName === undefined || pod.spec.nodeName === '')
    return { text: `${name} still waits for a node.`, settles: false }
  const containers = containersOf(world, pod)
  for (const facts of containers) {
    const found = openContainer(pod, facts)
    if (found !== null) return found
  }
  if (probes && failsLiveness(world, pod, containers))
    return { text: `${name} fails its liveness probe.`, settles: true }
  if (isPodReady(pod.status)) return null
  return isProbed(pod) ? { text: `${name} is not ready yet.`, settles: false } : null
}

const containersOf = (world: WorldState, pod: Pod): readonly ContainerFacts[] =>
  containerFactsOf(podKnownAt(world, pod))

function openContainer(pod: Pod, { container, status, record }: ContainerFacts): Found | null {
  const name = `\`${container.name}\` of ${nameOf(pod)}`
  const { waiting, running } = status?.state ?? {}
  const reason = waiting?.reason ?? ''
  if (record?.state === 'running' && record.activity.startsWith('waiting for '))
    return { text: `${name} goes on ${record.activity}.`, settles: false }
  const failed = (status?.state?.terminated?.exitCode ?? 0) !== 0
  if (failed && record?.state !== 'running')
    return { text: `${name} has failed and is started again, each time later.`, settles: false }
  if (reason.endsWith('BackOff') || reason === 'ErrImagePull')
    return { text: `${name} is tried again, each time later (${reason}).`, settles: false }
  if (waiting !== undefined && !QUIET_REASONS.has(reason))
    return { text: `${name} waits: ${reason}.`, settles: false }
  if (waiting !== undefined && record?.state !== 'running')
    return hasTurn(pod, container) ? { text: `${name} is still starting.`, settles: true } : null
  if (running !== undefined && container.startupProbe !== undefined && status?.started !== true)
    return { text: `The startup probe of ${name} has not succeeded yet.`, settles: true }
  return null
}

/** Whether a container that waits is one that the Pod gets to next, and not one whose turn comes later. */
function hasTurn(pod: Pod, container: Container): boolean {
  const init = pod.spec?.initContainers ?? []
  return (
    isPodConditionTrue(pod.status, 'Initialized') ||
    init.some(({ name }) => name === container.name)
  )
}

const isProbed = (pod: Pod): boolean =>
  (pod.spec?.containers ?? []).some(({ readinessProbe }) => readinessProbe !== undefined)

/** Whether a container that runs has failed its liveness probe since it started: its restart is to come. */
function failsLiveness(
  world: WorldState,
  pod: Pod,
  containers: readonly ContainerFacts[],
): boolean {
  const probed = containers.filter(({ container }) => container.livenessProbe !== undefined)
  if (probed.length === 0) return false
  const events = eventsOf(world, { kind: 'pod', key: keyOf(pod), pod })
  return probed.some(({ container, record }) => {
    const since = record?.state === 'running' ? (record.startedAtMs ?? Infinity) : Infinity
    return events.some(
      ({ reason, message, part, timeMs }) =>
        reason === 'Unhealthy' &&
        message.startsWith('Liveness') &&
        part.endsWith(`{${container.name}}`) &&
        timeMs > since,
    )
  })
}

/** What the containers of a Pod at rest do. */
function runningOf(world: WorldState, pod: Pod): readonly string[] {
  if (isTerminalPod(pod)) return []
  return containersOf(world, pod).flatMap(({ container, record }) => {
    if (record?.state !== 'running') return []
    const does = record.activity.startsWith('serving ') ? record.activity : 'running'
    return [`\`${container.name}\` of ${nameOf(pod)} goes on ${does}`]
  })
}
