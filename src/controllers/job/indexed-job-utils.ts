// The indexes of Indexed Jobs: which are done, which have failed for good, which are to come.
// Follows pkg/controller/job/indexed_job_utils.go (v1.36).
import {
  COMPLETION_INDEX_ANNOTATION,
  INDEX_FAILURE_COUNT_ANNOTATION,
  INDEX_IGNORED_FAILURE_COUNT_ANNOTATION,
} from '#api/batch/job-labels.ts'
import {
  hasIndex,
  mergeIntervals,
  type OrderedIntervals,
  parseIndexes,
  withIndexes,
} from '#api/batch/ordered-intervals.ts'
import type { Container, Job, Pod, PodTemplateSpec } from '#api/generated/types.ts'
import { compareActivePods } from '../pod-rank.ts'
import { getFinishedMs } from './backoff-utils.ts'
import { matchPodFailurePolicy } from './pod-failure-policy.ts'
import { hasJobTrackingFinalizer, isPodFailed } from './job-pods.ts'

const ENV_NAME = 'JOB_COMPLETION_INDEX'
const MAX_INT32 = 2 ** 31 - 1
/** Names are generated from at most this much. */
const MAX_NAME_BASE = 58

/** The index of a Pod; null when it has none that can be read. */
export function getCompletionIndex({ metadata }: Pod): number | null {
  const text = metadata.annotations?.[COMPLETION_INDEX_ANNOTATION] ?? ''
  return /^\+?\d+$/.test(text) ? Number(text) : null
}

/** The index of a Pod, when the Job has it. */
export function validIndexOf(pod: Pod, { spec }: Job): number | null {
  const index = getCompletionIndex(pod)
  return index !== null && index < (spec?.completions ?? 0) ? index : null
}

/** The indexes that had succeeded, and those that have now. */
export function calculateSucceededIndexes(
  job: Job,
  pods: readonly Pod[],
): readonly [before: OrderedIntervals, now: OrderedIntervals] {
  const before = parseIndexes(job.status?.completedIndexes ?? '', job.spec?.completions ?? 0)
  const succeeded = indexesOf(
    job,
    pods.filter((pod) => pod.status?.phase === 'Succeeded' && hasJobTrackingFinalizer(pod)),
  )
  return [before, withIndexes(before, succeeded)]
}

/** The indexes that are out of tries. */
export function calculateFailedIndexes(job: Job, pods: readonly Pod[]): OrderedIntervals {
  const before = parseIndexes(job.status?.failedIndexes ?? '', job.spec?.completions ?? 0)
  const failed = pods.filter((pod) => hasJobTrackingFinalizer(pod) && isIndexFailed(job, pod))
  return withIndexes(before, indexesOf(job, failed))
}

function isIndexFailed(job: Job, pod: Pod): boolean {
  if (!isPodFailed(pod, job)) return false
  const { counts, failsIndex } = matchPodFailurePolicy(job.spec?.podFailurePolicy, pod)
  if (failsIndex) return true
  const failures = countIn(pod, INDEX_FAILURE_COUNT_ANNOTATION)
  return counts && failures >= (job.spec?.backoffLimitPerIndex ?? 0)
}

function indexesOf(job: Job, pods: readonly Pod[]): readonly number[] {
  return pods.map((pod) => validIndexOf(pod, job)).filter((index) => index !== null)
}

/** The lowest `count` indexes that nothing stands for; `covered` are Pods that run, or stop and are waited for. */
export function firstPendingIndexes(
  {
    succeeded,
    failed,
  }: { readonly succeeded: OrderedIntervals; readonly failed: OrderedIntervals },
  covered: readonly Pod[],
  { count, completions }: { readonly count: number; readonly completions: number },
): readonly number[] {
  const indexes = covered.map(getCompletionIndex).filter((index) => index !== null)
  const nonPending = withIndexes(mergeIntervals(succeeded, failed), indexes)
  const result: number[] = []
  let candidate = 0
  for (const { first, last } of nonPending) {
    for (; candidate < Math.min(first, completions) && result.length < count; candidate += 1) {
      result.push(candidate)
    }
    candidate = Math.max(candidate, last + 1)
  }
  for (; candidate < completions && result.length < count; candidate += 1) result.push(candidate)
  return result
}

