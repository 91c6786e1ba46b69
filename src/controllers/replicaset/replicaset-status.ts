// The status of a ReplicaSet.
// Follows pkg/controller/replicaset/replica_set_utils.go (v1.36), calculateStatus.
import type { Pod, ReplicaSet, ReplicaSetStatus } from '#api/generated/types.ts'
import { getPodCondition, isPodReady } from '#api/core/pod-condition.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import { msOfTime, timeOf } from '#api/meta/time.ts'

const REPLICA_FAILURE = 'ReplicaFailure'

/** What went wrong in a sync. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly message: string
}

/** Counts the Pods; `terminating` is how many more are being deleted. */
export function calculateStatus(
  replicaSet: ReplicaSet,
  pods: { readonly active: readonly Pod[]; readonly terminating: number },
  failure: ReplicaFailure | null,
  nowMs: number,
): ReplicaSetStatus {
  const { active, terminating } = pods
  const template = replicaSet.spec?.template?.metadata?.labels
  const minReadyMs = minReadyMsOf(replicaSet)
  const { generation } = replicaSet.metadata
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...unlessZero(
      'fullyLabeledReplicas',
      active.filter((pod) => matchesLabels(template, pod.metadata.labels)),
    ),
    ...unlessZero(
      'readyReplicas',
      active.filter((pod) => isPodReady(pod.status)),
    ),
    ...unlessZero(
      'availableReplicas',
      active.filter((pod) => availableInMs(pod, minReadyMs, nowMs) === 0),
    ),
    terminatingReplicas: terminating,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  }
  const conditions = conditionsOf(replicaSet, failure, nowMs)
  return conditions.length === 0 ? status : { ...status, conditions }
}

/** These counts are `omitempty` in the API: a zero is not written. */
function unlessZero(
  field: 'fullyLabeledReplicas' | 'readyReplicas' | 'availableReplicas',
  counted: readonly Pod[],
): Partial<ReplicaSetStatus> {
  return counted.length === 0 ? {} : { [field]: counted.length }
}

/** When the next ready Pod becomes available, in milliseconds from now; null when none is to come. */
export function nextAvailableInMs(
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  nowMs: number,
): number | null {
  const waits = active.map((pod) => availableInMs(pod, minReadyMsOf(replicaSet), nowMs))
  const later = waits.filter((wait) => wait !== null).filter((wait) => wait > 0)
  return later.length === 0 ? null : Math.min(...later)
}

function minReadyMsOf(replicaSet: ReplicaSet): number {
  return (replicaSet.spec?.minReadySeconds ?? 0) * 1000
}

/** 0 when the Pod is available, null when it is not ready. */
function availableInMs(pod: Pod, minReadyMs: number, nowMs: number): number | null {
  if (!isPodReady(pod.status)) return null
  if (minReadyMs === 0) return 0
  const since = getPodCondition(pod.status, 'Ready')?.lastTransitionTime
  if (since === undefined) return null
  return Math.max(0, msOfTime(since) + minReadyMs - nowMs)
}

function conditionsOf(
  { status }: ReplicaSet,
  failure: ReplicaFailure | null,
  nowMs: number,
): NonNullable<ReplicaSetStatus['conditions']> {
  const before = status?.conditions ?? []
  const others = before.filter(({ type }) => type !== REPLICA_FAILURE)
  if (failure === null) return others
  const known = before.find(({ type }) => type === REPLICA_FAILURE)
  // One that is there already stays, with the words of its first time.
  if (known !== undefined) return before
  const { reason, message } = failure
  const lastTransitionTime = timeOf(nowMs)
  return [...others, { type: REPLICA_FAILURE, status: 'True', lastTransitionTime, reason, message }]
}
