// Whether a Pod has been ready for long enough to count as available.
// Follows pkg/api/v1/pod/util.go (v1.36), IsPodAvailable, and FindMinNextPodAvailabilityCheck of pkg/controller/controller_utils.go.
import { getPodCondition, isPodReady } from '#api/core/pod-condition.ts'
import type { Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'

/** 0 when the Pod is available, else in how many milliseconds it will be; null when it is not ready. */
export function availableInMs(pod: Pod, minReadySeconds: number, nowMs: number): number | null {
  if (!isPodReady(pod.status)) return null
  if (minReadySeconds === 0) return 0
  const since = getPodCondition(pod.status, 'Ready')?.lastTransitionTime
  if (since === undefined) return null
  return Math.max(0, msOfTime(since) + minReadySeconds * 1000 - nowMs)
}

/** Whether the Pod is available now. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  return availableInMs(pod, minReadySeconds, nowMs) === 0
}

/** In how many milliseconds the next ready Pod becomes available; null when none is to come. */
export function nextAvailableInMs(
  pods: readonly Pod[],
  minReadySeconds: number,
  nowMs: number,
): number | null {
  const waits = pods.map((pod) => availableInMs(pod, minReadySeconds, nowMs))
  const later = waits.filter((wait) => wait !== null).filter((wait) => wait > 0)
  return later.length === 0 ? null : Math.min(...later)
}
