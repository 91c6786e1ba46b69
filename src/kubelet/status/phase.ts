// The phase of a Pod, from the statuses of its containers.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), getPhase.
import type { Container, ContainerStatus, Pod } from '#api/generated/types.ts'
import { initContainersOf, isSidecar, appContainersOf } from '#api/core/containers.ts'
import { restartAfterExit, shouldInitContainerBeRestarted } from '../restart-policy.ts'
import { type ContainerStatuses, RESTARTING_ALL_CONTAINERS } from './container-status.ts'

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'

export interface PhaseOptions {
  /** True when all containers of a Pod that is being stopped have stopped. */
  readonly isTerminal: boolean
  readonly isStatic: boolean
  /** An app container has started in the present sandbox: sidecars that restart do not undo that. */
  readonly hasInitialized: boolean
}

interface Counts {
  pendingInit: number
  failedInit: number
  pendingSidecars: number
  waiting: number
  running: number
  unknown: number
  stopped: number
  succeeded: number
  restartable: number
}

/** The phase; `isTerminal` and `isStatic` decide what becomes of a Pod that is being stopped. */
export function getPhase(pod: Pod, statuses: ContainerStatuses, options: PhaseOptions): PodPhase {
  const counts = count(pod, statuses)
  if (counts.failedInit > 0) return 'Failed'
  if (counts.pendingInit > 0) return 'Pending'
  if (counts.pendingSidecars > 0 && !options.hasInitialized) return 'Pending'
  if (counts.waiting > 0) return 'Pending'
  if (counts.running > 0 && counts.unknown === 0) return 'Running'
  if (counts.running === 0 && counts.stopped > 0 && counts.unknown === 0) {
    const finished = counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed'
    if (options.isTerminal && !options.isStatic) return finished
    return counts.restartable > 0 ? 'Running' : finished
  }
  return 'Pending'
}

function count(pod: Pod, statuses: ContainerStatuses): Counts {
  const counts: Counts = {
    pendingInit: 0,
    failedInit: 0,
    pendingSidecars: 0,
    waiting: 0,
    running: 0,
    unknown: 0,
    stopped: 0,
    succeeded: 0,
    restartable: 0,
  }
  for (const container of initContainersOf(pod)) {
    const status = statuses.inits.find((one) => one.name === container.name)
    if (isSidecar(container)) countSidecar(counts, status)
    else countInit(counts, pod, container, status)
  }
  for (const container of appContainersOf(pod)) {
    const status = statuses.mains.find((one) => one.name === container.name)
    countMain(counts, pod, container, status)
  }
  return counts
}

function countInit(
  counts: Counts,
  pod: Pod,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  const exit = status?.state?.terminated ?? status?.lastState?.terminated
  if (status === undefined || status.state?.running !== undefined || exit === undefined) {
    counts.pendingInit += 1
    return
  }
  const failed = exit.exitCode !== 0 && exit.reason !== RESTARTING_ALL_CONTAINERS
  if (failed && !shouldInitContainerBeRestarted(pod, container, exit.exitCode))
    counts.failedInit += 1
}

function countSidecar(counts: Counts, status: ContainerStatus | undefined): void {
  const { state, lastState } = status ?? {}
  if (state?.running !== undefined) {
    // Whether it has started is only found out after the phase; what was reported before counts.
    if (status?.started !== true) counts.pendingSidecars += 1
    counts.running += 1
  } else if (state?.terminated === undefined && lastState?.terminated === undefined) {
    counts.pendingSidecars += 1
    counts.waiting += 1
  }
}

function countMain(
  counts: Counts,
  pod: Pod,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  const { state, lastState } = status ?? {}
  if (status === undefined || state === undefined) counts.unknown += 1
  else if (state.running !== undefined) counts.running += 1
  else {
    const exit = state.terminated ?? lastState?.terminated
    if (exit === undefined) {
      counts.waiting += 1
      return
    }
    counts.stopped += 1
    if (exit.exitCode === 0) counts.succeeded += 1
    const isRemoved = exit.reason === RESTARTING_ALL_CONTAINERS
    if (isRemoved || restartAfterExit(pod, container, exit.exitCode).restart) {
      counts.restartable += 1
    }
  }
}
