// Decides how many Pods a Job makes or gives up, and carries it out.
// Follows pkg/controller/job/job_controller.go (v1.36), manageJob.
import type { Job, Pod } from '#api/generated/types.ts'
import { isPodReady } from '#api/core/pod-condition.ts'
import { compareActivePods } from '../pod-rank.ts'
import { podKey } from '../controlled-pods.ts'
import { slowStartBatch } from '../slow-start-batch.ts'
import { getFinishedMs, getRemainingMs } from './backoff-utils.ts'
import {
  duplicatedIndexPods,
  firstPendingIndexes,
  getIndexAbsoluteFailureCount,
  podGenerateNameWithIndex,
  templateForIndex,
} from './indexed-job-utils.ts'
import { isIndexedJob, isSuspended, type JobContext, type JobRun } from './job-context.ts'
import {
  createPod,
  deletePod,
  isNamespaceTerminating,
  type NewPod,
  removeTrackingFinalizer,
} from './job-control.ts'
import { isPodTerminating, onlyReplaceFailedPods } from './job-pods.ts'

/** The most Pods that one sync makes or deletes. */
const MAX_POD_CREATE_DELETE_PER_SYNC = 500

export type PodPlan =
  | { readonly act: 'delete'; readonly pods: readonly Pod[]; readonly because: string }
  /** `indexes` are null for a Job without. */
  | {
      readonly act: 'create'
      readonly count: number
      readonly indexes: readonly number[] | null
      readonly wanted: number
    }
  | { readonly act: 'wait'; readonly remainingMs: number; readonly failures: number }
  | { readonly act: 'none' }

/** How many Pods should run now. */
export function wantActive({ job, active, succeeded }: JobContext): number {
  const { completions, parallelism = 0 } = job.spec ?? {}
  // Once one Pod of a work queue has succeeded, the others only end their work.
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(completions - succeeded, parallelism))
}

/** What to do about the number of Pods: too many are deleted before any is made. */
export function computePodPlan(context: JobContext, nowMs: number): PodPlan {
  const { job, active } = context
  if (isSuspended(job)) {
    const pods = activePodsForRemoval(job, active, active.length)
    return { act: 'delete', pods, because: 'the Job is suspended' }
  }
  const wanted = wantActive(context)
  const extra = activePodsForRemoval(job, active, Math.max(0, active.length - wanted))
  if (extra.length > 0) {
    const pods = extra.slice(0, MAX_POD_CREATE_DELETE_PER_SYNC)
    return {
      act: 'delete',
      pods,
      because: `${countOf(active.length, 'runs', 'run')}, and ${countOf(wanted, 'is', 'are')} wanted`,
    }
  }
  const waitedFor = onlyReplaceFailedPods(job) ? context.terminating : 0
  const missing = Math.min(wanted - waitedFor - active.length, MAX_POD_CREATE_DELETE_PER_SYNC)
  return missing > 0 ? computeCreations(context, { missing, wanted }, nowMs) : { act: 'none' }
}

const countOf = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

function computeCreations(
  context: JobContext,
  { missing, wanted }: { readonly missing: number; readonly wanted: number },
  nowMs: number,
): PodPlan {
  const { job, backoff } = context
  const hasLimitPerIndex = job.spec?.backoffLimitPerIndex !== undefined
  const remainingMs = hasLimitPerIndex ? 0 : getRemainingMs(backoff, nowMs)
  if (remainingMs > 0) return { act: 'wait', remainingMs, failures: backoff.failures }
  if (!isIndexedJob(job)) return { act: 'create', count: missing, indexes: null, wanted }
  const indexes = firstPendingIndexes(
    { succeeded: context.succeededIndexes, failed: context.failedIndexes ?? [] },
    onlyReplaceFailedPods(job)
      ? [...context.active, ...context.pods.filter(isPodTerminating)]
      : context.active,
    { count: missing, completions: job.spec?.completions ?? 0 },
  )
  const waits = indexes.map((index) => remainingOfIndex(context.delayed.get(index), nowMs))
  const now = indexes.filter((_, at) => waits[at] === 0)
  if (now.length === 0 && indexes.length > 0) {
    const soonest = Math.min(...waits)
    const last = context.delayed.get(indexes[waits.indexOf(soonest)] ?? -1)
    const failures = last === undefined ? 0 : getIndexAbsoluteFailureCount(last) + 1
    return { act: 'wait', remainingMs: soonest, failures }
  }
  return { act: 'create', count: now.length, indexes: now, wanted }
}

