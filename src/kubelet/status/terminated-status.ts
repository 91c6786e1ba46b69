// The last status of a Pod.
// Follows pkg/kubelet/status/status_manager.go (v1.36), TerminatePod and hasPodInitialized.
import { initContainersOf, isSidecar, isTerminalPod } from '#api/core/containers.ts'
import type { ContainerStatus, Pod, PodStatus } from '#api/generated/types.ts'

/** Containers that nothing is known of when the Pod has ended. */
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
}

/** The last status of a Pod: what has run has ended, and its phase is final. */
export function terminatedStatus(pod: Pod, status: PodStatus, isStatic: boolean): PodStatus {
  const { initContainerStatuses: inits, containerStatuses: mains = [] } = status
  // The init containers after the one that the Pod got to were never due.
  const last = inits?.findLastIndex((one) => one.state?.waiting === undefined || hasRun(one)) ?? 0
  const ended: PodStatus = {
    ...status,
    // The kubelet asks the Pod as it was when its worker was woken last.
    ...(hasPodInitialized(pod) ? { containerStatuses: mains.map(endedStatus) } : {}),
    ...(inits === undefined
      ? {}
      : {
          initContainerStatuses: inits.map((one, index) =>
            index <= Math.max(0, last) ? endedStatus(one) : one,
          ),
        }),
  }
  return isStatic || isTerminalPod({ ...pod, status }) ? ended : { ...ended, phase: 'Failed' }
}

function endedStatus(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status
  return { ...status, ready: false, started: false, state: { terminated: LOST } }
}

function hasRun({ lastState }: ContainerStatus): boolean {
  return lastState?.terminated !== undefined
}

/** True when the app containers were due: a missing status of one then counts as a failure. */
function hasPodInitialized(pod: Pod): boolean {
  if (initContainersOf(pod).length === 0) return true
  const { initContainerStatuses: inits = [], containerStatuses: mains = [] } = pod.status ?? {}
  if (mains.some((one) => one.state?.waiting === undefined || hasRun(one))) return true
  const last = inits.at(-1)
  const isRunning = last?.started === true && last.state?.running !== undefined
  const exit = last?.state?.terminated ?? last?.lastState?.terminated
  const spec = initContainersOf(pod).find(({ name }) => name === last?.name)
  return spec !== undefined && isSidecar(spec) ? isRunning : exit?.exitCode === 0
}
