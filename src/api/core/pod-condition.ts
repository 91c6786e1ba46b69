// The conditions in the status of a Pod.
// Follows pkg/api/v1/pod/util.go (v1.36), GetPodCondition and UpdatePodCondition.
import type { Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '../meta/time.ts'

/** The condition of a type; undefined when the status has none. */
export function getPodCondition(
  status: PodStatus | undefined,
  type: string,
): PodCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** Whether the condition of a type has status True. */
export function isPodConditionTrue(status: PodStatus | undefined, type: string): boolean {
  return getPodCondition(status, type)?.status === 'True'
}

/** Whether the Pod is ready: its condition Ready is True. */
export function isPodReady(status: PodStatus | undefined): boolean {
  return isPodConditionTrue(status, 'Ready')
}

/** The condition with the generation of the Pod that its writer saw. Follows CalculatePodConditionObservedGeneration. */
export function observedBy({ metadata }: Pod, condition: PodCondition): PodCondition {
  const { generation } = metadata
  return generation === undefined ? condition : { ...condition, observedGeneration: generation }
}

const sameCondition = (a: PodCondition, b: PodCondition): boolean =>
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  a.observedGeneration === b.observedGeneration &&
  a.lastProbeTime === b.lastProbeTime

/**
 * The status with the condition added or replaced. lastTransitionTime becomes now when the condition's
 * status changes and stays otherwise. Returns the same status object when nothing changes.
 */
export function setPodCondition(
  status: PodStatus,
  condition: PodCondition,
  nowMs: number,
): PodStatus {
  const conditions = status.conditions ?? []
  const index = conditions.findIndex(({ type }) => type === condition.type)
  const old = conditions[index]
  if (old === undefined) {
    return {
      ...status,
      conditions: [...conditions, { ...condition, lastTransitionTime: timeOf(nowMs) }],
    }
  }
  if (sameCondition(old, condition)) return status
  const lastTransitionTime =
    old.status === condition.status && old.lastTransitionTime !== undefined
      ? old.lastTransitionTime
      : timeOf(nowMs)
  return { ...status, conditions: conditions.with(index, { ...condition, lastTransitionTime }) }
}
