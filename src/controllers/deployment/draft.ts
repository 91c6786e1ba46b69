// One sync of a Deployment: what it knows, and the writes that it makes.
import { replicasOf } from '#api/apps/deployment-strategy.ts'
import type { Deployment, DeploymentStatus, ReplicaSet } from '#api/generated/types.ts'
import { ofPods } from '../of-pods.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import type { Task } from '#sim/task.ts'
import type { Narration } from '#sim/world.ts'
import type { Run } from '../define-controller.ts'
import { replicasAnnotations } from './annotations.ts'
import { conditionOf, REASONS } from './conditions.ts'

/**
 * The Deployment as this sync sees it. What was written is noted in it, but not the version that the write has got: who
 * writes it a second time in one sync is refused and tries again, as upstream.
 */
export interface Draft {
  readonly run: Run<null>
  deployment: Deployment
}

/** What could not be done; the sync ends and is tried again. */
export const FAILED = 'failed'
export type Failed = typeof FAILED

/** Writes status and annotations of the Deployment. False when it was refused. */
export function* updateDeploymentStatus(draft: Draft, status: DeploymentStatus): Task<boolean> {
  const next = { ...draft.deployment, status }
  yield* draft.run.turn()
  const result = draft.run.client.updateStatus(next, statusNarration(draft, status))
  draft.deployment = next
  return result.ok
}

function statusNarration({ run, deployment }: Draft, status: DeploymentStatus): Narration {
  const desired = replicasOf(deployment)
  const { updatedReplicas = 0, availableReplicas = 0 } = status
  const reasonIn = (one: DeploymentStatus | undefined) => conditionOf(one, 'Progressing')?.reason
  const reason = reasonIn(status)
  const isNews = reason !== reasonIn(deployment.status)
  // The end of a rollout, well or not, is what one waits for.
  if (isNews && reason === REASONS.newAvailable) {
    return run.narration({
      message: `declared ${nameInSentence(deployment)} rolled out`,
      because: `${ofPods(availableReplicas, desired)} of its template and available`,
      level: 'step',
      kind: 'RolloutComplete',
    })
  }
  if (isNews && reason === REASONS.timedOut) {
    return run.narration({
      message: `declared the rollout of ${nameInSentence(deployment)} stuck`,
      because: `nothing has moved for ${deployment.spec?.progressDeadlineSeconds ?? 0} s: ${ofPods(updatedReplicas, desired)} updated, and ${availableReplicas} available`,
      level: 'step',
      kind: 'RolloutStuck',
    })
  }
  return run.narration({
    message: `updated the status of ${nameInSentence(deployment)}: ${updatedReplicas} of ${desired} updated, ${availableReplicas} available`,
    level: 'detail',
    kind: 'DeploymentStatus',
  })
}

/** The plan behind a change of size, for whoever asks why. */
export interface ScalePlan {
  readonly because: string
  readonly [fact: string]: string | number
}

/**
 * Sets the size of a ReplicaSet and says so. Unless `always`, it writes only when the size differs; with it, also when
 * the sizes that the Deployment wanted are noted otherwise. Returns the ReplicaSet and whether its size changed.
 */
export function* scaleReplicaSet(
  { run, deployment }: Draft,
  replicaSet: ReplicaSet,
  size: number,
  { plan, always = false }: { readonly plan: ScalePlan; readonly always?: boolean },
): Task<{ readonly scaled: boolean; readonly replicaSet: ReplicaSet } | Failed> {
  const before = replicasOf(replicaSet)
  const annotations = { ...replicaSet.metadata.annotations, ...replicasAnnotations(deployment) }
  const isNoted = equal(annotations, replicaSet.metadata.annotations)
  if (before === size && (!always || isNoted)) return { scaled: false, replicaSet }
  const next: ReplicaSet = {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    spec: Object.assign({}, replicaSet.spec, { replicas: size }),
  }
  const direction = before < size ? 'up' : 'down'
  const said = run.narration({
    message:
      before === size
        ? `noted the size of ${nameInSentence(deployment)} in ${nameInSentence(replicaSet)}`
        : `scaled ${direction} ${nameInSentence(replicaSet)} from ${before} to ${size}`,
    because: plan.because,
    level: before === size ? 'detail' : 'step',
    kind: 'ScalingReplicaSet',
    objects: [keyOf(deployment), keyOf(replicaSet)],
    data: { plan },
  })
  yield* run.turn()
  const result = run.client.update(next, said)
  if (!result.ok) return FAILED
  if (before === size) return { scaled: false, replicaSet: result.object }
  run.report(deployment, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${direction} replica set ${replicaSet.metadata.name ?? ''} from ${before} to ${size}`,
  })
  return { scaled: true, replicaSet: result.object }
}
