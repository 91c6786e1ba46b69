// The next act of a ReplicaSet or ReplicationController: make the Pods that are missing, or give up those that are too many.
import { matchesLabelSelector } from '#api/meta/labels.ts'
import type { LabelSelector, Pod } from '#api/generated/types.ts'
import { isPodActive } from '../pod-rank.ts'
import { isPodAvailable } from '../pod-availability.ts'
import {
  BURST_REPLICAS,
  computeReplicaPlan,
  desiredReplicas,
  type ReplicaOwner,
} from '../replicaset/manage-replicas.ts'
import {
  acts,
  countRow,
  type Moment,
  namesOf,
  type NextAct,
  pods,
  rests,
  waits,
} from './next-act.ts'
import { podsOf } from './owned.ts'

/** What the ReplicaSet controller will do. */
export function nextActOfReplicas(moment: Moment, owner: ReplicaOwner): NextAct {
  const desired = desiredReplicas(owner)
  const all = podsOf(moment.world, owner)
  const mine = all.filter((pod) => matchesLabelSelector(selectorOf(owner), pod.metadata.labels))
  const active = mine.filter(isPodActive)
  const available = active.filter((pod) => isAvailable(moment, owner, pod)).length
  const rows = [countRow('Pods', desired, active.length), countRow('available', desired, available)]
  return { ...decide(moment, owner, active), rows }
}

function decide(moment: Moment, owner: ReplicaOwner, active: readonly Pod[]): NextAct {
  const desired = desiredReplicas(owner)
  if (owner.metadata.deletionTimestamp !== undefined) return rests('it is being deleted')
  const plan = computeReplicaPlan(owner, active, active, moment.nowMs)
  const has = `it wants ${desired} and has ${active.length}`
  if (plan.create > 0) {
    const burst =
      plan.missing > plan.create ? `, of which it makes at most ${BURST_REPLICAS} at a time` : ''
    const failure = owner.status?.conditions?.find(({ type }) => type === 'ReplicaFailure')
    const refused =
      failure?.status === 'True' ? `; the last one was refused: ${failure.message ?? ''}` : ''
    return acts(`Create ${pods(plan.create)}`, `${has}${burst}${refused}`)
  }
  if (plan.delete.length > 0) {
    return acts(
      `Delete ${namesOf(plan.delete)}`,
      `${has}; those that are not ready, and then the newest, are missed least`,
    )
  }
  const late = active.filter((pod) => !isAvailable(moment, owner, pod))
  if (late.length === 0) return rests(has)
  return waits(
    `${namesOf(late, 1)} to be available`,
    `${has}; how they fare is up to their kubelets`,
    {
      rests: true,
    },
  )
}

function isAvailable({ nowMs }: Moment, { spec }: ReplicaOwner, pod: Pod): boolean {
  return isPodAvailable(pod, spec?.minReadySeconds ?? 0, nowMs)
}

function selectorOf(owner: ReplicaOwner): LabelSelector | undefined {
  if (owner.kind === 'ReplicaSet') return owner.spec?.selector
  const { selector } = owner.spec ?? {}
  return selector === undefined ? undefined : { matchLabels: selector }
}
