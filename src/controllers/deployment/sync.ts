// The ReplicaSets of a Deployment: the one with its template is found, renamed in its revision, or made; sizes follow
// when somebody scales; old ones go when there are too many.
// Follows pkg/controller/deployment/sync.go (v1.36).
import { replicasOf, REVISION } from '#api/apps/deployment-strategy.ts'
import type { Deployment, ReplicaSet, ReplicaSetSpec } from '#api/generated/types.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import type { Task } from '#sim/task.ts'
import { computeHash } from '../compute-hash.ts'
import { isControlledBy, ownerReferenceTo } from '../controller-ref.ts'
import {
  maxRevision,
  newReplicaSetAnnotations,
  replicasAnnotations,
  revisionOf,
} from './annotations.ts'
import { conditionOf, newCondition, REASONS, withCondition } from './conditions.ts'
import {
  equalIgnoreHash,
  findNewReplicaSet,
  findOldReplicaSets,
  hasProgressDeadline,
  MAX_INT32,
  newReplicaSetReplicas,
  POD_TEMPLATE_HASH,
} from './deployment-util.ts'
import { type Draft, FAILED, type Failed, updateDeploymentStatus } from './draft.ts'
import { calculateStatus, type Family, rolloutStatus, stuckCheckInMs } from './progress.ts'

const MAX_NAME_LENGTH = 253

/** The new ReplicaSet and all others, after revisions were put right. It is made when it is missing and `create` is set. */
export function* getAllReplicaSetsAndSyncRevision(
  draft: Draft,
  replicaSets: readonly ReplicaSet[],
  create: boolean,
): Task<Family | Failed> {
  const old = findOldReplicaSets(draft.deployment, replicaSets)
  const newOne = yield* getNewReplicaSet(draft, replicaSets, old, create)
  return newOne === FAILED ? FAILED : { newOne, old }
}

function* getNewReplicaSet(
  draft: Draft,
  replicaSets: readonly ReplicaSet[],
  old: readonly ReplicaSet[],
  create: boolean,
): Task<ReplicaSet | undefined | Failed> {
  const revision = maxRevision(old) + 1
  const existing = findNewReplicaSet(draft.deployment, replicaSets)
  if (existing !== undefined) return yield* syncExisting(draft, existing, revision)
  return create ? yield* createReplicaSet(draft, old, revision) : undefined
}

/** Brings annotations of the ReplicaSet up to date, or the Deployment up to those. */
function* syncExisting(
  draft: Draft,
  existing: ReplicaSet,
  revision: number,
): Task<ReplicaSet | Failed> {
  const { run, deployment } = draft
  const before = existing.metadata.annotations ?? {}
  const annotations = newReplicaSetAnnotations(deployment, before, revision)
  const { minReadySeconds = 0 } = deployment.spec ?? {}
  if (!equal(annotations, before) || (existing.spec?.minReadySeconds ?? 0) !== minReadySeconds) {
    const next: ReplicaSet = {
      ...existing,
      metadata: { ...existing.metadata, annotations },
      spec: withMinReadySeconds(existing.spec, minReadySeconds),
    }
    const said = run.narration({
      message: `updated the annotations of ${nameInSentence(existing)}: revision ${annotations[REVISION] ?? ''}`,
      because: `it has the template of ${nameInSentence(deployment)}`,
      level: 'detail',
      kind: 'RevisionUpdated',
      objects: [keyOf(existing), keyOf(deployment)],
    })
    yield* run.turn()
    const result = run.client.update(next, said)
    return result.ok ? result.object : FAILED
  }
  const isRenumbered = setDeploymentRevision(draft, annotations[REVISION] ?? '')
  const isFound =
    hasProgressDeadline(deployment) && conditionOf(deployment.status, 'Progressing') === undefined
  const message = `Found new replica set "${existing.metadata.name ?? ''}"`
  if (isFound) setProgressing(draft, ['True', REASONS.foundNew, message])
  const isWritten =
    !(isRenumbered || isFound) ||
    (yield* updateDeploymentStatus(draft, draft.deployment.status ?? {}))
  return isWritten ? existing : FAILED
}

