// What can be said of a Deployment and its ReplicaSets by looking at them.
// Follows pkg/controller/deployment/util/deployment_util.go (v1.36).
import { isRollingUpdate, replicasOf } from '#api/apps/deployment-strategy.ts'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '#api/generated/types.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'

export const POD_TEMPLATE_HASH = 'pod-template-hash'
export const MAX_INT32 = 2_147_483_647

/** Whether a lack of progress is to be reported at some time. */
export function hasProgressDeadline({ spec }: Deployment): boolean {
  const { progressDeadlineSeconds } = spec ?? {}
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== MAX_INT32
}

/** Whether two templates are the same but for the label with the hash. */
export function equalIgnoreHash(
  a: PodTemplateSpec | undefined,
  b: PodTemplateSpec | undefined,
): boolean {
  return equal(withoutHash(a), withoutHash(b))
}

/** The template without the label by which a ReplicaSet tells its Pods from others. */
export function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { labels = {}, ...metadata } = template?.metadata ?? {}
  const { [POD_TEMPLATE_HASH]: _hash, ...others } = labels
  const kept = Object.keys(others).length === 0 ? metadata : { ...metadata, labels: others }
  return { ...template, metadata: kept }
}

/** Negative when `a` is older; of the same second by name. */
export function compareByCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [first, second] = [a.metadata, b.metadata]
  return (
    compareText(first.creationTimestamp ?? '', second.creationTimestamp ?? '') ||
    compareText(first.name ?? '', second.name ?? '')
  )
}

/** The larger first; of the same size the newer, or the older. */
export function compareBySize(a: ReplicaSet, b: ReplicaSet, first: 'newer' | 'older'): number {
  const byAge = first === 'older' ? compareByCreation(a, b) : compareByCreation(b, a)
  return replicasOf(b) - replicasOf(a) || byAge
}

/** The ReplicaSets that are to have Pods. */
export function filterActiveReplicaSets(
  replicaSets: readonly (ReplicaSet | undefined)[],
): readonly ReplicaSet[] {
  return replicaSets.filter((one) => one !== undefined).filter((one) => replicasOf(one) > 0)
}

/** The oldest ReplicaSet with the template of the Deployment. */
export function findNewReplicaSet(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return replicaSets
    .toSorted(compareByCreation)
    .find(({ spec }) => equalIgnoreHash(spec?.template, deployment.spec?.template))
}

/** All others, oldest first. */
export function findOldReplicaSets(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): readonly ReplicaSet[] {
  const uid = findNewReplicaSet(deployment, replicaSets)?.metadata.uid
  return replicaSets.filter(({ metadata }) => metadata.uid !== uid).toSorted(compareByCreation)
}

/**
 * The only ReplicaSet that is to have Pods, or the newest when none is; undefined when there are several, which
 * share what is added or taken.
 */
export function findActiveOrLatest(
  newOne: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const active = filterActiveReplicaSets([...old, newOne])
  if (active.length > 1) return undefined
  return active[0] ?? newOne ?? old.toSorted(compareByCreation).at(-1)
}

type Counted = 'replicas' | 'readyReplicas' | 'availableReplicas'

/** The Pods that ReplicaSets are to have, all together. */
export function replicaCountFor(replicaSets: readonly (ReplicaSet | undefined)[]): number {
  return replicaSets.reduce((sum, one) => sum + (one === undefined ? 0 : replicasOf(one)), 0)
}

/** One count of the statuses of ReplicaSets, all together. */
export function statusCountFor(
  replicaSets: readonly (ReplicaSet | undefined)[],
  field: Counted,
): number {
  return replicaSets.reduce((sum, one) => sum + (one?.status?.[field] ?? 0), 0)
}

/** How many Pods of the ReplicaSets are being deleted; undefined when one of them does not say so. */
export function terminatingCountFor(
  replicaSets: readonly (ReplicaSet | undefined)[],
): number | undefined {
  let sum = 0
  for (const one of replicaSets) {
    const { terminatingReplicas, observedGeneration = 0 } = one?.status ?? {}
    if (terminatingReplicas === undefined && observedGeneration > 0) return undefined
    sum += terminatingReplicas ?? 0
  }
  return sum
}

/** How many replicas the new ReplicaSet is to have now: as many as there is room for. */
export function newReplicaSetReplicas(
  deployment: Deployment,
  all: readonly (ReplicaSet | undefined)[],
  current: number,
): number {
  const desired = replicasOf(deployment)
  if (!isRollingUpdate(deployment)) return desired
  const { maxSurge = 0 } = deployment.spec?.strategy?.rollingUpdate ?? {}
  const most = desired + scaledValue(maxSurge, desired, 'up')
  const room = most - replicaCountFor(all)
  return room <= 0 ? current : current + Math.min(room, desired - current)
}
