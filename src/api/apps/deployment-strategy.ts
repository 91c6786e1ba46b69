// How many Pods a Deployment wants, and how many more or fewer there may be while it is rolled out.
// Follows pkg/controller/deployment/util/deployment_util.go (v1.36).
import type { Deployment, ReplicaSet } from '../generated/types.ts'
import { scaledValue } from '../meta/int-or-string.ts'

/** The annotation with the revision of a Deployment or ReplicaSet. */
export const REVISION = 'deployment.kubernetes.io/revision'

/** spec.replicas; 1 when it is not set. */
export function replicasOf({ spec }: Deployment | ReplicaSet): number {
  return spec?.replicas ?? 1
}

/** How many Pods there may be beside those that are wanted, and how many of these may be missing. */
export interface Fenceposts {
  readonly surge: number
  readonly unavailable: number
}

/** Resolves percentages: surge rounds up, unavailable down, and one of both is never zero. */
export function resolveFenceposts(deployment: Deployment): Fenceposts {
  const { maxSurge = 0, maxUnavailable = 0 } = deployment.spec?.strategy?.rollingUpdate ?? {}
  const desired = replicasOf(deployment)
  const surge = scaledValue(maxSurge, desired, 'up')
  const unavailable = scaledValue(maxUnavailable, desired, 'down')
  // Surge might not work for want of quota.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** True for the strategy that replaces Pods step by step. */
export function isRollingUpdate({ spec }: Deployment): boolean {
  return spec?.strategy?.type === 'RollingUpdate'
}

/** How many Pods a rolling update may add; 0 without one. */
export function maxSurgeOf(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? resolveFenceposts(deployment).surge : 0
}

/** How many Pods may be missing during a rolling update, at most all. */
export function maxUnavailableOf(deployment: Deployment): number {
  const desired = replicasOf(deployment)
  if (!isRollingUpdate(deployment) || desired === 0) return 0
  return Math.min(resolveFenceposts(deployment).unavailable, desired)
}
