// The next act of a Deployment: make a ReplicaSet, grow the new one, shrink an old one, or wait.
import { maxSurgeOf, maxUnavailableOf, replicasOf } from '#api/apps/deployment-strategy.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { Deployment, Pod, ReplicaSet } from '#api/generated/types.ts'
import { conditionOf, REASONS } from '../deployment/conditions.ts'
import {
  filterActiveReplicaSets,
  findActiveOrLatest,
  findNewReplicaSet,
  findOldReplicaSets,
  newReplicaSetReplicas,
  replicaCountFor,
  statusCountFor,
} from '../deployment/deployment-util.ts'
import { allOf, deploymentComplete, type Family, stuckCheckInMs } from '../deployment/progress.ts'
import {
  computeMaxScaledDown,
  computeNewReplicaSetSize,
  computeOldReplicaSetSizes,
  computeUnhealthyCleanup,
  type SizeChange,
} from '../deployment/rolling.ts'
import { computeProportions, isScalingEvent } from '../deployment/scale.ts'
import { isPodAvailable } from '../pod-availability.ts'
import {
  acts,
  countRow,
  type LoopRow,
  type Moment,
  namesOf,
  type NextAct,
  pods,
  rests,
  waits,
} from './next-act.ts'
import { ofPods } from '../of-pods.ts'
import { podsOf, replicaSetsOf } from './owned.ts'

/** What the Deployment controller will do. */
export function nextActOfDeployment(moment: Moment, deployment: Deployment): NextAct {
  const replicaSets = replicaSetsOf(moment.world, deployment)
  const family: Family = {
    newOne: findNewReplicaSet(deployment, replicaSets),
    old: findOldReplicaSets(deployment, replicaSets),
  }
  const rows = rowsOf(deployment, family)
  return { ...decide(moment, deployment, family), rows }
}

function rowsOf(deployment: Deployment, family: Family): readonly LoopRow[] {
  const desired = replicasOf(deployment)
  const { newOne, old } = family
  const total = replicaCountFor(allOf(family))
  const available = statusCountFor(allOf(family), 'availableReplicas')
  const least = desired - maxUnavailableOf(deployment)
  const most = desired + maxSurgeOf(deployment)
  const fewer = least - available
  return [
    countRow('new Pods', desired, newOne === undefined ? 0 : replicasOf(newOne)),
    ...(old.length === 0 ? [] : [countRow('old Pods', 0, replicaCountFor(old))]),
    {
      name: 'available',
      desired: `≥ ${least}`,
      observed: String(available),
      difference: fewer > 0 ? `${fewer} short` : `room for ${-fewer}`,
    },
    {
      name: 'in total',
      desired: `≤ ${most}`,
      observed: String(total),
      difference: total > most ? `${total - most} over` : `room for ${most - total}`,
    },
  ]
}

function decide(moment: Moment, deployment: Deployment, family: Family): NextAct {
  const desired = replicasOf(deployment)
  if (deployment.metadata.deletionTimestamp !== undefined) return rests('it is being deleted')
  if (deployment.spec?.paused === true && !isScalingEvent(deployment, family)) {
    return rests('it is paused: the template may change, and no Pod does')
  }
  if (isScalingEvent(deployment, family)) return scaling(deployment, family)
  if (deployment.spec?.strategy?.type === 'Recreate') return recreating(moment, deployment, family)
  if (family.newOne === undefined) {
    const size = newReplicaSetReplicas(deployment, family.old, 0)
    const surge = maxSurgeOf(deployment)
    const old = replicaCountFor(family.old)
    const because =
      family.old.length === 0
        ? `no ReplicaSet has its template yet, and ${desired} ${desired === 1 ? 'is' : 'are'} wanted`
        : `no ReplicaSet has the new template, and beside ${old} old ${old === 1 ? 'one' : 'ones'} a surge of ${surge} allows ${size}`
    return acts(`Create a ReplicaSet with ${pods(size)}`, because)
  }
  return rolling(moment, deployment, family)
}

