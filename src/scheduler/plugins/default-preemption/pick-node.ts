// Chooses among the nodes on which room could be made.
// Follows pkg/scheduler/framework/preemption/preemption.go (v1.36), pickOneNodeForPreemption.
import type { Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { priorityOf } from './select-victims.ts'

/** A node and the Pods that would have to go, the most important first; at least one. */
export interface Candidate {
  readonly nodeName: string
  readonly victims: readonly Pod[]
  /** How many of them a budget would not let go. */
  readonly violating: number
}

/** Makes every priority positive, so that more victims never make a smaller sum. */
const PRIORITY_OFFSET = 2 ** 31

/** The candidate that hurts least; of equal ones the first. Undefined when there is none. */
export function pickOneNodeForPreemption(
  candidates: readonly Candidate[],
  nowMs: number,
): Candidate | undefined {
  const rules: readonly ((candidate: Candidate) => number)[] = [
    // The fewest that a budget protects.
    ({ violating }) => violating,
    // The least important of the highest victims.
    ({ victims }) => highestPriority(victims),
    // The smallest sum of priorities.
    ({ victims }) => victims.reduce((sum, pod) => sum + priorityOf(pod) + PRIORITY_OFFSET, 0),
    // The fewest victims.
    ({ victims }) => victims.length,
    // The highest victims that started last.
    ({ victims }) => -earliestStartOfHighest(victims, nowMs),
  ]
  let left = candidates
  for (const rule of rules) {
    const least = left.reduce((min, candidate) => Math.min(min, rule(candidate)), Infinity)
    left = left.filter((candidate) => rule(candidate) === least)
    if (left.length <= 1) break
  }
  return left[0]
}

function highestPriority(victims: readonly Pod[]): number {
  return victims.reduce((most, pod) => Math.max(most, priorityOf(pod)), -Infinity)
}

function earliestStartOfHighest(victims: readonly Pod[], nowMs: number): number {
  const highest = highestPriority(victims)
  return victims
    .filter((pod) => priorityOf(pod) === highest)
    .map(({ status }) => (status?.startTime === undefined ? nowMs : msOfTime(status.startTime)))
    .reduce((earliest, startMs) => Math.min(earliest, startMs), Infinity)
}
