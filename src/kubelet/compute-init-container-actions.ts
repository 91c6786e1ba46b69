// The part of the plan that is about init containers and sidecars.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), computeInitContainerActions: the
// list is walked from the last to the first, and the first one that has run decides how far the Pod got.
import type { Container, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ContainerToKill, ContainerToStart, ProbeVerdicts } from './pod-actions.ts'
import { initContainersOf, isSidecar, appContainersOf } from '#api/core/containers.ts'
import { latestOf, type PodRuntimeStatus } from './pod-runtime-status.ts'
import { restartAfterExit, shouldInitContainerBeRestarted } from './restart-policy.ts'

interface InitContainerActions {
  /** True when the app containers may start. */
  readonly initialized: boolean
  /** Why they may, when that is new; null when they may not, or could for long. */
  readonly initializedBecause: string | null
  readonly toStart: readonly ContainerToStart[]
  readonly toKill: readonly ContainerToKill[]
  /** Why the Pod has failed for good; null when it has not. */
  readonly failedBecause: string | null
}

/** What one init container asks for. `next` is why the one after it may start. */
interface Step {
  readonly next?: string
  readonly start?: string
  readonly kill?: ContainerToKill
  readonly failed?: string
}

/** The init containers to start and kill. */
export function computeInitContainerActions(
  pod: Pod,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
): InitContainerActions {
  const inits = initContainersOf(pod)
  const toStart: ContainerToStart[] = []
  const toKill: ContainerToKill[] = []
  let initializedBecause: string | null = null
  let initialized = inits.length === 0 || hasAnyMainContainer(pod, status)
  // Set when the container that decides is found: what stands before it is only kept running.
  let decided = initialized
  for (let index = inits.length - 1; index >= 0; index -= 1) {
    const container = inits[index]
    if (container === undefined) continue
    const record = latestOf(status, container.name)
    if (record === undefined) {
      if (decided && isSidecar(container)) {
        toStart.push({ index, because: 'a sidecar runs as long as the Pod does' })
      }
      continue
    }
    if (decided && !isSidecar(container)) continue
    const step = stepOf(pod, container, record, probes)
    if (step.failed !== undefined) {
      return {
        initialized: false,
        initializedBecause,
        toStart: [],
        toKill,
        failedBecause: step.failed,
      }
    }
    if (step.start !== undefined) toStart.push({ index, because: step.start })
    if (step.kill !== undefined) toKill.push(step.kill)
    if (!decided && step.next !== undefined) {
      if (index === inits.length - 1) {
        initialized = true
        initializedBecause = isSidecar(container)
          ? step.next
          : `\`${container.name}\`, the last init container, exited with 0`
      } else toStart.push({ index: index + 1, because: step.next })
    }
    decided = true
  }
  if (!decided) toStart.push({ index: 0, because: 'the sandbox of the Pod is ready' })
  toStart.sort((a, b) => a.index - b.index)
  return { initialized, initializedBecause, toStart, toKill, failedBecause: null }
}

/**
 * True when an app container was made or runs: then all init containers have been through. One that has ended
 * says nothing, since it may be of an earlier sandbox.
 */
function hasAnyMainContainer(pod: Pod, status: PodRuntimeStatus): boolean {
  return appContainersOf(pod).some(({ name }) => {
    const state = latestOf(status, name)?.state
    return state === 'created' || state === 'running'
  })
}

function stepOf(
  pod: Pod,
  container: Container,
  record: ContainerRecord,
  probes: ProbeVerdicts,
): Step {
  if (record.state === 'created') return { start: 'its last start failed' }
  if (record.state === 'running') {
    return isSidecar(container) ? runningSidecar(container, record, probes) : {}
  }
  const exitCode = record.exitCode ?? 0
  if (isSidecar(container)) {
    return { start: `it exited with ${exitCode} and a sidecar is always restarted` }
  }
  if (exitCode === 0) return { next: `\`${container.name}\` exited with 0` }
  const { rule } = restartAfterExit(pod, container, exitCode)
  if (shouldInitContainerBeRestarted(pod, container, exitCode)) {
    return { start: `it exited with ${exitCode} and ${rule}` }
  }
  return { failed: `init container \`${container.name}\` exited with ${exitCode} and ${rule}` }
}

function runningSidecar(
  container: Container,
  record: ContainerRecord,
  probes: ProbeVerdicts,
): Step {
  const { name } = container
  const kill = (
    what: string,
    reason: ContainerToKill['reason'],
    because: string,
  ): ContainerToKill => ({
    containerId: record.id,
    name,
    message: `Init container ${name} ${what}`,
    reason,
    because,
  })
  const startup = container.startupProbe === undefined ? 'Success' : probes.startup(record.id)
  if (startup === undefined) return {}
  if (startup === 'Failure') {
    const because = 'its startup probe failed'
    return { kill: kill('failed startup probe', 'StartupProbe', because), start: because }
  }
  const next =
    container.startupProbe === undefined
      ? `sidecar \`${name}\` is running`
      : `the startup probe of sidecar \`${name}\` succeeded`
  if (record.image !== container.image) {
    const because = `its image changed to \`${container.image}\``
    return { next, kill: kill('definition changed', 'Other', because), start: because }
  }
  if (probes.liveness(record.id) === 'Failure') {
    const because = 'its liveness probe failed'
    return { next, kill: kill('failed liveness probe', 'LivenessProbe', because), start: because }
  }
  return { next }
}
