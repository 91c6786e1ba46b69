// Counts the Pods of a Job that have ended, each once: first it is written down which are to be counted, then their
// finalizers go, then they are in the counts.
// Follows pkg/controller/job/job_controller.go (v1.36), trackJobStatusAndRemoveFinalizers.
import { countIndexes, hasIndex, printIndexes, withIndexes } from '#api/batch/ordered-intervals.ts'
import { hasCondition } from '#api/batch/job-condition.ts'
import type { Job, JobCondition, Pod } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import { getCompletionIndex, validIndexOf } from './indexed-job-utils.ts'
import {
  ensureJobConditionStatus,
  isIndexedJob,
  type JobContext,
  type JobRun,
  type JobStatusDraft,
  newCondition,
  statusOf,
} from './job-context.ts'
import { removeTrackingFinalizer } from './job-control.ts'
import { hasJobTrackingFinalizer, isPodFailed } from './job-pods.ts'
import { matchPodFailurePolicy } from './pod-failure-policy.ts'

/** So many Pods are counted at once, so that the status stays small. */
const MAX_UNCOUNTED_PODS = 500

/** What is found out about the Pods before anything is written. */
interface Tracked {
  readonly toRelease: readonly Pod[]
  readonly reachedMax: boolean
  readonly needsFlush: boolean
}

/** Writes the status, as often as it must; false when that failed and is to be tried again. `why` is said of it. */
export function trackJobStatusAndRemoveFinalizers(
  run: JobRun,
  context: JobContext,
  { needsFlush, why }: { readonly needsFlush: boolean; readonly why: string | null },
): boolean {
  const { status, pods, removed } = context
  const held = new Set(
    pods
      .filter((pod) => hasJobTrackingFinalizer(pod) && !removed.has(uidOf(pod)))
      .map((pod) => uidOf(pod)),
  )
  const isCleaned = cleanUncountedPodsWithoutFinalizers(status, held)
  const tracked = countFinishedPods(context)
  const isAnnounced = announceEnd(run, context)
  let isDirty = needsFlush || isCleaned || tracked.needsFlush || isAnnounced
  if (isDirty) {
    if (!updateJobStatus(run, context, why)) return false
    run.state.backoff.set(context.key, context.backoff)
    isDirty = false
  }
  const isReleased = removeTrackingFinalizers(run, context, tracked.toRelease, held)
  if (cleanUncountedPodsWithoutFinalizers(status, held)) isDirty = true
  if (!isReleased) {
    if (isDirty) updateJobStatus(run, context, why)
    return false
  }
  const finished = tracked.reachedMax ? null : enactJobFinished(context, run.clock.nowMs)
  if (!isDirty && finished === null) return true
  if (!updateJobStatus(run, context, finished === null ? why : finishedBecause(finished))) {
    return false
  }
  if (finished !== null) {
    reportFinished(run, context.job, finished)
    run.state.finished.add(context.job.metadata.uid ?? '')
  }
  return true
}

const uidOf = ({ metadata }: Pod): string => metadata.uid ?? ''
const finishedBecause = ({ message }: JobCondition): string | null =>
  message === undefined ? null : `${message.charAt(0).toLowerCase()}${message.slice(1)}`

/** Moves what has lost its finalizer from the lists into the counts. */
function cleanUncountedPodsWithoutFinalizers(
  status: JobStatusDraft,
  held: ReadonlySet<string>,
): boolean {
  const { succeeded, failed } = status.uncounted
  const left = {
    succeeded: succeeded.filter((uid) => held.has(uid)),
    failed: failed.filter((uid) => held.has(uid)),
  }
  const newSucceeded = succeeded.length - left.succeeded.length
  const newFailed = failed.length - left.failed.length
  if (newSucceeded + newFailed === 0) return false
  status.uncounted = left
  status.succeeded = (status.succeeded ?? 0) + newSucceeded
  status.failed = (status.failed ?? 0) + newFailed
  return true
}

