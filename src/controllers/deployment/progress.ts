// How far a rollout is, whether it goes on, and whether it takes too long.
// Follows pkg/controller/deployment/progress.go, sync.go and util/deployment_util.go (v1.36).
import { maxUnavailableOf, replicasOf } from '#api/apps/deployment-strategy.ts'
import type { Deployment, DeploymentStatus, ReplicaSet } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import {
  conditionOf,
  newCondition,
  REASONS,
  replicaFailureOf,
  withCondition,
  withoutCondition,
} from './conditions.ts'
import {
  hasProgressDeadline,
  replicaCountFor,
  statusCountFor,
  terminatingCountFor,
} from './deployment-util.ts'

/** All ReplicaSets of a Deployment, and which of them has its template. */
export interface Family {
  readonly newOne: ReplicaSet | undefined
  /** Oldest first. */
  readonly old: readonly ReplicaSet[]
}

/** The old ones, then the new one. */
export function allOf({ newOne, old }: Family): readonly ReplicaSet[] {
  return newOne === undefined ? old : [...old, newOne]
}

/** The counts, with the conditions from before and whether enough Pods are available. */
export function calculateStatus(
  deployment: Deployment,
  family: Family,
  nowMs: number,
): DeploymentStatus {
  const all = allOf(family)
  const available = statusCountFor(all, 'availableReplicas')
  const { conditions, collisionCount } = deployment.status ?? {}
  const terminatingReplicas = terminatingCountFor(all)
  const { generation } = deployment.metadata
  const status: DeploymentStatus = {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...unlessZero('replicas', statusCountFor(all, 'replicas')),
    ...unlessZero('updatedReplicas', statusCountFor([family.newOne], 'replicas')),
    ...unlessZero('readyReplicas', statusCountFor(all, 'readyReplicas')),
    ...unlessZero('availableReplicas', available),
    ...unlessZero('unavailableReplicas', Math.max(0, replicaCountFor(all) - available)),
    ...(terminatingReplicas === undefined ? {} : { terminatingReplicas }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  }
  const isEnough = available >= replicasOf(deployment) - maxUnavailableOf(deployment)
  const availability = isEnough
    ? (['True', REASONS.available, 'Deployment has minimum availability.'] as const)
    : (['False', REASONS.unavailable, 'Deployment does not have minimum availability.'] as const)
  return withCondition(status, newCondition('Available', availability, nowMs))
}

/** These counts are `omitempty` in the API: a zero is not written. */
function unlessZero(field: keyof DeploymentStatus, count: number): Partial<DeploymentStatus> {
  return count === 0 ? {} : { [field]: count }
}

/** True when all replicas are new and available, and no old Pod is left. */
export function deploymentComplete(deployment: Deployment, status: DeploymentStatus = {}): boolean {
  const desired = replicasOf(deployment)
  return (
    (status.updatedReplicas ?? 0) === desired &&
    (status.replicas ?? 0) === desired &&
    (status.availableReplicas ?? 0) === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** True when there are more new, ready or available replicas than before, or fewer old ones. */
export function deploymentProgressing(
  { status: before = {} }: Deployment,
  status: DeploymentStatus,
): boolean {
  const oldReplicas = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number =>
    replicas - updatedReplicas
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldReplicas(status) < oldReplicas(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

/** True when there was no progress for longer than the deadline, or that was said already. */
export function deploymentTimedOut(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): boolean {
  const condition = conditionOf(status, 'Progressing')
  if (condition === undefined || condition.reason === REASONS.newAvailable) return false
  if (condition.reason === REASONS.timedOut) return true
  const deadlineMs = deadlineMsOf(deployment, condition.lastUpdateTime)
  return deadlineMs !== undefined && deadlineMs < nowMs
}

function deadlineMsOf({ spec }: Deployment, from: string | undefined): number | undefined {
  const { progressDeadlineSeconds } = spec ?? {}
  if (from === undefined || progressDeadlineSeconds === undefined) return undefined
  return msOfTime(from) + progressDeadlineSeconds * 1000
}

/** The status of a rollout: the counts, whether it progresses, and what a ReplicaSet could not do. */
export function rolloutStatus(
  deployment: Deployment,
  family: Family,
  nowMs: number,
): DeploymentStatus {
  const counted = calculateStatus(deployment, family, nowMs)
  const progressed = hasProgressDeadline(deployment)
    ? withProgress(deployment, family, counted, nowMs)
    : withoutCondition(counted, 'Progressing')
  const failure = replicaFailureOf(family.newOne, allOf(family))
  return failure === undefined
    ? withoutCondition(progressed, 'ReplicaFailure')
    : withCondition(progressed, failure)
}

function withProgress(
  deployment: Deployment,
  { newOne }: Family,
  status: DeploymentStatus,
  nowMs: number,
): DeploymentStatus {
  const current = conditionOf(deployment.status, 'Progressing')
  const isNew = (status.replicas ?? 0) === (status.updatedReplicas ?? 0)
  // A rollout that is done is not watched any more.
  if (isNew && current?.reason === REASONS.newAvailable) return status
  const subject =
    newOne === undefined
      ? `Deployment "${deployment.metadata.name ?? ''}"`
      : `ReplicaSet "${newOne.metadata.name ?? ''}"`
  if (deploymentComplete(deployment, status)) {
    const said = ['True', REASONS.newAvailable, `${subject} has successfully progressed.`] as const
    return withCondition(status, newCondition('Progressing', said, nowMs))
  }
  if (deploymentProgressing(deployment, status)) {
    const said = ['True', REASONS.replicaSetUpdated, `${subject} is progressing.`] as const
    const condition = newCondition('Progressing', said, nowMs)
    // Each progress counts, even for the reason that is there already.
    const { lastTransitionTime } = current ?? {}
    const isKept = current?.status === 'True' && lastTransitionTime !== undefined
    const others = current === undefined ? status : withoutCondition(status, 'Progressing')
    return withCondition(others, isKept ? { ...condition, lastTransitionTime } : condition)
  }
  if (deploymentTimedOut(deployment, status, nowMs)) {
    const said = ['False', REASONS.timedOut, `${subject} has timed out progressing.`] as const
    return withCondition(status, newCondition('Progressing', said, nowMs))
  }
  return status
}

/** In how many milliseconds to look whether a rollout is stuck: 'now', or never (null). */
export function stuckCheckInMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): number | 'now' | null {
  const current = conditionOf(deployment.status, 'Progressing')
  if (!hasProgressDeadline(deployment) || current === undefined) return null
  if (deploymentComplete(deployment, status) || current.reason === REASONS.timedOut) return null
  const deadlineMs = deadlineMsOf(deployment, current.lastUpdateTime)
  if (deadlineMs === undefined) return null
  // One second more, so that the deadline is past then.
  return deadlineMs - nowMs < 1000 ? 'now' : deadlineMs - nowMs + 1000
}