/** How many milliseconds an index waits after its last failed Pod. */
function remainingOfIndex(lastFailed: Pod | undefined, nowMs: number): number {
  if (lastFailed === undefined) return 0
  const failures = getIndexAbsoluteFailureCount(lastFailed) + 1
  return getRemainingMs({ failures, lastFailureMs: getFinishedMs(lastFailed) }, nowMs)
}

/** At least so many Pods, and all of an Indexed Job that stand for no index of their own. */
function activePodsForRemoval(job: Job, pods: readonly Pod[], atLeast: number): readonly Pod[] {
  const { remove, left } = isIndexedJob(job)
    ? duplicatedIndexPods(job, pods)
    : { remove: [], left: pods }
  const more = Math.max(0, atLeast - remove.length)
  return more === 0 ? remove : [...remove, ...left.toSorted(compareActivePods).slice(0, more)]
}

export interface Managed {
  /** How many Pods are active afterwards; 0 while the Job waits, whatever still runs. */
  readonly active: number
  readonly hasFailed: boolean
  /** In how many milliseconds to go on; null when a change will ask for it. */
  readonly againInMs: number | null
}

/** Carries out a plan. What it makes and deletes is expected to be seen before the next one. */
export function manageJob(run: JobRun, context: JobContext, plan: PodPlan): Managed {
  const active = context.active.length
  switch (plan.act) {
    case 'none':
      return { active, hasFailed: false, againInMs: null }
    case 'wait':
      return { active: 0, hasFailed: false, againInMs: plan.remainingMs }
    case 'delete':
      return deleteJobPods(run, context, plan)
    case 'create':
      return createJobPods(run, context, plan)
    default:
      return plan satisfies never
  }
}

function deleteJobPods(
  run: JobRun,
  context: JobContext,
  { pods, because }: PodPlan & { readonly act: 'delete' },
): Managed {
  const { job, key } = context
  run.expectations.expectDeletions(key, pods.map(podKey))
  let removed = 0
  for (const pod of pods) {
    const letGo = { pod, because: 'it is given up, and its end does not count' }
    const isDone =
      removeTrackingFinalizer(run, job, letGo) !== 'failed' && deletePod(run, job, { pod, because })
    if (!isDone) {
      run.expectations.deletionObserved(key, podKey(pod))
      continue
    }
    removed += 1
    if (isPodReady(pod.status)) context.ready -= 1
  }
  context.terminating += removed
  const active = context.active.length - removed
  return { active, hasFailed: removed < pods.length, againInMs: null }
}

type Refusal = 'limited' | 'refused' | 'ignored'

function createJobPods(
  run: JobRun,
  context: JobContext,
  plan: PodPlan & { readonly act: 'create' },
): Managed {
  const { key, job } = context
  const { expectations, limiter } = run
  expectations.expectCreations(key, plan.count)
  let ignored = 0
  const request = (at: number): Refusal | null => {
    if (!limiter.tryAccept()) return 'limited'
    const refusal = createPod(run, job, newPod(context, plan, at))
    if (refusal === null) return null
    if (!isNamespaceTerminating(refusal)) return 'refused'
    ignored += 1
    return 'ignored'
  }
  const { successes, failure } = slowStartBatch(plan.count, request, run.prng)
  // What was refused or left will not be seen.
  expectations.creationObserved(key, plan.count - successes - ignored)
  return {
    active: context.active.length + successes + ignored,
    hasFailed: failure === 'refused',
    againInMs: failure === 'limited' ? limiter.nextInMs() : null,
  }
}

function newPod(
  { job, active, delayed }: JobContext,
  { indexes, wanted }: PodPlan & { readonly act: 'create' },
  at: number,
): NewPod {
  const name = job.metadata.name ?? ''
  const template = job.spec?.template ?? {}
  const are = wanted === 1 ? '1 Pod is' : `${wanted} Pods are`
  const because = `${are} wanted and ${countOf(active.length + at, 'runs', 'run')}`
  const index = indexes?.[at]
  if (index === undefined) return { template, generateName: `${name}-`, because }
  return {
    template: templateForIndex(job, index, delayed.get(index)),
    generateName: podGenerateNameWithIndex(name, index),
    because: `index ${index} is to come: ${because}`,
  }
}
