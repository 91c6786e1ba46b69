// The next act of a StatefulSet: the lowest Pod that is missing, else the highest that is too many or of an old revision,
// and what holds it up.
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod, StatefulSet } from '#api/generated/types.ts'
import {
  isOrdinalInRange,
  isTerminating,
  isUnavailable,
  isUp,
  mayGo,
  nextOfUpdate,
  ordinalOf,
  podRevisionOf,
  replicasOf,
  startOrdinalOf,
  waitsFor,
} from '../statefulset/statefulset-util.ts'
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

/** What the StatefulSet controller will do. */
export function nextActOfStatefulSet(moment: Moment, set: StatefulSet): NextAct {
  const members = podsOf(moment.world, set).toSorted((a, b) => ordinalOf(a) - ordinalOf(b))
  const wanted = members.filter((pod) => isOrdinalInRange(set, ordinalOf(pod)))
  const ready = wanted.filter((pod) => !isUnavailable(set, pod, moment.nowMs)).length
  const { updateRevision = '' } = set.status ?? {}
  const updated = wanted.filter((pod) => podRevisionOf(pod) === updateRevision).length
  const { partition = 0 } = set.spec?.updateStrategy?.rollingUpdate ?? {}
  const rows = [
    countRow('Pods', replicasOf(set), members.length),
    countRow('available', replicasOf(set), ready),
    countRow('of the new revision', Math.max(0, replicasOf(set) - partition), updated),
  ]
  if (set.metadata.deletionTimestamp !== undefined) {
    return { ...rests('it is being deleted'), rows }
  }
  return { ...decide(moment, set, members), rows }
}

const isParallel = ({ spec }: StatefulSet): boolean => spec?.podManagementPolicy === 'Parallel'

function decide(moment: Moment, set: StatefulSet, members: readonly Pod[]): NextAct {
  return (
    growing(moment, set, members) ??
    shrinking(moment, set, members) ??
    updating(moment, set, members) ??
    rests(`all ${replicasOf(set)} are there, available and of its revision`)
  )
}

function growing({ nowMs }: Moment, set: StatefulSet, members: readonly Pod[]): NextAct | null {
  const first = startOrdinalOf(set)
  const count = replicasOf(set)
  const byOrdinal = new Map(members.map((pod) => [ordinalOf(pod), pod]))
  const name = (ordinal: number): string => `\`${set.metadata.name ?? ''}-${ordinal}\``
  const missing: number[] = []
  for (let ordinal = first; ordinal < first + count && missing.length < 2; ordinal += 1) {
    const pod = byOrdinal.get(ordinal)
    if (pod === undefined) missing.push(ordinal)
    else if (isTerminalPod(pod) && !isTerminating(pod)) {
      return acts(`Delete ${name(ordinal)}`, 'it has ended, and another of its name is to come')
    }
    if (isParallel(set)) continue
    if (pod === undefined) {
      const because = ordinal === first ? 'it is the first' : 'all before it are available'
      return acts(`Create ${name(ordinal)}`, `it is one of ${count}, and ${because}`)
    }
    if (!isUp(set, pod, nowMs))
      return waits(`${name(ordinal)}, which ${waitsFor(pod)}`, heldUp(set, pod, byOrdinal))
  }
  if (missing.length === 0) return null
  const all = count - members.filter((pod) => isOrdinalInRange(set, ordinalOf(pod))).length
  return acts(`Create ${pods(all)}`, 'with the policy Parallel they do not wait for each other')
}

/** Why a Pod that is not up holds up the others. */
function heldUp(set: StatefulSet, pod: Pod, byOrdinal: ReadonlyMap<number, Pod>): string {
  const above = byOrdinal.size < replicasOf(set) ? ', and those after it are made when it is' : ''
  const { updateRevision } = set.status ?? {}
  const isOld = updateRevision !== undefined && podRevisionOf(pod) !== updateRevision
  const stuck =
    isOld && !isTerminating(pod)
      ? '. Its template was mended since, but the set waits for the broken Pod all the same: delete the Pod by hand'
      : ''
  return `one Pod after the other: it has to be available first${above}${stuck}`
}

function shrinking({ nowMs }: Moment, set: StatefulSet, members: readonly Pod[]): NextAct | null {
  const condemned = members.filter((pod) => !isOrdinalInRange(set, ordinalOf(pod))).toReversed()
  const [highest] = condemned
  if (highest === undefined) return null
  const because = `${replicasOf(set)} are wanted, and the highest ordinal goes first`
  if (isTerminating(highest)) return waits(`${namesOf([highest])} to be gone`, because)
  if (isParallel(set)) return acts(`Delete ${namesOf(condemned)}`, because)
  return mayGo(set, highest, condemned, nowMs)
    ? acts(`Delete ${namesOf([highest])}`, because)
    : waits(`${namesOf([highest])}, which ${waitsFor(highest)}`, because)
}

function updating({ nowMs }: Moment, set: StatefulSet, members: readonly Pod[]): NextAct | null {
  const { updateRevision } = set.status ?? {}
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
  const { partition = 0 } = rollingUpdate ?? {}
  if (updateRevision === undefined) return null
  const old = members.findLast((pod) => podRevisionOf(pod) !== updateRevision)
  if (old !== undefined && type === 'OnDelete') {
    return rests(`${namesOf([old])} is of an old revision, and with OnDelete you replace it`)
  }
  const byOrdinal = new Map(members.map((pod) => [ordinalOf(pod), pod]))
  const next = nextOfUpdate(set, updateRevision, byOrdinal, nowMs)
  if (next?.act === 'replace') {
    const because = `it is of revision ${podRevisionOf(next.pod)}, and all above it are available`
    return acts(`Delete ${namesOf([next.pod])}`, because)
  }
  if (next !== null) {
    const what = `${namesOf([next.pod])}, which ${waitsFor(next.pod)}`
    return waits(what, 'the next one goes when it is up')
  }
  if (partition > 0 && old !== undefined) {
    return rests(`those below the partition ${partition} keep the old revision`)
  }
  return null
}
