// Brings one Job up to date: counts its Pods, decides whether it has ended, makes and deletes Pods.
// Follows pkg/controller/job/job_controller.go (v1.36), syncJob.
import { isJobFinished } from '#api/batch/job-condition.ts'
import { JOB_CONTROLLER_NAME } from '#api/batch/job-labels.ts'
import { countIndexes, mergeIntervals } from '#api/batch/ordered-intervals.ts'
import { isPodReady } from '#api/core/pod-condition.ts'
import type { Job, JobCondition, Pod } from '#api/generated/types.ts'
import { nameInSentence, parseKey } from '#api/meta/object.ts'
import { msOfTime, timeOf } from '#api/meta/time.ts'
import type { SyncResult } from '../define-controller.ts'
import { isPodActive } from '../pod-rank.ts'
import { newBackoffRecord, NO_FAILURES } from './backoff-utils.ts'
import { claimPods } from './claim-pods.ts'
import {
  calculateFailedIndexes,
  calculateSucceededIndexes,
  getPodsWithDelayedDeletionPerIndex,
} from './indexed-job-utils.ts'
import {
  draftOf,
  ensureJobConditionStatus,
  getNewFinishedPods,
  isIndexedJob,
  isSuspended,
  type JobContext,
  type JobRun,
  newCondition,
} from './job-context.ts'
import { deletePod } from './job-control.ts'
import { hasJobTrackingFinalizer, isPodFailed, isPodTerminating } from './job-pods.ts'
import { computePodPlan, manageJob, type PodPlan } from './manage-job.ts'
import { matchPodFailurePolicy } from './pod-failure-policy.ts'
import { matchSuccessPolicy } from './success-policy.ts'
import { textOf, trackJobStatusAndRemoveFinalizers } from './track-job-status.ts'

const SYNC_JOB_BATCH_PERIOD_MS = 1000

/** True when somebody else looks after the Job. */
export function isManagedByOther({ spec }: Job): boolean {
  return (spec?.managedBy ?? JOB_CONTROLLER_NAME) !== JOB_CONTROLLER_NAME
}

/** Brings one Job up to date. */
export function syncJob(run: JobRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const job = run.lister('Job').get(namespace, name)
  const { state } = run
  // What was written and is not seen yet makes a sync wrong.
  if (!state.consistency.isReady(key)) return 'retry'
  if (job === undefined) {
    run.expectations.forget(key)
    state.finalizers.forget(key)
    state.backoff.delete(key)
    state.consistency.clear(key)
    return 'done'
  }
  if (isManagedByOther(job)) return 'done'
  const uid = job.metadata.uid ?? ''
  if (isJobFinished(job)) {
    state.backoff.delete(key)
    state.consistency.clear(key)
    state.finished.delete(uid)
    return 'done'
  }
  if (state.finished.has(uid)) return 'done'
  const isSatisfied = run.expectations.satisfied(key)
  const pods = claimPods(run, job)
  if (pods === null) return 'retry'
  const memory = {
    removed: state.finalizers.expected(key),
    backoff: state.backoff.get(key) ?? NO_FAILURES,
  }
  return reconcile(run, jobContextOf(memory, { key, job, pods }, run.clock.nowMs), isSatisfied)
}

/** Everything that is known before anything is decided; `memory` is what the controller remembers of the Job. */
export function jobContextOf(
  { removed, backoff }: Pick<JobContext, 'removed' | 'backoff'>,
  { key, job, pods }: Pick<JobContext, 'key' | 'job' | 'pods'>,
  nowMs: number,
): JobContext {
  const status = draftOf(job)
  const { uncounted } = status
  const active = pods.filter(isPodActive)
  const ended = getNewFinishedPods(job, pods, { removed, uncounted })
  const counted = ended.failed.filter(
    (pod) => matchPodFailurePolicy(job.spec?.podFailurePolicy, pod).counts,
  )
  const isIndexed = isIndexedJob(job)
  const [before, now] = isIndexed ? calculateSucceededIndexes(job, pods) : [[], []]
  const hasLimitPerIndex = isIndexed && job.spec?.backoffLimitPerIndex !== undefined
  const failedIndexes = hasLimitPerIndex ? calculateFailedIndexes(job, pods) : null
  if (status.startTime === undefined && !isSuspended(job)) status.startTime = timeOf(nowMs)
  return {
    key,
    job,
    status,
    pods,
    active,
    removed,
    succeeded: isIndexed
      ? countIndexes(now)
      : (status.succeeded ?? 0) + ended.succeeded.length + uncounted.succeeded.length,
    failed: (status.failed ?? 0) + counted.length + uncounted.failed.length,
    prevSucceededIndexes: before,
    succeededIndexes: now,
    failedIndexes,
    backoff: newBackoffRecord(backoff, ended.succeeded, ended.failed),
    delayed:
      failedIndexes === null
        ? new Map()
        : getPodsWithDelayedDeletionPerIndex(
            job,
            // One that was let go has told its successor, which may be gone by now as well.
            pods.filter(
              (pod) => hasJobTrackingFinalizer(pod) && !removed.has(pod.metadata.uid ?? ''),
            ),
            { active, indexes: mergeIntervals(now, failedIndexes) },
          ),
    terminating: pods.filter(isPodTerminating).length,
    ready: active.filter((pod) => isPodReady(pod.status)).length,
    finished: null,
  }
}