/** Puts the Pods that have ended on the lists; those of indexes are counted by their index. */
function countFinishedPods(context: JobContext): Tracked {
  const { job, status, removed } = context
  const uncounted = {
    succeeded: new Set(status.uncounted.succeeded),
    failed: new Set(status.uncounted.failed),
  }
  const isIndexed = isIndexedJob(job)
  const newIndexes = new Set<number>()
  const toRelease: Pod[] = []
  let needsFlush = false
  let reachedMax = false
  for (const pod of inOrderOfIndexes(context)) {
    const uid = uidOf(pod)
    if (!hasJobTrackingFinalizer(pod) || removed.has(uid)) continue
    if (!canRemoveFinalizer(context, pod)) continue
    toRelease.push(pod)
    const index = validIndexOf(pod, job)
    if (pod.status?.phase === 'Succeeded' && !uncounted.failed.has(uid)) {
      if (!isIndexed) {
        if (!uncounted.succeeded.has(uid)) needsFlush = true
        uncounted.succeeded.add(uid)
      } else if (index !== null && !hasIndex(context.prevSucceededIndexes, index)) {
        newIndexes.add(index)
        needsFlush = true
      }
    } else if (countsAsFailed(context, pod) && !uncounted.failed.has(uid)) {
      needsFlush = true
      uncounted.failed.add(uid)
    }
    if (newIndexes.size + uncounted.succeeded.size + uncounted.failed.size >= MAX_UNCOUNTED_PODS) {
      reachedMax = true
      break
    }
  }
  status.uncounted = { succeeded: [...uncounted.succeeded], failed: [...uncounted.failed] }
  if (isIndexed && writeIndexes(context, newIndexes)) needsFlush = true
  return { toRelease, reachedMax, needsFlush }
}

function inOrderOfIndexes({ job, pods }: JobContext): readonly Pod[] {
  if (!isIndexedJob(job)) return pods
  const indexOf = (pod: Pod): number => getCompletionIndex(pod) ?? -1
  return pods.toSorted((a, b) => indexOf(a) - indexOf(b))
}

/** A Pod is let go when it has ended, or when the whole Job has. */
function canRemoveFinalizer({ job, finished, delayed }: JobContext, pod: Pod): boolean {
  const isOver = job.metadata.deletionTimestamp !== undefined || finished !== null
  if (isOver || pod.status?.phase === 'Succeeded') return true
  if (!isPodFailed(pod, job)) return false
  const index = getCompletionIndex(pod)
  return index === null || delayed.get(index)?.metadata.uid !== pod.metadata.uid
}

/** When a Job has failed, every Pod that has not succeeded counts as failed with it. */
function countsAsFailed({ job, finished }: JobContext, pod: Pod): boolean {
  const endsWithJob = finished !== null && finished.type !== 'SuccessCriteriaMet'
  if (!isPodFailed(pod, job) && !endsWithJob) return false
  if (isIndexedJob(job) && validIndexOf(pod, job) === null) return false
  return matchPodFailurePolicy(job.spec?.podFailurePolicy, pod).counts
}

/** Writes the sets of indexes; true when one has changed. */
function writeIndexes(context: JobContext, newIndexes: ReadonlySet<number>): boolean {
  const { status, failedIndexes } = context
  const succeeded = withIndexes(context.succeededIndexes, newIndexes)
  const completed = printIndexes(succeeded)
  const failed = failedIndexes === null ? undefined : printIndexes(failedIndexes)
  const isOther = completed !== (status.completedIndexes ?? '') || failed !== status.failedIndexes
  status.succeeded = countIndexes(succeeded)
  status.completedIndexes = completed
  if (failed === undefined) delete status.failedIndexes
  else status.failedIndexes = failed
  return isOther
}

