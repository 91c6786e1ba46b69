// The seats of a run of which only the beginning has come, while the run before it is still in sight: the picture keeps
// its places and its level, so that a letter typed in the editor moves nothing but what it changes.
import type { Level } from './level-of-detail.ts'
import type { SeatPlan, SeatSize } from './seats.ts'

const RANK: Readonly<Record<Level, number>> = { card: 0, chip: 1, dot: 2 }

/**
 * The plan of `before`, with a seat for every Pod of `now`. A Pod that was not there takes a seat of one that is gone, or
 * one more. Returns `before` itself where that is all, and `now` where it is of a finer picture than `now` needs.
 */
export function planWithin(before: SeatPlan, now: SeatPlan): SeatPlan {
  if (RANK[now.level] > RANK[before.level]) return now
  const seats = seatNewcomers(before, now)
  const trayOf = hasAll(before.trayOf, now.trayOf)
    ? before.trayOf
    : new Map([...now.trayOf, ...before.trayOf])
  const trayPeak = Math.max(before.trayPeak, now.trayPeak)
  const apiLines = Math.max(before.apiLines, now.apiLines)
  const staticNodes = hasAll(before.staticNodes, now.staticNodes)
    ? before.staticNodes
    : new Set([...before.staticNodes, ...now.staticNodes])
  const knowsFamilies = hasAll(before.families.slotOf, now.families.slotOf)
  const families = knowsFamilies ? before.families : now.families
  const plan = { ...before, ...seats, trayOf, trayPeak, apiLines, staticNodes, families }
  const isBefore = (Object.keys(plan) as (keyof SeatPlan)[]).every(
    (key) => plan[key] === before[key],
  )
  return isBefore ? before : plan
}

function seatNewcomers(before: SeatPlan, now: SeatPlan): Pick<SeatPlan, 'nodes' | 'seatOf'> {
  const newcomers = [...now.seatOf].filter(
    ([id, { nodeName }]) => before.seatOf.get(id)?.nodeName !== nodeName,
  )
  if (newcomers.length === 0) return before
  const free = freeSeats(before, now)
  const nodes = new Map(before.nodes)
  const seatOf = new Map(before.seatOf)
  for (const [id, { nodeName, index: own }] of newcomers) {
    const seats = nodes.get(nodeName) ?? []
    const size = sizeWithin(before, seats, now, now.nodes.get(nodeName)?.[own])
    const left = free.get(nodeName) ?? []
    const at = left.findIndex((index) => isSame(seats[index], size))
    const index = at === -1 ? seats.length : (left.splice(at, 1)[0] ?? 0)
    if (index === seats.length) nodes.set(nodeName, [...seats, size])
    seatOf.set(id, { nodeName, index })
  }
  return { nodes, seatOf }
}

/** The seats of `before` that nobody of `now` has, by node. */
function freeSeats(before: SeatPlan, now: SeatPlan): Map<string, number[]> {
  const taken = new Set<string>()
  for (const [id, { nodeName, index }] of before.seatOf)
    if (now.seatOf.get(id)?.nodeName === nodeName) taken.add(`${nodeName} ${index}`)
  return new Map(
    [...before.nodes].map(([name, seats]) => [
      name,
      [...seats.keys()].filter((index) => !taken.has(`${name} ${index}`)),
    ]),
  )
}

const NO_SIZE: SeatSize = { width: 0, height: 0, list: false }

/** How large a seat is at the level of `before`, where all of one list are alike unless they are cards. */
function sizeWithin(
  before: SeatPlan,
  seats: readonly SeatSize[],
  now: SeatPlan,
  own: SeatSize = NO_SIZE,
): SeatSize {
  if (before.level === now.level) return own
  const alike = (other: SeatSize): boolean => other.list === own.list
  return seats.find(alike) ?? [...before.nodes.values()].flat().find(alike) ?? own
}

const isSame = (a: SeatSize | undefined, b: SeatSize): boolean =>
  a !== undefined && a.width === b.width && a.height === b.height && a.list === b.list

/** Whether all that the one has is in the other. */
const hasAll = (of: { has(key: string): boolean }, other: { keys(): Iterable<string> }): boolean =>
  [...other.keys()].every((key) => of.has(key))
