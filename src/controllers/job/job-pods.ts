// What a Job sees in its Pods.
// Follows pkg/controller/job/job_controller.go and tracking_utils.go (v1.36).
import { JOB_TRACKING_FINALIZER } from '#api/batch/job-labels.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { Job, Pod } from '#api/generated/types.ts'
import type { Patch } from '#client/client.ts'

/** True as long as the end of a Pod is not counted. */
export function hasJobTrackingFinalizer({ metadata }: Pod): boolean {
  return (metadata.finalizers ?? []).includes(JOB_TRACKING_FINALIZER)
}

/** Lets go of a Pod whose end is counted. */
export const REMOVE_TRACKING_FINALIZER: Patch = {
  type: 'strategic',
  body: { metadata: { '$deleteFromPrimitiveList/finalizers': [JOB_TRACKING_FINALIZER] } },
}

/** True for a Pod that is being deleted and has not ended. */
export function isPodTerminating(pod: Pod): boolean {
  return !isTerminalPod(pod) && pod.metadata.deletionTimestamp !== undefined
}

/** True when a Pod is replaced only after it has ended, not as soon as it is being deleted. */
export function onlyReplaceFailedPods({ spec }: Job): boolean {
  return spec?.podReplacementPolicy === 'Failed' || spec?.podFailurePolicy !== undefined
}

/** True for a Pod that counts as failed. One that is being deleted may never come to its end. */
export function isPodFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true
  if (onlyReplaceFailedPods(job)) return false
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded'
}
