// Going back to a revision that an annotation names, as clients of before v1 ask for it. kubectl writes the template
// itself.
// Follows pkg/controller/deployment/rollback.go (v1.36).
import type { Deployment, ReplicaSet } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import type { Task } from '#sim/task.ts'
import { type Annotations, isCopied, lastRevision, revisionOf, ROLLBACK_TO } from './annotations.ts'
import { equalIgnoreHash, withoutHash } from './deployment-util.ts'
import { type Draft, FAILED, type Failed } from './draft.ts'
import { allOf } from './progress.ts'
import { getAllReplicaSetsAndSyncRevision } from './sync.ts'

const NOT_FOUND = 'DeploymentRollbackRevisionNotFound'

/** The revision that is asked for, 0 for the last one; undefined when nothing is. */
export function rollbackToOf({ metadata }: Deployment): number | undefined {
  const text = metadata.annotations?.[ROLLBACK_TO] ?? ''
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

/** Takes the template of that revision and the request out of the Deployment. */
export function* rollback(
  draft: Draft,
  replicaSets: readonly ReplicaSet[],
  asked: number,
): Task<Failed | 'done'> {
  const family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, true)
  if (family === FAILED) return FAILED
  const all = allOf(family)
  const revision = asked === 0 ? lastRevision(all) : asked
  const target = revision === 0 ? undefined : all.find((one) => revisionOf(one) === revision)
  if (target === undefined) {
    const words =
      revision === 0
        ? 'Unable to find last revision.'
        : 'Unable to find the revision to rollback to.'
    warn(draft, NOT_FOUND, words)
    const because = revision === 0 ? 'it has no earlier one' : `it has no revision ${revision}`
    return yield* dropRequest(draft, because)
  }
  return yield* rollbackToTemplate(draft, target, revision)
}

function warn({ run, deployment }: Draft, reason: string, message: string): void {
  run.report(deployment, { type: 'Warning', reason, message })
}

function* rollbackToTemplate(
  draft: Draft,
  target: ReplicaSet,
  revision: number,
): Task<Failed | 'done'> {
  const { deployment, run } = draft
  const { name = '' } = deployment.metadata
  const { template } = target.spec ?? {}
  if (equalIgnoreHash(deployment.spec?.template, template)) {
    const words = `The rollback revision contains the same template as current deployment "${name}"`
    warn(draft, 'DeploymentRollbackTemplateUnchanged', words)
    return yield* dropRequest(draft, 'that revision has the template that it has')
  }
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key]) => !isCopied(key),
  )
  const theirs = Object.entries(target.metadata.annotations ?? {}).filter(([key]) => isCopied(key))
  const annotations: Annotations = Object.fromEntries([...own, ...theirs])
  const next: Deployment = {
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
    spec: Object.assign({}, deployment.spec, { template: withoutHash(template) }),
  }
  const done = yield* updateDeploymentAndClearRollbackTo(draft, next, {
    message: `rolled back ${nameInSentence(deployment)}`,
    because: `its annotation ${ROLLBACK_TO} asked for it`,
  })
  if (done === FAILED) return FAILED
  const message = `Rolled back deployment "${name}" to revision ${revision}`
  run.report(deployment, { type: 'Normal', reason: 'DeploymentRollback', message })
  return 'done'
}

/** Nothing can be done about the request: it goes, and the Deployment stays as it is. */
function* dropRequest(draft: Draft, because: string): Task<Failed | 'done'> {
  const message = `dropped the request to roll back ${nameInSentence(draft.deployment)}`
  return yield* updateDeploymentAndClearRollbackTo(draft, draft.deployment, { message, because })
}

function* updateDeploymentAndClearRollbackTo(
  { run }: Draft,
  deployment: Deployment,
  what: { readonly message: string; readonly because: string },
): Task<Failed | 'done'> {
  const { [ROLLBACK_TO]: _asked, ...annotations } = deployment.metadata.annotations ?? {}
  const said = run.narration({
    ...what,
    level: 'step',
    kind: 'DeploymentRollback',
    objects: [keyOf(deployment)],
  })
  const next = { ...deployment, metadata: { ...deployment.metadata, annotations } }
  yield* run.turn()
  return run.client.update(next, said).ok ? 'done' : FAILED
}
