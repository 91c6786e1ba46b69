// Which Pods a controller gives up first when it has too many.
// Follows pkg/controller/controller_utils.go (v1.36), ActivePods and ActivePodsWithRanks.
import type { ContainerStatus, Pod } from '#api/generated/types.ts'
import { isSidecar, isTerminalPod } from '#api/core/containers.ts'
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
  return !isTerminalPod(pod) && pod.metadata.deletionTimestamp === undefined
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
  const byAge: CompareTimes = (first, second) => compareByAge(a.pod, b.pod, [first, second, nowMs])
  return (
    compareProgress(a.pod, b.pod) ||
    // The lower deletion cost first.
    deletionCost(a.pod) - deletionCost(b.pod) ||
    // The one on the fuller node first.
    b.rank - a.rank ||
    compareHistory(a.pod, b.pod, byAge)
  )
}

/** The same for Pods of Jobs, which know neither ranks nor costs, and compare times as they are. */
export function compareActivePods(a: Pod, b: Pod): number {
  return compareProgress(a, b) || compareHistory(a, b, compareTimes)
}

/** How far they are. */
function compareProgress(a: Pod, b: Pod): number {
  return (
    // Unassigned before assigned.
    Number(isAssigned(a)) - Number(isAssigned(b)) ||
    // Pending before Unknown before Running.
    phaseRank(a) - phaseRank(b) ||
    // Not ready before ready.
    Number(isPodReady(a.status)) - Number(isPodReady(b.status))
  )
}

type CompareTimes = (first: string | undefined, second: string | undefined) => number

/** How they have been. */
function compareHistory(a: Pod, b: Pod, compare: CompareTimes): number {
  const areReady = isPodReady(a.status) && isPodReady(b.status)
  const [first, second] = [restartsOf(a), restartsOf(b)]
  return (
    // Ready for the shorter time first.
    (areReady ? compare(readyTime(a), readyTime(b)) : 0) ||
    // More restarts first; those of sidecars count when all others are equal.
    second.regular - first.regular ||
    second.sidecar - first.sidecar ||
    // The younger first.
    compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp)
  )
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

function readyTime(pod: Pod): string | undefined {
  return getPodCondition(pod.status, 'Ready')?.lastTransitionTime
}

/** The later first; a missing time is the latest. */
function compareTimes(first: string | undefined, second: string | undefined): number {
  if (first === second) return 0
  if (first === undefined) return -1
  return second === undefined ? 1 : msOfTime(second) - msOfTime(first)
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
  if (first === undefined || second === undefined || first === second) {
    return compareTimes(first, second)
  }
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

/** The most restarts of a container, and of a sidecar. Upstream: maxContainerRestarts. */
function restartsOf({ spec, status }: Pod): { readonly regular: number; readonly sidecar: number } {
  const sidecars = new Set((spec?.initContainers ?? []).filter(isSidecar).map(({ name }) => name))
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {}
  const ofSidecars = initContainerStatuses.filter(({ name }) => sidecars.has(name))
  return { regular: mostRestarts(containerStatuses), sidecar: mostRestarts(ofSidecars) }
}

function mostRestarts(statuses: readonly ContainerStatus[]): number {
  return Math.max(0, ...statuses.map(({ restartCount }) => restartCount))
}