/** Says in the status how the Job is about to end, before its Pods are let go; true when that is new. */
function announceEnd({ clock }: JobRun, context: JobContext): boolean {
  const { status, finished } = context
  if (finished?.type === 'FailureTarget') {
    status.conditions = [...status.conditions, finished]
    context.finished = newCondition('Failed', textOf(finished), clock.nowMs)
    return true
  }
  if (finished?.type !== 'SuccessCriteriaMet') return false
  const isNew = !hasCondition(status.conditions, 'SuccessCriteriaMet')
  if (isNew) status.conditions = [...status.conditions, finished]
  context.finished = newCondition('Complete', textOf(finished), clock.nowMs)
  return isNew
}

/** Reason and message of a condition, to be said again in another one. */
export function textOf({ reason, message }: JobCondition): {
  readonly reason?: string
  readonly message?: string
} {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }
}

function removeTrackingFinalizers(
  run: JobRun,
  { key, job }: JobContext,
  pods: readonly Pod[],
  held: Set<string>,
): boolean {
  const { finalizers } = run.state
  finalizers.expectFinalizersRemoved(key, pods.map(uidOf))
  const isGoing = job.metadata.deletionTimestamp !== undefined
  const because = isGoing
    ? `${nameInSentence(job)} is being deleted`
    : `its end is counted in the status of ${nameInSentence(job)}`
  let areAllRemoved = true
  for (const pod of pods) {
    const result = removeTrackingFinalizer(run, job, { pod, because })
    // What did not change will not be seen.
    if (result !== 'removed') finalizers.finalizerRemovalObserved(key, uidOf(pod))
    if (result === 'failed') areAllRemoved = false
    else held.delete(uidOf(pod))
  }
  return areAllRemoved
}

/** The condition that ends the Job, once no Pod stops or is left to be counted. */
function enactJobFinished(context: JobContext, nowMs: number): JobCondition | null {
  const { status, finished, terminating } = context
  if (finished === null) return null
  const { succeeded, failed } = status.uncounted
  if (succeeded.length + failed.length > 0 || terminating > 0) return null
  const { type } = finished
  const condition = newCondition(
    type === 'Complete' ? 'Complete' : 'Failed',
    textOf(finished),
    nowMs,
  )
  ensureJobConditionStatus(status, condition)
  if (type === 'Complete' && finished.lastTransitionTime !== undefined) {
    status.completionTime = finished.lastTransitionTime
  }
  return condition
}

function reportFinished(
  run: JobRun,
  job: Job,
  { type, reason = '', message = '' }: JobCondition,
): void {
  if (type !== 'Complete') {
    run.report(job, { type: 'Warning', reason, message })
    return
  }
  const { completions } = job.spec ?? {}
  if (completions !== undefined && (job.status?.succeeded ?? 0) > completions) {
    run.report(job, {
      type: 'Warning',
      reason: 'TooManySucceededPods',
      message: 'Too many succeeded pods running after completion count reached',
    })
  }
  run.report(job, { type: 'Normal', reason: 'Completed', message: 'Job completed' })
}

function updateJobStatus(run: JobRun, context: JobContext, because: string | null): boolean {
  const status = statusOf(context.status)
  const { active = 0, succeeded = 0, failed = 0 } = status
  const end = status.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed')
  const counts = `${active} active, ${succeeded} succeeded, ${failed} failed`
  const said = run.narration({
    message:
      end === undefined
        ? `updated the status of ${nameInSentence(context.job)}: ${counts}`
        : `declared ${nameInSentence(context.job)} ${end.type}: ${counts}`,
    ...(because === null ? {} : { because }),
    level: end === undefined ? 'detail' : 'step',
    kind: end === undefined ? 'JobStatus' : `Job${end.type}`,
  })
  const result = run.client.updateStatus({ ...context.job, status }, said)
  if (!result.ok) return false
  context.job = result.object
  run.state.consistency.wroteAt(context.key, result.object)
  return true
}
