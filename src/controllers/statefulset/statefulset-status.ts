// The status of a StatefulSet.
// Follows pkg/controller/statefulset/stateful_set_control.go (v1.36), computeReplicaStatus, and completeRollingUpdate and
// inconsistentStatus of stateful_set_utils.go.
import type { Pod, StatefulSet, StatefulSetStatus } from '#api/generated/types.ts'
import { isPodAvailable } from '../pod-availability.ts'
import type { Revisions } from './revisions.ts'
import {
  isCreated,
  isRunningAndReady,
  isTerminating,
  podRevisionOf,
  replicasOf,
} from './statefulset-util.ts'

/** The counts of the Pods that are there; `currentDeleted` of the current revision were deleted just now. */
export function calculateStatus(
  set: StatefulSet,
  revisions: Revisions,
  {
    pods,
    currentDeleted,
    nowMs,
  }: {
    readonly pods: readonly Pod[]
    readonly currentDeleted: number
    readonly nowMs: number
  },
): StatefulSetStatus {
  const { minReadySeconds = 0 } = set.spec ?? {}
  const created = pods.filter(isCreated)
  const ready = pods.filter(isRunningAndReady)
  const staying = created.filter((pod) => !isTerminating(pod))
  const current = revisions.current.metadata.name ?? ''
  const update = revisions.update.metadata.name ?? ''
  const counted: StatefulSetStatus = {
    ...(set.metadata.generation === undefined
      ? {}
      : { observedGeneration: set.metadata.generation }),
    replicas: created.length,
    ...unlessZero('readyReplicas', ready.length),
    availableReplicas: ready.filter((pod) => isPodAvailable(pod, minReadySeconds, nowMs)).length,
    ...unlessZero('currentReplicas', countOf(staying, current) - currentDeleted),
    ...unlessZero('updatedReplicas', countOf(staying, update)),
    currentRevision: current,
    updateRevision: update,
    collisionCount: revisions.collisionCount,
  }
  return completeRollingUpdate(set, counted)
}

const countOf = (pods: readonly Pod[], revision: string): number =>
  pods.filter((pod) => podRevisionOf(pod) === revision).length

/** These are `omitempty` in the API: a zero is not written. */
function unlessZero(field: keyof StatefulSetStatus, count: number): Partial<StatefulSetStatus> {
  return count === 0 ? {} : { [field]: count }
}

/** When all Pods are of the new revision, it is the current one. */
function completeRollingUpdate(set: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const desired = replicasOf(set)
  const { updatedReplicas = 0, readyReplicas = 0, replicas, updateRevision = '' } = status
  const isComplete =
    set.spec?.updateStrategy?.type === 'RollingUpdate' &&
    updatedReplicas === desired &&
    readyReplicas === desired &&
    replicas === desired
  if (!isComplete) return status
  const { currentReplicas: _before, ...others } = status
  return {
    ...others,
    ...unlessZero('currentReplicas', updatedReplicas),
    currentRevision: updateRevision,
  }
}

/** Whether a status says something that the stored one does not. */
export function inconsistentStatus(set: StatefulSet, status: StatefulSetStatus): boolean {
  const before = set.status ?? { replicas: 0 }
  const counts = [
    'replicas',
    'currentReplicas',
    'readyReplicas',
    'updatedReplicas',
    'availableReplicas',
  ] as const
  return (
    (status.observedGeneration ?? 0) > (before.observedGeneration ?? 0) ||
    counts.some((field) => (status[field] ?? 0) !== (before[field] ?? 0)) ||
    status.currentRevision !== before.currentRevision ||
    status.updateRevision !== before.updateRevision
  )
}
