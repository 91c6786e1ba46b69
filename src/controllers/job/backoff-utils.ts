// How long a Job waits before it makes another Pod after failures: 10 s, 20 s, 40 s ... 10 minutes.
// Follows pkg/controller/job/backoff_utils.go (v1.36).
import { isSidecar } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { ContainerStatus, Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'

const DEFAULT_BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 600_000

/** The failures since the last success. */
export interface BackoffRecord {
  readonly failures: number
  readonly lastFailureMs: number | null
}

export const NO_FAILURES: BackoffRecord = { failures: 0, lastFailureMs: null }

/** The record after more Pods have ended. A success forgets what failed before it. */
export function newBackoffRecord(
  before: BackoffRecord,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): BackoffRecord {
  const failedAt = failed.map(getFinishedMs)
  if (succeeded.length === 0) {
    if (failed.length === 0) return before
    return { failures: before.failures + failed.length, lastFailureMs: Math.max(...failedAt) }
  }
  const lastSuccessMs = Math.max(...succeeded.map(getFinishedMs))
  const since = failedAt.filter((time) => time > lastSuccessMs)
  return { failures: since.length, lastFailureMs: since.length === 0 ? null : Math.max(...since) }
}

/** How many milliseconds of the back-off are left; 0 when a Pod may be made. */
export function getRemainingMs({ failures, lastFailureMs }: BackoffRecord, nowMs: number): number {
  if (failures === 0 || lastFailureMs === null) return 0
  // Beyond so many doublings the cap holds anyhow.
  const backoffMs = Math.min(DEFAULT_BACKOFF_MS * 2 ** Math.min(failures - 1, 30), MAX_BACKOFF_MS)
  return Math.max(0, backoffMs - (nowMs - lastFailureMs))
}

/**
 * When a Pod ended: with its last container, else when it was no longer ready, else when its deletion was asked for.
 * One that never had any of these counts from its creation.
 */
export function getFinishedMs(pod: Pod): number {
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata
  const ready = getPodCondition(pod.status, 'Ready')
  const notReadySince = ready?.status === 'False' ? ready.lastTransitionTime : undefined
  const finished = finishedByContainers(pod)
  if (finished !== null) return finished
  if (notReadySince !== undefined) return msOfTime(notReadySince)
  if (deletionTimestamp !== undefined) {
    return msOfTime(deletionTimestamp) - deletionGracePeriodSeconds * 1000
  }
  return creationTimestamp === undefined ? 0 : msOfTime(creationTimestamp)
}

function finishedByContainers({ spec, status }: Pod): number | null {
  const sidecars = new Set((spec?.initContainers ?? []).filter(isSidecar).map(({ name }) => name))
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {}
  const ends = latestFinish(containerStatuses, null)
  // Upstream goes on with the sidecars even when a container still runs; they end after it.
  return latestFinish(
    initContainerStatuses.filter(({ name }) => sidecars.has(name)),
    ends,
  )
}

/** The latest end of all of them, and of `before`; null when one has not ended. */
function latestFinish(statuses: readonly ContainerStatus[], before: number | null): number | null {
  let latest = before
  for (const { state } of statuses) {
    const finishedAt = state?.terminated?.finishedAt
    if (finishedAt === undefined || finishedAt === null) return null
    latest = Math.max(latest ?? Number.NEGATIVE_INFINITY, msOfTime(finishedAt))
  }
  return latest
}