function scaling(deployment: Deployment, family: Family): NextAct {
  const desired = replicasOf(deployment)
  const only = findActiveOrLatest(family.newOne, family.old)
  const because = `the Deployment was scaled to ${desired}`
  if (only !== undefined) return scale({ replicaSet: only, size: desired }, because)
  const sizes = computeProportions(deployment, filterActiveReplicaSets(allOf(family)))
  const first = sizes.find(([one, size]) => replicasOf(one) !== size)
  if (first === undefined) return acts('Note the new size on its ReplicaSets', because)
  return scale(
    { replicaSet: first[0], size: first[1] },
    `${because}, and each ReplicaSet gets its share`,
  )
}

function scale(
  { replicaSet, size }: Pick<SizeChange, 'replicaSet' | 'size'>,
  because: string,
): NextAct {
  const { name = '' } = replicaSet.metadata
  const from = replicasOf(replicaSet)
  return from === size
    ? acts(`Note the new size on \`${name}\``, because)
    : acts(`Scale \`${name}\` from ${from} to ${size}`, because)
}

function recreating({ world }: Moment, deployment: Deployment, family: Family): NextAct {
  const desired = replicasOf(deployment)
  const [old] = filterActiveReplicaSets(family.old)
  const because = 'with the strategy Recreate all old Pods go before new ones come'
  if (old !== undefined) return scale({ replicaSet: old, size: 0 }, because)
  const left = family.old.flatMap((one) => podsOf(world, one)).filter((pod) => !isTerminalPod(pod))
  if (left.length > 0) return waits(`${namesOf(left)} to be gone`, because)
  if (family.newOne === undefined) {
    return acts(
      `Create a ReplicaSet with ${pods(desired)}`,
      'no old Pod is left, and none has the template',
    )
  }
  if (replicasOf(family.newOne) !== desired) {
    return scale({ replicaSet: family.newOne, size: desired }, 'no old Pod is left')
  }
  return pausing({ world, nowMs: 0 }, deployment, family)
}

function rolling(moment: Moment, deployment: Deployment, family: Family): NextAct {
  const up = computeNewReplicaSetSize(deployment, family)
  if (up !== null) return scale(up, up.plan.because)
  const active = filterActiveReplicaSets(family.old)
  const most = computeMaxScaledDown(deployment, family, active)
  if (most > 0) {
    const [unhealthy] = computeUnhealthyCleanup(active, most).changes
    if (unhealthy !== undefined) return scale(unhealthy, unhealthy.plan.because)
    const [down] = computeOldReplicaSetSizes(deployment, active, family.newOne)
    if (down !== undefined) return scale(down, down.plan.because)
  }
  return pausing(moment, deployment, family)
}

/** Done, or held up by Pods that are not available. */
function pausing(moment: Moment, deployment: Deployment, family: Family): NextAct {
  const desired = replicasOf(deployment)
  const { status = {} } = deployment
  const available = statusCountFor(allOf(family), 'availableReplicas')
  if (deploymentComplete(deployment, status)) {
    return rests(`${ofPods(desired, desired)} of its template and available`)
  }
  const { newOne } = family
  const late = newOne === undefined ? [] : unavailable(moment, newOne, deployment)
  const least = desired - maxUnavailableOf(deployment)
  const because =
    replicaCountFor(family.old) === 0
      ? `${ofPods(available, desired)} available`
      : `${available} ${available === 1 ? 'is' : 'are'} available and ${least} must be, so that no old Pod may go`
  const waitsFor =
    late.length === 0
      ? 'the counts of its ReplicaSets to arrive'
      : `${namesOf(late, 1)} to be available`
  if (conditionOf(status, 'Progressing')?.reason === REASONS.timedOut) {
    return waits(
      waitsFor,
      `${because}. It counts as failed since its deadline; nobody rolls it back by itself`,
    )
  }
  const inMs = stuckCheckInMs(deployment, status, moment.nowMs)
  if (typeof inMs !== 'number' || inMs <= 0) return waits(waitsFor, because)
  const act = 'Wait, and report that it takes too long'
  return waits(waitsFor, because, { act, atMs: moment.nowMs + inMs })
}

function unavailable(
  { world, nowMs }: Moment,
  replicaSet: ReplicaSet,
  { spec }: Deployment,
): readonly Pod[] {
  return podsOf(world, replicaSet).filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      !isPodAvailable(pod, spec?.minReadySeconds ?? 0, nowMs),
  )
}
