// What the containers of a dumped Pod did, from its status, as image overrides of a scenario: one that exits with 1
// three seconds after its start does so again.
import { isMapping } from '../field-reader.ts'
import { durationText } from '../duration.ts'
import { type Fields, fieldsAt, listAt, momentAt, numberAt, textAt } from './values.ts'

/** One item of `images:` in scenario.yaml, with the words on why. */
export interface Behaviour {
  readonly item: Fields
  readonly why: string
}

const NOT_PULLED = /^(?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull|RegistryUnavailable)$/
/** The process never ran. */
const NOT_STARTED = /^(?:ContainerCannotRun|StartError|ContainerStatusUnknown|RunContainerError)$/
/** Longer than that, a process counts as one that does not end by itself. */
const LONGEST_MS = 24 * 3_600_000

export interface DumpedContainer {
  /** From the spec. */
  readonly container: Fields
  /** From the status; empty before the kubelet has written one. */
  readonly status: Fields
  readonly list: 'initContainers' | 'containers'
  readonly index: number
}

/** The containers of a Pod with what its status says of each. */
export function containersOf(pod: Fields): readonly DumpedContainer[] {
  return (
    [
      ['initContainers', 'initContainerStatuses'],
      ['containers', 'containerStatuses'],
    ] as const
  ).flatMap(([list, statuses]) =>
    listAt(pod, 'spec', list)
      .filter(isMapping)
      .map((container, index) => {
        const name = textAt(container, 'name')
        const found = listAt(pod, 'status', statuses).find((one) => textAt(one, 'name') === name)
        return { container, status: isMapping(found) ? found : {}, list, index }
      }),
  )
}

/** True for a container whose process ran at least once. */
export function hasRun({ status }: DumpedContainer): boolean {
  return ['state', 'lastState'].some(
    (field) =>
      textAt(status, field, 'running', 'startedAt') !== '' ||
      endOf(fieldsAt(status, field)) !== null,
  )
}

/** How the process of a state ended; null when it did not, or never ran. */
export function endOf(
  state: Fields,
): { readonly exitCode: number; readonly reason: string; readonly ranMs: number | null } | null {
  const ended = fieldsAt(state, 'terminated')
  const exitCode = numberAt(ended, 'exitCode')
  const reason = textAt(ended, 'reason')
  if (exitCode === null || NOT_STARTED.test(reason)) return null
  const [from, to] = [momentAt(ended, 'startedAt'), momentAt(ended, 'finishedAt')]
  const ranMs = from === null || to === null || from <= 0 ? null : Math.max(0, to - from)
  return { exitCode, reason, ranMs }
}

/** What a Pod's containers do again; nothing for those whose status says nothing. */
export function behavioursOf(pod: Fields): readonly Behaviour[] {
  return containersOf(pod).flatMap((one) => {
    const behaviour = behaviourOf(one, pod)
    return behaviour === null ? [] : [behaviour]
  })
}

function behaviourOf(one: DumpedContainer, pod: Fields): Behaviour | null {
  const { container, status } = one
  const image = textAt(container, 'image')
  const name = textAt(container, 'name')
  if (image === '' || name === '') return null
  const waiting = textAt(status, 'state', 'waiting', 'reason')
  if (NOT_PULLED.test(waiting))
    return { item: { image, missing: true }, why: `${name} could not pull it: ${waiting}` }
  const end = endOf(fieldsAt(status, 'state')) ?? endOf(fieldsAt(status, 'lastState'))
  if (end !== null && (end.ranMs ?? 0) < LONGEST_MS) return ending(image, name, end)
  return running(one, pod, image, name)
}

function ending(
  image: string,
  name: string,
  { exitCode, reason, ranMs }: NonNullable<ReturnType<typeof endOf>>,
): Behaviour {
  const runFor = durationText(ranMs ?? 1000)
  const isOom = reason === 'OOMKilled'
  const how = isOom ? 'was killed for its memory' : `exited with ${exitCode}`
  return {
    item: { image, container: name, runFor, ...(isOom ? { oom: true } : { exitCode }) },
    why: `${name} ${how} after ${runFor}`,
  }
}

/** A container that ran when it was looked at, where by itself it would do something else here. */
function running(
  { container, status, list }: DumpedContainer,
  pod: Fields,
  image: string,
  name: string,
): Behaviour | null {
  if (textAt(status, 'state', 'running', 'startedAt') === '') return null
  const ports = portsOf(container)
  const notReady = status['ready'] === false && hasNetworkProbe(container, 'readinessProbe')
  if (notReady && !hasNetworkProbe(container, 'livenessProbe')) {
    const why = `${name} ran and was not ready: it answers on no port`
    return { item: { image, container: name, listens: [] }, why }
  }
  const policy = textAt(pod, 'spec', 'restartPolicy')
  const ends = list === 'containers' && policy !== '' && policy !== 'Always'
  if (!ends || listAt(container, 'command').length > 0) return null
  return { item: { image, container: name, listens: ports }, why: `${name} was running` }
}

const hasNetworkProbe = (container: Fields, probe: string): boolean =>
  ['httpGet', 'tcpSocket', 'grpc'].some((way) => way in fieldsAt(container, probe))

/** The containerPorts of a container. */
function portsOf(container: Fields): readonly number[] {
  return listAt(container, 'ports').flatMap((port) => numberAt(port, 'containerPort') ?? [])
}
