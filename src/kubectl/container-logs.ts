// What the instances of a container printed, as the kubelet serves it.
// Follows pkg/kubelet/kubelet.go validateContainerLogStatus and pkg/registry/core/pod/strategy.go LogLocation (v1.36).
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { ContainerStatus, Pod } from '#api/generated/types.ts'
import { type PrintedLine, printedLines } from '#api/runtime/log-rules.ts'
import type { ContainerRecord, LogData } from '#api/runtime/records.ts'
import type { World } from '#client/world.ts'

export interface LogLine {
  readonly timeMs: number
  readonly text: string
}

interface Which {
  readonly name: string
  readonly previous: boolean
}

/** The lines of the current instance of a container, or of the one before; or what the server says instead. */
export function containerLog(world: World, pod: Pod, which: Which): readonly LogLine[] | string {
  const node = pod.spec?.nodeName ?? ''
  if (node === '') return []
  const found = loggedInstance(world, pod, which)
  return typeof found === 'string' ? found : instanceLog(world, node, found.id)
}

/** The instance of a container of a Pod with a node that is asked for, or what the server says instead. */
export function loggedInstance(
  world: World,
  pod: Pod,
  { name, previous }: Which,
): ContainerRecord | string {
  const instances = instancesOf(world, pod, name)
  const [current, before] = [instances.at(-1), instances.at(-2)]
  const status = statusOf(pod, name)
  const podName = pod.metadata.name ?? ''
  const isRestarting = status?.state?.waiting !== undefined && current?.state === 'exited'
  if (previous) {
    // While a container waits to start again, its last instance is the previous one.
    const found = isRestarting ? current : before
    return (
      found ??
      `previous terminated container ${JSON.stringify(name)} in pod ${JSON.stringify(podName)} not found`
    )
  }
  if (current === undefined || current.startedAtMs === null)
    return `container ${JSON.stringify(name)} in pod ${JSON.stringify(podName)} is waiting to start: ${waitingReason(status)}`
  return current
}

/** Whether the current instance of a container still runs or will run again. */
export function isAlive(world: World, pod: Pod, name: string): boolean {
  return instancesOf(world, pod, name).at(-1)?.state === 'running'
}

function statusOf({ status }: Pod, name: string): ContainerStatus | undefined {
  const lists = [
    status?.containerStatuses,
    status?.initContainerStatuses,
    status?.ephemeralContainerStatuses,
  ]
  return lists.flatMap((list) => list ?? []).find((one) => one.name === name)
}

function waitingReason(status: ContainerStatus | undefined): string {
  const reason = status?.state?.waiting?.reason ?? 'ContainerCreating'
  return reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
    ? 'trying and failing to pull image'
    : reason
}

/** In the order in which they were made. */
function instancesOf(world: World, pod: Pod, name: string): readonly ContainerRecord[] {
  const { uid = '', annotations } = pod.metadata
  const uids = [uid, annotations?.[MIRROR_POD_ANNOTATION] ?? uid]
  return world.state
    .under(`ContainerInstance/${pod.spec?.nodeName ?? ''}/`)
    .filter((one) => one.kind === 'ContainerInstance')
    .filter((record) => record.name === name && uids.includes(record.pod.uid))
    .toSorted((a, b) => a.attempt - b.attempt || a.createdAtMs - b.createdAtMs)
}

/** What one instance of a container printed until now. */
export function instanceLog(
  world: Pick<World, 'journal' | 'state' | 'clock'>,
  node: string,
  id: string,
): readonly PrintedLine[] {
  const written = world.journal.flatMap(({ kind, timeMs, data }) =>
    kind === 'Log' && isLogData(data) && data.containerId === id
      ? [{ timeMs, text: data.line, stream: data.stream, rank: data.rank ?? Infinity }]
      : [],
  )
  const record = world.state.get(`ContainerLog/${node}/${id}`)
  const rules = record?.kind === 'ContainerLog' ? record.rules : []
  return printedLines(written, rules, world.clock.nowMs)
}

function isLogData(data: unknown): data is LogData {
  return typeof data === 'object' && data !== null && 'containerId' in data && 'line' in data
}