/** Of active Pods, those without a valid index and all but one of each index; and those that may stay. */
export function duplicatedIndexPods(
  job: Job,
  pods: readonly Pod[],
): { readonly remove: readonly Pod[]; readonly left: readonly Pod[] } {
  const byIndex = new Map<number, Pod[]>()
  const remove: Pod[] = []
  for (const pod of pods) {
    const index = validIndexOf(pod, job)
    if (index === null) remove.push(pod)
    else byIndex.set(index, [...(byIndex.get(index) ?? []), pod])
  }
  const left: Pod[] = []
  for (const [, same] of [...byIndex].toSorted(([a], [b]) => a - b)) {
    const ranked = same.toSorted(compareActivePods)
    remove.push(...ranked.slice(0, -1))
    left.push(...ranked.slice(-1))
  }
  return { remove, left }
}

/**
 * By index, the failed Pod that stays until its successor is there: the successor is told how often the index has
 * failed.
 */
export function getPodsWithDelayedDeletionPerIndex(
  job: Job,
  pods: readonly Pod[],
  done: { readonly active: readonly Pod[]; readonly indexes: OrderedIntervals },
): ReadonlyMap<number, Pod> {
  const active = new Set(done.active.map(getCompletionIndex))
  const delayed = new Map<number, Pod>()
  for (const pod of pods) {
    const index = validIndexOf(pod, job)
    if (index === null || !isPodFailed(pod, job)) continue
    if (active.has(index) || hasIndex(done.indexes, index)) continue
    const last = delayed.get(index)
    if (last === undefined || isLater(pod, last)) delayed.set(index, pod)
  }
  return delayed
}

function isLater(pod: Pod, other: Pod): boolean {
  return (
    getIndexAbsoluteFailureCount(other) <= getIndexAbsoluteFailureCount(pod) &&
    getFinishedMs(pod) >= getFinishedMs(other)
  )
}

/** How often the index of a Pod had failed before it, ignored failures included. */
export function getIndexAbsoluteFailureCount(pod: Pod): number {
  return (
    countIn(pod, INDEX_FAILURE_COUNT_ANNOTATION) +
    countIn(pod, INDEX_IGNORED_FAILURE_COUNT_ANNOTATION)
  )
}

/** 0 when there is no annotation, or none that is a count. */
function countIn({ metadata }: Pod, annotation: string): number {
  const text = metadata.annotations?.[annotation] ?? ''
  const count = /^\+?\d+$/.test(text) ? Number(text) : 0
  return count > MAX_INT32 ? 0 : count
}

/** The annotations that tell the successor of a Pod how often their index has failed. */
function failureCounts(job: Job, replaced: Pod | undefined): Readonly<Record<string, string>> {
  let failures = 0
  let ignored = 0
  if (replaced !== undefined) {
    const { counts } = matchPodFailurePolicy(job.spec?.podFailurePolicy, replaced)
    failures = countIn(replaced, INDEX_FAILURE_COUNT_ANNOTATION) + (counts ? 1 : 0)
    ignored = countIn(replaced, INDEX_IGNORED_FAILURE_COUNT_ANNOTATION) + (counts ? 0 : 1)
  }
  return {
    [INDEX_FAILURE_COUNT_ANNOTATION]: String(failures),
    ...(ignored > 0 ? { [INDEX_IGNORED_FAILURE_COUNT_ANNOTATION]: String(ignored) } : {}),
  }
}

function withIndexVariable(container: Container): Container {
  if ((container.env ?? []).some(({ name }) => name === ENV_NAME)) return container
  const fieldPath = `metadata.labels['${COMPLETION_INDEX_ANNOTATION}']`
  const variable = { name: ENV_NAME, valueFrom: { fieldRef: { fieldPath } } }
  return { ...container, env: [...(container.env ?? []), variable] }
}

/** The template of an Indexed Job for one index; `replaced` is the failed Pod that had it before. */
export function templateForIndex(
  job: Job,
  index: number,
  replaced: Pod | undefined,
): PodTemplateSpec {
  const { metadata, spec } = job.spec?.template ?? {}
  const text = String(index)
  const { containers = [], initContainers } = spec ?? {}
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata?.labels, [COMPLETION_INDEX_ANNOTATION]: text },
      annotations: {
        ...metadata?.annotations,
        [COMPLETION_INDEX_ANNOTATION]: text,
        ...(job.spec?.backoffLimitPerIndex === undefined ? {} : failureCounts(job, replaced)),
      },
    },
    spec: {
      ...spec,
      containers: containers.map(withIndexVariable),
      ...(initContainers === undefined
        ? {}
        : { initContainers: initContainers.map(withIndexVariable) }),
      hostname: `${job.metadata.name ?? ''}-${index}`,
    },
  }
}

/** What the name of the Pod of an index begins with. */
export function podGenerateNameWithIndex(jobName: string, index: number): string {
  const end = `-${index}-`
  return `${jobName.slice(0, MAX_NAME_BASE - end.length)}${end}`
}
