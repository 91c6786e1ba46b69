// The statuses of containers whose instances may have been removed for a restart of all containers.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), convertToAPIContainerStatuses, and
// pkg/kubelet/status/generate.go, GenerateAllContainersRestartingCondition.
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import { latestOf, type PodRuntimeStatus } from '../pod-runtime-status.ts'
import { allContainersCouldRestart, shouldAllContainersRestart } from '../restart-all-containers.ts'
import type { ContainerStatuses } from './container-status.ts'
import { RESTARTING_ALL_CONTAINERS, type PodPhase } from './phase.ts'

const REMOVED = {
  reason: RESTARTING_ALL_CONTAINERS,
  message: 'The container is removed because RestartAllContainers in place',
}

/** The statuses with what is remembered of instances that were removed; those of other Pods as they are. */
export function restartedStatuses(
  pod: Pod,
  runtime: PodRuntimeStatus,
  statuses: ContainerStatuses,
  before: PodStatus,
): ContainerStatuses {
  if (!allContainersCouldRestart(pod)) return statuses
  const { initContainerStatuses: inits = [], containerStatuses: mains = [] } = before
  const isRestarting = shouldAllContainersRestart(pod, runtime, before)
  const change = (status: ContainerStatus): ContainerStatus => {
    const old = [...inits, ...mains].find(({ name }) => name === status.name)
    if (old === undefined) return status
    if (latestOf(runtime, status.name) !== undefined) return continued(status, old)
    return isRestarting && old.state?.waiting === undefined
      ? removed(status, old)
      : missing(status, old)
  }
  return { mains: statuses.mains.map(change), inits: statuses.inits.map(change) }
}

function continued(status: ContainerStatus, old: ContainerStatus): ContainerStatus {
  const { terminated } = old.state ?? {}
  const isOther = old.containerID !== status.containerID
  const last = isOther && terminated !== undefined ? terminated : old.lastState?.terminated
  return {
    ...status,
    restartCount: Math.max(status.restartCount, old.restartCount),
    ...(last === undefined ? {} : { lastState: { terminated: last } }),
  }
}

function removed(status: ContainerStatus, old: ContainerStatus): ContainerStatus {
  return {
    ...missing(status, old),
    state: { waiting: REMOVED },
    lastState: { terminated: { exitCode: 137, ...REMOVED } },
    restartCount: old.restartCount + 1,
  }
}

function missing(status: ContainerStatus, old: ContainerStatus): ContainerStatus {
  if (old.state?.terminated !== undefined) return old
  const { restartCount, lastState } = old
  return { ...status, restartCount, ...(lastState === undefined ? {} : { lastState }) }
}

/** Whether all containers are being restarted; null for a Pod that has no such rule. */
export function generateAllContainersRestartingCondition(
  pod: Pod,
  runtime: PodRuntimeStatus,
  before: PodStatus,
  phase: PodPhase,
): Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'> | null {
  if (!allContainersCouldRestart(pod)) return null
  const type = 'AllContainersRestarting'
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  const isRunning =
    shouldAllContainersRestart(pod, runtime, before) && runtime.containers.length > 0
  if (!isRunning) return { type, status: 'False' }
  const message = 'container exited with restart policy rule'
  return { type, status: 'True', reason: 'RestartAllContainersStarted', message }
}
