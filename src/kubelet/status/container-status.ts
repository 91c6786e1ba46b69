// The statuses of a Pod's containers, from the runtime's records and from what was reported before.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), convertToAPIContainerStatuses, and
// pkg/kubelet/prober/prober_manager.go, UpdatePodStatus.
import { simplified } from '#lib/simplified.ts'
import type { Container, ContainerState, ContainerStatus, Pod } from '#api/generated/types.ts'
import type { ContainerStateTerminated } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import {
  appContainersOf,
  ephemeralContainersOf,
  findContainer,
  type RoleContainer,
  initContainersOf,
  isSidecar,
} from '#api/core/containers.ts'
import { instancesOf, latestOf, type PodRuntimeStatus } from '../pod-runtime-status.ts'
import type { StartFailure } from '../reason-cache.ts'
import { containerUser } from '../container-user.ts'
import { containerResourceStatus } from './resource-status.ts'
import { shouldContainerBeRestarted } from '../restart-policy.ts'
import { compareText } from '#lib/compare.ts'

simplified(
  'resize',
  'nothing is resized: `resources` and `allocatedResources` of a status are those of the spec.',
  { fields: ['Container.resizePolicy'] },
)

/** What the kubelet knows besides the runtime's records; all by container. */
export interface StatusSources {
  /** Why the last start failed. */
  startFailure(containerName: string): StartFailure | undefined
  /** The startup probe's verdict about an instance; undefined when it has not come to see it. */
  startup(containerId: string): 'Success' | 'Failure' | 'Unknown' | undefined
  /** Whether there is a startup probe at work. */
  hasStartupProbe(containerName: string): boolean
  /** The readiness probe's verdict: true when it succeeded or there is none. */
  isReady(containerName: string, containerId: string): boolean
}

export interface ContainerStatuses {
  readonly mains: readonly ContainerStatus[]
  readonly inits: readonly ContainerStatus[]
}

/** With those of ephemeral containers, which no condition and no phase depends on. */
export interface AllContainerStatuses extends ContainerStatuses {
  readonly ephemerals: readonly ContainerStatus[]
}

interface Conversion {
  readonly pod: Pod
  readonly runtime: PodRuntimeStatus
  readonly sources: StatusSources
  /** The statuses that were reported before. */
  readonly before: readonly ContainerStatus[]
  /** All containers of the Pod are being restarted. */
  readonly isRestartingAll: boolean
}

/**
 * The statuses: app and ephemeral containers sorted by name, init containers in the order of the spec. What their probes say
 * is not in them yet.
 */
export function containerStatusesOf(conversion: Conversion): AllContainerStatuses {
  const { pod } = conversion
  const convert = (container: Container): ContainerStatus =>
    statusOfContainer(conversion, container)
  const sorted = (containers: readonly Container[]): readonly ContainerStatus[] =>
    containers.map(convert).sort((a, b) => compareText(a.name, b.name))
  return {
    mains: sorted(appContainersOf(pod)),
    inits: initContainersOf(pod).map(convert),
    ephemerals: sorted(ephemeralContainersOf(pod)),
  }
}

/**
 * The statuses with what the probes say: whether a container has started and is ready; of an ephemeral one nothing is
 * said. Follows UpdatePodStatus.
 */
export function withVerdicts(
  pod: Pod,
  { mains, inits, ephemerals }: AllContainerStatuses,
  sources: StatusSources,
): AllContainerStatuses {
  const change = (status: ContainerStatus): ContainerStatus => {
    const found = findContainer(pod, status.name)
    return found === undefined ? status : withVerdict(found, status, sources)
  }
  return { mains: mains.map(change), inits: inits.map(change), ephemerals }
}

function statusOfContainer(conversion: Conversion, container: Container): ContainerStatus {
  const { pod, runtime, before } = conversion
  const old = before.find(({ name }) => name === container.name)
  const [current, previous] = instancesOf(runtime, container.name)
  const status =
    current === undefined
      ? withoutRecord(conversion, container, old)
      : {
          ...fromRecord(pod, container, { record: current, old }),
          ...(previous === undefined ? {} : { lastState: stateOf(previous) }),
        }
  return isInit(pod, container)
    ? finishedInit(conversion, container, status)
    : waitingForRestart(conversion, container, status)
}

/** A container that the runtime does not know (any more). */
function withoutRecord(
  { pod, isRestartingAll }: Conversion,
  container: Container,
  old: ContainerStatus | undefined,
): ContainerStatus {
  const initial = initContainersOf(pod).length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const fresh: ContainerStatus = {
    image: container.image ?? '',
    imageID: '',
    lastState: {},
    name: container.name,
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: initial } },
    ...volumeMountsOf(container),
  }
  if (old === undefined) return fresh
  const { lastState = {}, restartCount, state } = old
  const status = state?.terminated === undefined ? { ...fresh, restartCount, lastState } : old
  if (isRestartingAll && state?.waiting === undefined) {
    return {
      ...status,
      state: { waiting: REMOVED },
      lastState: { terminated: { exitCode: 137, ...REMOVED } },
      restartCount: restartCount + 1,
    }
  }
  if (state?.running === undefined || lastState.terminated !== undefined) return status
  // It ran, so the Pod does not become Pending again.
  const isDeleted = pod.metadata.deletionTimestamp !== undefined
  return {
    ...status,
    lastState: { terminated: LOST },
    restartCount: restartCount + (isDeleted ? 0 : 1),
  }
}