/** Notes a revision in the draft; false when it is there already. */
function setDeploymentRevision(draft: Draft, revision: string): boolean {
  const { metadata } = draft.deployment
  if (metadata.annotations?.[REVISION] === revision) return false
  const annotations = { ...metadata.annotations, [REVISION]: revision }
  draft.deployment = { ...draft.deployment, metadata: { ...metadata, annotations } }
  return true
}

/** Notes a condition Progressing in the draft. */
export function setProgressing(
  draft: Draft,
  said: readonly ['True' | 'False' | 'Unknown', string, string],
): void {
  const condition = newCondition('Progressing', said, draft.run.clock.nowMs)
  const status = withCondition(draft.deployment.status ?? {}, condition)
  draft.deployment = { ...draft.deployment, status }
}

/** The ReplicaSet of the Deployment's template; how many Pods it begins with follows from the others. */
export function makeNewReplicaSet(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  revision: number,
): ReplicaSet {
  const { selector, template = {}, minReadySeconds = 0 } = deployment.spec ?? {}
  const hash = computeHash(template, deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: generateReplicaSetName(deployment.metadata.name ?? '', hash),
      namespace: deployment.metadata.namespace ?? 'default',
      labels,
      annotations: {
        ...newReplicaSetAnnotations(deployment, {}, revision),
        ...replicasAnnotations(deployment),
      },
      ownerReferences: [ownerReferenceTo(deployment)],
    },
    spec: withMinReadySeconds(
      {
        replicas: newReplicaSetReplicas(deployment, old, 0),
        selector: {
          ...selector,
          matchLabels: { ...selector?.matchLabels, [POD_TEMPLATE_HASH]: hash },
        },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
      minReadySeconds,
    ),
  }
}

/** A zero is not written. */
function withMinReadySeconds(spec: ReplicaSet['spec'], seconds: number): ReplicaSetSpec {
  const { minReadySeconds: _before, ...others } = spec ?? { selector: {} }
  return seconds === 0 ? others : { ...others, minReadySeconds: seconds }
}

function generateReplicaSetName(name: string, hash: string): string {
  return `${name.slice(0, MAX_NAME_LENGTH - 1 - hash.length)}-${hash}`
}

function* createReplicaSet(
  draft: Draft,
  old: readonly ReplicaSet[],
  revision: number,
): Task<ReplicaSet | Failed> {
  const { run, deployment } = draft
  const wanted = makeNewReplicaSet(deployment, old, revision)
  const replicas = replicasOf(wanted)
  const said = run.narration({
    message: `created ${nameInSentence(wanted)} with ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`,
    because:
      old.length === 0
        ? `${nameInSentence(deployment)} had no ReplicaSet`
        : `the template of ${nameInSentence(deployment)} is new: this is revision ${revision}`,
    level: 'step',
    kind: 'NewReplicaSetCreated',
    objects: [keyOf(deployment)],
    data: { plan: { desired: replicasOf(deployment), revision, replicas } },
  })
  yield* run.turn()
  const result = run.client.create(wanted, said)
  const created = result.ok ? result.object : yield* existingInstead(draft, wanted, result)
  if (created === FAILED) return FAILED
  const { name = '' } = created.metadata
  if (result.ok && replicas > 0) {
    run.report(deployment, {
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: `Scaled up replica set ${name} from 0 to ${replicas}`,
    })
  }
  const isRenumbered = setDeploymentRevision(draft, String(revision))
  const isNew = result.ok && hasProgressDeadline(deployment)
  if (isNew)
    setProgressing(draft, ['True', REASONS.newReplicaSet, `Created new replica set "${name}"`])
  const isWritten =
    !(isRenumbered || isNew) ||
    (yield* updateDeploymentStatus(draft, draft.deployment.status ?? {}))
  return isWritten ? created : FAILED
}

