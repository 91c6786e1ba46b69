// Which Pods a controller gives up first when it has too many.
// Follows pkg/controller/controller_utils.go (v1.36), ActivePodsWithRanks.
import type { Pod } from '#api/generated/types.ts'
import { getPodCondition, isPodReady } from '#api/core/pod-condition.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText, sortedByInsertion } from '#lib/compare.ts'

const DELETION_COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost'
const INTEGER = /^-?(?:0|[1-9]\d*)$/
const PHASE_ORDER = ['Pending', 'Unknown', 'Running']

export interface RankedPod {
  readonly pod: Pod
  /** How many Pods of the same family run on its node. */
  readonly rank: number
}

/** True for a Pod that counts: neither ended nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  const phase = pod.status?.phase
  return phase !== 'Succeeded' && phase !== 'Failed' && pod.metadata.deletionTimestamp === undefined
}

/** The Pods in the order in which they are given up. `related` are all active Pods of the owner's family. */
export function getPodsRankedByRelatedPodsOnSameNode(
  pods: readonly Pod[],
  related: readonly Pod[],
  nowMs: number,
): readonly Pod[] {
  const onNode = new Map<string, number>()
  for (const pod of related) {
    if (!isPodActive(pod)) continue
    const nodeName = pod.spec?.nodeName ?? ''
    onNode.set(nodeName, (onNode.get(nodeName) ?? 0) + 1)
  }
  const ranked = pods.map((pod) => ({ pod, rank: onNode.get(pod.spec?.nodeName ?? '') ?? 0 }))
  // Upstream's rules contradict themselves where one time is equal and others are of one bucket.
  const sorted = sortedByInsertion(ranked, (a, b) => compareActivePodsWithRanks(a, b, nowMs))
  return sorted.map(({ pod }) => pod)
}

/** Negative when `a` is given up before `b`. The first rule that tells them apart decides. */
export function compareActivePodsWithRanks(a: RankedPod, b: RankedPod, nowMs: number): number {
  const rules: readonly (() => number)[] = [
    // 1. Unassigned before assigned.
    () => Number(isAssigned(a.pod)) - Number(isAssigned(b.pod)),
    // 2. Pending before Unknown before Running.
    () => phaseRank(a.pod) - phaseRank(b.pod),
    // 3. Not ready before ready.
    () => Number(isPodReady(a.pod.status)) - Number(isPodReady(b.pod.status)),
    // 4. The lower deletion cost first.
    () => deletionCost(a.pod) - deletionCost(b.pod),
    // 5. The one on the fuller node first.
    () => b.rank - a.rank,
    // 6. Ready for the shorter time first.
    () => compareReadyTimes(a.pod, b.pod, nowMs),
    // 7. More restarts first.
    () => maxRestarts(b.pod) - maxRestarts(a.pod),
    // 8. The younger first.
    () =>
      compareByAge(a.pod, b.pod, [
        a.pod.metadata.creationTimestamp,
        b.pod.metadata.creationTimestamp,
        nowMs,
      ]),
  ]
  for (const rule of rules) {
    const order = rule()
    if (order !== 0) return order
  }
  return 0
}

function isAssigned(pod: Pod): boolean {
  return (pod.spec?.nodeName ?? '') !== ''
}

function phaseRank(pod: Pod): number {
  return PHASE_ORDER.indexOf(pod.status?.phase ?? '')
}

/** 0 when there is no annotation or it is not a 32-bit integer. */
function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST_ANNOTATION] ?? ''
  const cost = INTEGER.test(text) ? Number(text) : 0
  return Math.abs(cost) <= 2 ** 31 - 1 ? cost : 0
}

function compareReadyTimes(a: Pod, b: Pod, nowMs: number): number {
  if (!isPodReady(a.status) || !isPodReady(b.status)) return 0
  return compareByAge(a, b, [readyTime(a), readyTime(b), nowMs])
}

function readyTime(pod: Pod): string | undefined {
  return getPodCondition(pod.status, 'Ready')?.lastTransitionTime
}

/**
 * Compares two moments: the later first. Ages of one power of two count as the same, so that the
 * UID decides, which is as good as chance: old Pods are not singled out one after the other.
 */
function compareByAge(
  a: Pod,
  b: Pod,
  [first, second, nowMs]: readonly [string | undefined, string | undefined, number],
): number {
  if (first === second) return 0
  // A Pod without the time counts as the youngest.
  if (first === undefined) return -1
  if (second === undefined) return 1
  const firstBucket = ageBucket(nowMs - msOfTime(first))
  const secondBucket = ageBucket(nowMs - msOfTime(second))
  if (firstBucket !== secondBucket) return firstBucket - secondBucket
  return compareText(a.metadata.uid ?? '', b.metadata.uid ?? '')
}

/**
 * The logarithm of an age to the base of 2, rounded down; upstream counts in nanoseconds. Halving is
 * exact on every machine, which Math.log2 need not be.
 */
function ageBucket(ageMs: number): number {
  if (ageMs <= 0) return -1
  let bucket = 0
  for (let rest = ageMs * 1_000_000; rest >= 2; rest /= 2) bucket += 1
  return bucket
}

function maxRestarts(pod: Pod): number {
  return (pod.status?.containerStatuses ?? []).reduce(
    (most, { restartCount }) => Math.max(most, restartCount),
    0,
  )
}
