// What one sync of a Job works with: the Job, its Pods, and what the controller remembers.
// Follows pkg/controller/job/job_controller.go (v1.36), syncJobCtx.
import type { OrderedIntervals } from '#api/batch/ordered-intervals.ts'
import type { Job, JobCondition, JobStatus, Pod } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { JobConditionType } from '#api/batch/job-condition.ts'
import type { Run } from '../define-controller.ts'
import type { BackoffRecord } from './backoff-utils.ts'
import type { ConsistencyStore } from '../consistency-store.ts'
import { validIndexOf } from './indexed-job-utils.ts'
import { hasJobTrackingFinalizer, isPodFailed } from './job-pods.ts'
import type { FinalizerExpectations } from './tracking-utils.ts'

export interface JobState {
  readonly backoff: Map<string, BackoffRecord>
  readonly finalizers: FinalizerExpectations
  /** UIDs of Jobs whose end is written, and not yet seen. */
  readonly finished: Set<string>
  readonly consistency: ConsistencyStore
}

export type JobRun = Run<JobState>

/** A status while it is made up. */
export type JobStatusDraft = { -readonly [Field in keyof JobStatus]: JobStatus[Field] } & {
  conditions: readonly JobCondition[]
  uncounted: { succeeded: readonly string[]; failed: readonly string[] }
}

export interface JobContext {
  readonly key: string
  /** As it is stored; a status that was written makes it a newer one. */
  job: Job
  readonly status: JobStatusDraft
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  /** UIDs of Pods whose finalizer was taken away and is still seen. */
  readonly removed: ReadonlySet<string>
  readonly succeeded: number
  readonly failed: number
  readonly prevSucceededIndexes: OrderedIntervals
  readonly succeededIndexes: OrderedIntervals
  /** Null without a limit for each index. */
  readonly failedIndexes: OrderedIntervals | null
  readonly backoff: BackoffRecord
  readonly delayed: ReadonlyMap<number, Pod>
  terminating: number
  ready: number
  finished: JobCondition | null
}

export const isIndexedJob = ({ spec }: Job): boolean => spec?.completionMode === 'Indexed'
export const isSuspended = ({ spec }: Job): boolean => spec?.suspend === true

/** A condition that holds from now on. */
export function newCondition(
  type: JobConditionType,
  text: { readonly reason?: string; readonly message?: string },
  nowMs: number,
  status = 'True',
): JobCondition {
  const now = timeOf(nowMs)
  return { type, status, lastProbeTime: now, lastTransitionTime: now, ...text }
}

/** The status as it was, to be changed. */
export function draftOf({ status = {} }: Job): JobStatusDraft {
  const { uncountedTerminatedPods: uncounted } = status
  return {
    ...status,
    conditions: status.conditions ?? [],
    uncounted: { succeeded: uncounted?.succeeded ?? [], failed: uncounted?.failed ?? [] },
  }
}

/** The status as it is written: zeros and empty lists are left out where the API leaves them out. */
export function statusOf({ uncounted, conditions, ...draft }: JobStatusDraft): JobStatus {
  const { active = 0, succeeded = 0, failed = 0, completedIndexes = '', ...others } = draft
  return {
    ...others,
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(active === 0 ? {} : { active }),
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(failed === 0 ? {} : { failed }),
    ...(completedIndexes === '' ? {} : { completedIndexes }),
    uncountedTerminatedPods: {
      ...(uncounted.succeeded.length === 0 ? {} : { succeeded: uncounted.succeeded }),
      ...(uncounted.failed.length === 0 ? {} : { failed: uncounted.failed }),
    },
  }
}

/** Adds a condition or changes the one of its type; false when nothing changes. One that was never there is not denied. */
export function ensureJobConditionStatus(draft: JobStatusDraft, condition: JobCondition): boolean {
  const known = draft.conditions.find(({ type }) => type === condition.type)
  if (known === undefined) {
    if (condition.status === 'False') return false
    draft.conditions = [...draft.conditions, condition]
    return true
  }
  const isSame =
    known.status === condition.status &&
    known.reason === condition.reason &&
    known.message === condition.message
  if (isSame) return false
  draft.conditions = draft.conditions.map((one) => (one === known ? condition : one))
  return true
}

/** The Pods that have ended and are not counted yet. */
export function getNewFinishedPods(
  job: Job,
  pods: readonly Pod[],
  {
    removed,
    uncounted,
  }: { readonly removed: ReadonlySet<string>; readonly uncounted: JobStatusDraft['uncounted'] },
): { readonly succeeded: readonly Pod[]; readonly failed: readonly Pod[] } {
  const valid = pods.filter(
    (pod) =>
      hasJobTrackingFinalizer(pod) &&
      !removed.has(pod.metadata.uid ?? '') &&
      (!isIndexedJob(job) || validIndexOf(pod, job) !== null),
  )
  const isNew = (pod: Pod, counted: readonly string[]): boolean =>
    !counted.includes(pod.metadata.uid ?? '')
  return {
    succeeded: valid.filter(
      (pod) => pod.status?.phase === 'Succeeded' && isNew(pod, uncounted.succeeded),
    ),
    failed: valid.filter((pod) => isPodFailed(pod, job) && isNew(pod, uncounted.failed)),
  }
}