/** What to do when the ReplicaSet could not be made: it is there already, its name is taken, or it was refused. */
function* existingInstead(
  draft: Draft,
  wanted: ReplicaSet,
  refused: Extract<ApiResult<ReplicaSet>, { readonly ok: false }>,
): Task<ReplicaSet | Failed> {
  const { run, deployment } = draft
  const { namespace = '', name = '' } = wanted.metadata
  const { reason, message } = refused.status
  if (reason === 'AlreadyExists') {
    const there = run.lister('ReplicaSet').get(namespace, name)
    if (there === undefined) return FAILED
    const isSame = equalIgnoreHash(deployment.spec?.template, there.spec?.template)
    if (isControlledBy(there, deployment) && isSame) return there
    const { collisionCount = 0 } = deployment.status ?? {}
    yield* updateDeploymentStatus(draft, {
      ...deployment.status,
      collisionCount: collisionCount + 1,
    })
    return FAILED
  }
  const text = `Failed to create new replica set "${name}": ${message}`
  if (hasProgressDeadline(deployment)) {
    setProgressing(draft, ['False', REASONS.failedCreate, text])
    yield* updateDeploymentStatus(draft, draft.deployment.status ?? {})
  }
  run.report(deployment, { type: 'Warning', reason: REASONS.failedCreate, message: text })
  return FAILED
}

/** Deletes the oldest of the old ReplicaSets that are empty and more than the history keeps. */
export function* cleanupDeployment(
  { run, deployment }: Draft,
  old: readonly ReplicaSet[],
): Task<Failed | 'done'> {
  const { revisionHistoryLimit = MAX_INT32 } = deployment.spec ?? {}
  if (revisionHistoryLimit === MAX_INT32) return 'done'
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const surplus = alive.length - revisionHistoryLimit
  const byRevision = alive.toSorted((a, b) => (revisionOf(a) ?? 0) - (revisionOf(b) ?? 0))
  for (const one of byRevision.slice(0, Math.max(0, surplus))) {
    const { generation = 0, namespace = '', name = '' } = one.metadata
    const isEmpty = (one.status?.replicas ?? 0) === 0 && replicasOf(one) === 0
    if (!isEmpty || generation > (one.status?.observedGeneration ?? 0)) continue
    const said = run.narration({
      message: `deleted ${nameInSentence(one)}`,
      because: `the history of ${nameInSentence(deployment)} keeps ${revisionHistoryLimit} old ${revisionHistoryLimit === 1 ? 'ReplicaSet' : 'ReplicaSets'}`,
      level: 'step',
      kind: 'HistoryCleanedUp',
      objects: [keyOf(one), keyOf(deployment)],
    })
    yield* run.turn()
    const result = run.client.delete('ReplicaSet', namespace, name, {}, said)
    if (!result.ok && result.status.reason !== 'NotFound') return FAILED
  }
  return 'done'
}

/** Writes the counts, and nothing of progress. */
export function* syncDeploymentStatus(draft: Draft, family: Family): Task<Failed | 'done'> {
  const status = calculateStatus(draft.deployment, family, draft.run.clock.nowMs)
  if (equal(status, draft.deployment.status)) return 'done'
  return (yield* updateDeploymentStatus(draft, status)) ? 'done' : FAILED
}

/** Writes the status of a rollout; when nothing changed, says in how many milliseconds to look whether it is stuck. */
export function* syncRolloutStatus(
  draft: Draft,
  family: Family,
): Task<Failed | 'done' | { readonly againInMs: number }> {
  const { nowMs } = draft.run.clock
  const status = rolloutStatus(draft.deployment, family, nowMs)
  if (!equal(status, draft.deployment.status)) {
    return (yield* updateDeploymentStatus(draft, status)) ? 'done' : FAILED
  }
  const inMs = stuckCheckInMs(draft.deployment, status, nowMs)
  if (inMs === 'now') return FAILED
  return inMs === null ? 'done' : { againInMs: inMs }
}
