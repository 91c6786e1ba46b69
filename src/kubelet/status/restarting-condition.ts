// The condition of a Pod whose containers are all being restarted.
// Follows pkg/kubelet/status/generate.go (v1.36), GenerateAllContainersRestartingCondition.
import type { Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'
import { allContainersCouldRestart, shouldAllContainersRestart } from '../restart-all-containers.ts'
import type { PodPhase } from './phase.ts'

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
