// The conditions of a Deployment.
// Follows pkg/controller/deployment/util/deployment_util.go (v1.36), NewDeploymentCondition and its neighbours.
import type {
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
  ReplicaSetCondition,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'

export const REASONS = {
  replicaSetUpdated: 'ReplicaSetUpdated',
  failedCreate: 'ReplicaSetCreateError',
  newReplicaSet: 'NewReplicaSetCreated',
  foundNew: 'FoundNewReplicaSet',
  newAvailable: 'NewReplicaSetAvailable',
  timedOut: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
  available: 'MinimumReplicasAvailable',
  unavailable: 'MinimumReplicasUnavailable',
} as const

type Status = 'True' | 'False' | 'Unknown'
type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure'

/** A condition that came about now. */
export function newCondition(
  type: ConditionType,
  [status, reason, message]: readonly [Status, string, string],
  nowMs: number,
): DeploymentCondition {
  const now = timeOf(nowMs)
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message }
}

/** The condition of a type, or undefined. */
export function conditionOf(
  status: DeploymentStatus | undefined,
  type: ConditionType,
): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** The status with a condition; one with the same status and reason stays as it is. */
export function withCondition(
  status: DeploymentStatus,
  condition: DeploymentCondition,
): DeploymentStatus {
  const current = status.conditions?.find(({ type }) => type === condition.type)
  const isSameStatus = current?.status === condition.status
  if (isSameStatus && current.reason === condition.reason) return status
  const { lastTransitionTime } = current ?? {}
  const kept = isSameStatus && lastTransitionTime !== undefined ? { lastTransitionTime } : {}
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type)
  return { ...status, conditions: [...others, { ...condition, ...kept }] }
}

/** The status without the condition of a type. */
export function withoutCondition(
  { conditions, ...status }: DeploymentStatus,
  type: ConditionType,
): DeploymentStatus {
  const others = (conditions ?? []).filter((condition) => condition.type !== type)
  return others.length === 0 ? status : { ...status, conditions: others }
}

/** What a ReplicaSet could not do, as a condition of the Deployment; those of the new one come first. */
export function replicaFailureOf(
  newOne: ReplicaSet | undefined,
  all: readonly (ReplicaSet | undefined)[],
): DeploymentCondition | undefined {
  const failure = [newOne, ...all]
    .flatMap((one) => one?.status?.conditions ?? [])
    .find(({ type }) => type === 'ReplicaFailure')
  return failure === undefined ? undefined : deploymentCondition(failure)
}

function deploymentCondition({
  type,
  status,
  lastTransitionTime,
  reason,
  message,
}: ReplicaSetCondition): DeploymentCondition {
  return {
    type,
    status,
    ...(lastTransitionTime === undefined
      ? {}
      : { lastTransitionTime, lastUpdateTime: lastTransitionTime }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }
}