/**
 * How the Job ends, when it does: what was announced holds, then failures are looked for, then a success that ends it
 * early.
 */
export function computeFinished(context: JobContext, nowMs: number): JobCondition | null {
  const { job, status, pods } = context
  const met = status.conditions.find(
    ({ type, status: is }) => type === 'SuccessCriteriaMet' && is === 'True',
  )
  if (met !== undefined) return met
  const target = status.conditions.find(
    ({ type, status: is }) => type === 'FailureTarget' && is === 'True',
  )
  if (target !== undefined) return newCondition('Failed', textOf(target), nowMs)
  const failJob = pods
    .filter((pod) => isPodFailed(pod, job))
    .map((pod) => matchPodFailurePolicy(job.spec?.podFailurePolicy, pod).failJob)
    .find((message) => message !== null)
  const fails = (reason: string, message: string): JobCondition =>
    newCondition('FailureTarget', { reason, message }, nowMs)
  if (failJob !== undefined && failJob !== null) return fails('PodFailurePolicy', failJob)
  if (context.failed > backoffLimitOf(job) || pastBackoffLimitOnFailure(job, pods)) {
    return fails('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  }
  const deadlineMs = deadlineInMs(context, nowMs)
  if (deadlineMs !== null && deadlineMs <= 0) {
    return fails('DeadlineExceeded', 'Job was active longer than specified deadline')
  }
  return endByIndexes(context, nowMs)
}

const backoffLimitOf = ({ spec }: Job): number => spec?.backoffLimit ?? 6

/** Milliseconds until the Job has been active too long; null when it may be for ever. */
function deadlineInMs({ job, status }: JobContext, nowMs: number): number | null {
  const { activeDeadlineSeconds: seconds } = job.spec ?? {}
  if (seconds === undefined || status.startTime === undefined || isSuspended(job)) return null
  return msOfTime(status.startTime) + seconds * 1000 - nowMs
}

/** With OnFailure, the restarts of containers count as the failed Pods do else. */
function pastBackoffLimitOnFailure(job: Job, pods: readonly Pod[]): boolean {
  if (job.spec?.template.spec?.restartPolicy !== 'OnFailure') return false
  let restarts = 0
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue
    const { initContainerStatuses = [], containerStatuses = [] } = status
    for (const { restartCount } of [...initContainerStatuses, ...containerStatuses]) {
      restarts += restartCount
    }
  }
  const limit = backoffLimitOf(job)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

function endByIndexes(context: JobContext, nowMs: number): JobCondition | null {
  const { job, succeededIndexes, failedIndexes } = context
  if (!isIndexedJob(job)) return null
  const { completions = 0, maxFailedIndexes, successPolicy } = job.spec ?? {}
  const failed = countIndexes(failedIndexes ?? [])
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return newCondition('FailureTarget', { reason: 'MaxFailedIndexesExceeded', message }, nowMs)
  }
  if (failed > 0 && failed + countIndexes(succeededIndexes) >= completions) {
    const text = { reason: 'FailedIndexes', message: 'Job has failed indexes' }
    return newCondition('FailureTarget', text, nowMs)
  }
  const message = matchSuccessPolicy(successPolicy, completions, succeededIndexes)
  return message === null
    ? null
    : newCondition('SuccessCriteriaMet', { reason: 'SuccessPolicy', message }, nowMs)
}

interface Reconciled {
  readonly active: number
  readonly hasFailed: boolean
  readonly againInMs: number | null
  readonly isSuspendNews: boolean
  /** Why the Job stands as it does, as the rest of a sentence; null when its counts say it. */
  readonly why: string | null
}

function reconcile(run: JobRun, context: JobContext, isSatisfied: boolean): SyncResult {
  const { nowMs } = run.clock
  const { status } = context
  const { active: activeBefore = 0, ready: readyBefore, terminating: terminatingBefore } = status
  const deadlineMs = deadlineInMs(context, nowMs)
  context.finished = computeFinished(context, nowMs)
  const done =
    context.finished === null
      ? manage(run, context, isSatisfied)
      : deleteActivePods(run, context, { isSatisfied, finished: context.finished })
  const { active, isSuspendNews, why } = done
  const needsFlush =
    isSuspendNews ||
    active !== activeBefore ||
    context.ready !== readyBefore ||
    context.terminating !== terminatingBefore
  status.active = active
  status.ready = context.ready
  status.terminating = context.terminating
  // It is looked at then also when something fails now: whatever comes first.
  for (const waitMs of [done.againInMs, deadlineMs]) {
    if (waitMs !== null && waitMs > 0) run.enqueue(context.key, waitMs)
  }
  const isTracked = trackJobStatusAndRemoveFinalizers(run, context, { needsFlush, why })
  return isTracked && !done.hasFailed ? 'done' : 'retry'
}

/** The end of a Job ends its Pods. It is not declared before all of them are known and asked to stop. */
function deleteActivePods(
  run: JobRun,
  context: JobContext,
  { isSatisfied, finished }: { readonly isSatisfied: boolean; readonly finished: JobCondition },
): Reconciled {
  const { job, active } = context
  const because = `${nameInSentence(job)} ends: ${finished.message ?? finished.type}`
  let deleted = 0
  for (const pod of active) {
    if (deletePod(run, job, { pod, because })) deleted += 1
    if (isPodReady(pod.status)) context.ready -= 1
  }
  if (deleted !== active.length || !isSatisfied) context.finished = null
  context.terminating += deleted
  return {
    active: active.length - deleted,
    hasFailed: deleted !== active.length,
    againInMs: null,
    isSuspendNews: false,
    why: finished.message ?? null,
  }
}

/** Makes and deletes Pods, and sees whether enough have succeeded. */
function manage(run: JobRun, context: JobContext, isSatisfied: boolean): Reconciled {
  const { nowMs } = run.clock
  const { job } = context
  const mayManage = isSatisfied && job.metadata.deletionTimestamp === undefined
  const plan: PodPlan = mayManage ? computePodPlan(context, nowMs) : { act: 'none' }
  const managed = manageJob(run, context, plan)
  const { completions } = job.spec ?? {}
  const isComplete =
    managed.active === 0 &&
    (completions === undefined ? context.succeeded > 0 : context.succeeded >= completions)
  let isSuspendNews = false
  if (isComplete) {
    const message = 'Reached expected number of succeeded pods'
    const text = { reason: 'CompletionsReached', message }
    context.finished = newCondition('SuccessCriteriaMet', text, nowMs)
  } else if (mayManage) {
    isSuspendNews = writeSuspended(run, context)
  }
  const againInMs =
    plan.act === 'wait' ? Math.max(plan.remainingMs, SYNC_JOB_BATCH_PERIOD_MS) : managed.againInMs
  return { ...managed, againInMs, isSuspendNews, why: whyOf(plan) }
}

function whyOf(plan: PodPlan): string | null {
  if (plan.act !== 'wait') return null
  const { failures, remainingMs } = plan
  const after = failures === 1 ? '1 failure' : `${failures} failures in a row`
  return `it waits ${Math.ceil(remainingMs / 1000)} s before it makes the next Pod, after ${after}`
}

/** Says that the Job is suspended, or no longer; true when that is new. */
function writeSuspended(run: JobRun, { job, status }: JobContext): boolean {
  const { nowMs } = run.clock
  const isOff = isSuspended(job)
  const [reason, message] = isOff
    ? ['JobSuspended', 'Job suspended']
    : ['JobResumed', 'Job resumed']
  const condition = newCondition('Suspended', { reason, message }, nowMs, isOff ? 'True' : 'False')
  if (!ensureJobConditionStatus(status, condition)) return false
  run.report(job, { type: 'Normal', reason: isOff ? 'Suspended' : 'Resumed', message })
  // The time for which it may be active begins again.
  if (isOff) delete status.startTime
  else status.startTime = timeOf(nowMs)
  return true
}
