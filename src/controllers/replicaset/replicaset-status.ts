// The status of a ReplicaSet.
// Follows pkg/controller/replicaset/replica_set_utils.go (v1.36), calculateStatus.
import type { Pod, ReplicaSetStatus } from '#api/generated/types.ts'
import { isPodReady } from '#api/core/pod-condition.ts'
import { matchesLabels } from '#api/meta/labels.ts'
import { timeOf } from '#api/meta/time.ts'
import { isPodAvailable } from '../pod-availability.ts'
import type { PodFailure } from '../pod-control.ts'
import type { ReplicaOwner } from './manage-replicas.ts'

const REPLICA_FAILURE = 'ReplicaFailure'

/** Counts the Pods; `terminating` is how many more are being deleted. */
export function calculateStatus(
  replicaSet: ReplicaOwner,
  pods: { readonly active: readonly Pod[]; readonly terminating: number },
  failure: PodFailure | null,
  nowMs: number,
): ReplicaSetStatus {
  const { active, terminating } = pods
  const template = replicaSet.spec?.template?.metadata?.labels
  const { minReadySeconds = 0 } = replicaSet.spec ?? {}
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
      active.filter((pod) => isPodAvailable(pod, minReadySeconds, nowMs)),
    ),
    // A ReplicationController does not say.
    ...(replicaSet.kind === 'ReplicaSet' ? { terminatingReplicas: terminating } : {}),
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

function conditionsOf(
  { status }: ReplicaOwner,
  failure: PodFailure | null,
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