/** Why an instance that was removed for a restart of all containers is said to have ended. */
export const RESTARTING_ALL_CONTAINERS = 'RestartingAllContainers'

const REMOVED = {
  reason: RESTARTING_ALL_CONTAINERS,
  message: 'The container is removed because RestartAllContainers in place',
}

const LOST: ContainerStateTerminated = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message:
    'The container could not be located when the pod was deleted.  The container used to be Running',
}

/** An instance that the runtime knows. What ended before it is remembered also when the runtime has removed it. */
function fromRecord(
  pod: Pod,
  container: Container,
  { record, old }: { readonly record: ContainerRecord; readonly old: ContainerStatus | undefined },
): ContainerStatus {
  const containerID = containerIdOf(record)
  const { terminated } = old?.state ?? {}
  const isOther = old?.containerID !== containerID
  const last = isOther && terminated !== undefined ? terminated : old?.lastState?.terminated
  const state = stateOf(record)
  const attempts = Math.max(record.attempt, old?.restartCount ?? 0)
  const isCountedAnew =
    state.running !== undefined &&
    terminated !== undefined &&
    (old?.restartCount ?? 0) >= record.attempt
  return {
    ...containerResourceStatus(container),
    containerID,
    user: containerUser(pod, container, record.imageUid ?? 0),
    image: record.image,
    imageID: record.imageId,
    lastState: last === undefined ? {} : { terminated: last },
    name: container.name,
    ready: false,
    restartCount: isCountedAnew ? (old?.restartCount ?? 0) + 1 : attempts,
    // An instance that runs goes on as the one before it was, until its startup probe has seen it.
    ...(state.running === undefined || old?.started === undefined ? {} : { started: old.started }),
    state,
    ...volumeMountsOf(container),
  }
}

function isInit(pod: Pod, container: Container): boolean {
  return initContainersOf(pod).includes(container)
}

/** An init container that has ended well does not wait for a restart, also when its record is gone. */
function finishedInit(
  conversion: Conversion,
  container: Container,
  status: ContainerStatus,
): ContainerStatus {
  const { pod, runtime } = conversion
  const record = latestOf(runtime, container.name)
  if (record?.state === 'exited' && record.exitCode === 0) return status
  const isPassed =
    record === undefined &&
    !isSidecar(container) &&
    status.state?.waiting !== undefined &&
    appContainersOf(pod).some(({ name }) => latestOf(runtime, name) !== undefined)
  if (isPassed) return { ...status, state: { terminated: PASSED } }
  return waitingForRestart(conversion, container, status)
}

const PASSED: ContainerStateTerminated = {
  exitCode: 0,
  reason: 'Completed',
  message:
    'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally',
}

/** A container whose start failed, and that is started again, waits. */
function waitingForRestart(
  { pod, runtime, sources }: Conversion,
  container: Container,
  status: ContainerStatus,
): ContainerStatus {
  const failure = sources.startFailure(container.name)
  if (failure === undefined || !shouldContainerBeRestarted(pod, container, runtime)) return status
  const { reason, message } = failure
  return {
    ...status,
    ...(status.state?.terminated === undefined ? {} : { lastState: status.state }),
    state: { waiting: { reason, ...nonEmpty('message', message) } },
  }
}

function withVerdict(
  { container, role }: RoleContainer,
  status: ContainerStatus,
  sources: StatusSources,
): ContainerStatus {
  const { containerID = '', state } = status
  const id = containerID.slice(ID_PREFIX.length)
  const started = state?.running !== undefined && isStarted(sources, id, status)
  if (role === 'init') {
    const isDone = state?.terminated?.exitCode === 0
    return { ...status, started, ready: isDone || status.ready }
  }
  return { ...status, started, ready: started ? sources.isReady(container.name, id) : status.ready }
}

function isStarted(
  sources: StatusSources,
  id: string,
  { name, started }: ContainerStatus,
): boolean {
  const verdict = sources.startup(id)
  if (verdict !== undefined) return verdict === 'Success'
  return started === true || !sources.hasStartupProbe(name)
}

function stateOf(record: ContainerRecord): ContainerState {
  if (record.state === 'created') return { waiting: {} }
  if (record.state === 'running') return { running: { startedAt: timeOf(record.startedAtMs ?? 0) } }
  return {
    terminated: {
      containerID: containerIdOf(record),
      exitCode: record.exitCode ?? 0,
      finishedAt: timeOf(record.finishedAtMs ?? 0),
      ...nonEmpty('message', record.message),
      ...nonEmpty('reason', record.reason),
      ...(record.signal === null || record.signal === 0 ? {} : { signal: record.signal }),
      startedAt: record.startedAtMs === null ? '1970-01-01T00:00:00Z' : timeOf(record.startedAtMs),
    },
  }
}

const ID_PREFIX = 'containerd://'

function containerIdOf(record: ContainerRecord): string {
  return `${ID_PREFIX}${record.id}`
}

function nonEmpty<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  const none: { readonly [P in K]?: string } = {}
  return value === '' ? none : { ...none, [key]: value }
}

function volumeMountsOf(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  const mounts = container.volumeMounts ?? []
  if (mounts.length === 0) return {}
  return {
    volumeMounts: mounts.map(({ name, mountPath, readOnly = false }) =>
      readOnly ? { mountPath, name, readOnly, recursiveReadOnly: 'Disabled' } : { mountPath, name },
    ),
  }
}
