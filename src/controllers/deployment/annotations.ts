// What a Deployment writes into the annotations of its ReplicaSets: revisions, and the sizes that it wanted.
// Follows pkg/controller/deployment/util/deployment_util.go (v1.36).
import { maxSurgeOf, replicasOf, REVISION } from '#api/apps/deployment-strategy.ts'
import type { Deployment, ReplicaSet } from '#api/generated/types.ts'
import { MAX_INT32 } from './deployment-util.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'
/** What is left of a field of the first API. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to'
const NOT_COPIED: ReadonlySet<string> = new Set([
  LAST_APPLIED,
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
])
const MAX_HISTORY_CHARS = 2000
const INTEGER = /^[+-]?\d+$/

export type Annotations = Readonly<Record<string, string>>

/** The revision of a ReplicaSet or Deployment: 0 without one, undefined when it is no number. */
export function revisionOf({ metadata }: Deployment | ReplicaSet): number | undefined {
  return revisionIn(metadata.annotations)
}

function revisionIn(annotations: Annotations = {}): number | undefined {
  const text = annotations[REVISION]
  if (text === undefined) return 0
  return INTEGER.test(text) ? Number(text) : undefined
}

/** The highest revision; 0 when there is none. */
export function maxRevision(replicaSets: readonly ReplicaSet[]): number {
  return Math.max(0, ...replicaSets.map((one) => revisionOf(one) ?? 0))
}

/** The highest revision but one; 0 when there is none. */
export function lastRevision(replicaSets: readonly ReplicaSet[]): number {
  const revisions = replicaSets.map((one) => revisionOf(one) ?? 0).toSorted((a, b) => b - a)
  return Math.max(0, revisions[1] ?? 0)
}

/** Whether the annotation goes from a Deployment to its ReplicaSets. */
export function isCopied(name: string): boolean {
  return !NOT_COPIED.has(name)
}

/**
 * The annotations of the new ReplicaSet: those of the Deployment, and a revision that is not lower than `newRevision`.
 * One that gets a higher revision than it had served before; that is kept in its history.
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  before: Annotations,
  newRevision: number,
): Annotations {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) =>
    isCopied(name),
  )
  const annotations = { ...before, ...Object.fromEntries(copied) }
  const old = annotations[REVISION]
  const oldRevision = old === undefined || old === '' ? 0 : revisionIn(annotations)
  if (oldRevision === undefined || oldRevision >= newRevision) return annotations
  const history = old === undefined ? {} : historyWith(annotations[REVISION_HISTORY], old)
  return { ...annotations, [REVISION]: String(newRevision), ...history }
}

/** The history with one more revision; the oldest go when it gets too long. */
function historyWith(history: string | undefined, revision: string): Annotations {
  if (history === undefined || history === '') return { [REVISION_HISTORY]: revision }
  const revisions = [...history.split(','), revision]
  while (revisions.length > 1 && revisions.join(',').length > MAX_HISTORY_CHARS) revisions.shift()
  return { [REVISION_HISTORY]: revisions.join(',') }
}

/** The sizes that the Deployment wants now, as annotations. */
export function replicasAnnotations(deployment: Deployment): Annotations {
  const desired = replicasOf(deployment)
  return {
    [DESIRED_REPLICAS]: String(desired),
    [MAX_REPLICAS]: String(desired + maxSurgeOf(deployment)),
  }
}

/** The size of the Deployment when it last scaled this ReplicaSet; undefined when nobody says so. */
export function desiredReplicasIn(replicaSet: ReplicaSet): number | undefined {
  return nonNegativeIn(replicaSet, DESIRED_REPLICAS)
}

/** The size of the Deployment with its surge when it last scaled this ReplicaSet. */
export function maxReplicasIn(replicaSet: ReplicaSet): number | undefined {
  return nonNegativeIn(replicaSet, MAX_REPLICAS)
}

function nonNegativeIn({ metadata }: ReplicaSet, name: string): number | undefined {
  const text = metadata.annotations?.[name] ?? ''
  return /^\d+$/.test(text) && Number(text) <= MAX_INT32 ? Number(text) : undefined
}
