// Which seat every Pod of a run takes on its node and in the tray. Seats are given out by reading the
// whole journal, not the moment: so a Pod keeps its place while one steps back and forth, the same
// moment always looks the same, and a node has its final room from the beginning; how much of it its
// frame takes at a moment says drawn-frame.ts. A seat that is left is given to the next Pod of the same size.
import type { PodSpec } from '#api/generated/types.ts'
import type { JournalEntry } from '#client/world.ts'
import { type FamilyPlan, NO_FAMILIES } from './families.ts'
import { levelFor, type Level } from './level-of-detail.ts'
import { FILE_TAB_HEIGHT, FULL_WIDTH, HALF_WIDTH, podGeometry } from './pod/pod-geometry.ts'
import { createSeatReader, isSystemId, type SeatHappening } from './seat-happenings.ts'
import { Slots } from './slots.ts'

export interface SeatSize {
  readonly width: number
  readonly height: number
  /** Small Pods of the cluster itself stand in a list of their own. */
  readonly list: boolean
}

/** Plain data, so that it can cross from the engine's thread to the page's. */
export interface SeatPlan {
  readonly level: Level
  /** The seats of each node in the order in which they were first taken. */
  readonly nodes: ReadonlyMap<string, readonly SeatSize[]>
  readonly seatOf: ReadonlyMap<string, { readonly nodeName: string; readonly index: number }>
  readonly trayOf: ReadonlyMap<string, number>
  /**
   * The most Pods that wait at one time while one of them is refused by the scheduler. Pods that only
   * pass through the tray need no room of their own.
   */
  readonly trayPeak: number
  readonly families: FamilyPlan
  /** How many lines the box of the API server needs: objects without a place of their own. */
  readonly apiLines: number
  /** Nodes that ever have a static Pod. */
  readonly staticNodes: ReadonlySet<string>
}

/** The plan of a run that has not begun. */
export const EMPTY_PLAN: SeatPlan = {
  level: 'card',
  nodes: new Map(),
  seatOf: new Map(),
  trayOf: new Map(),
  trayPeak: 0,
  families: NO_FAMILIES,
  apiLines: 0,
  staticNodes: new Set(),
}

/** Entries that bound a Pod to a node, and which. */
export type BoundAt = ReadonlyMap<number, string>

/** How many there are at one time. */
export interface Crowd {
  readonly pods: number
  readonly nodes: number
}

const NOBODY: Crowd = { pods: 0, nodes: 0 }

export interface SeatPlanner {
  /** Takes in the entries that follow those it has; costs what they are. */
  take(entries: Iterable<JournalEntry>): void
  /** While a run comes in: so many will be there at least, or null when all have come. Their picture is not drawn as one of few before. */
  expect(coming: Crowd | null): void
  /** The plan of all entries so far. The same reference as long as nothing has changed in it. */
  plan(): SeatPlan
  readonly boundAt: BoundAt
}

const CHIP_SIZE = { width: 146, height: 40 }
const LIST_CHIP_SIZE = { width: HALF_WIDTH, height: 30 }
/** The side of a dot, by how many the fullest node has: few can be large. */
const DOT_SIZES: readonly (readonly [most: number, size: number])[] = [
  [14, 28],
  [40, 18],
  [90, 13],
]
const SMALLEST_DOT = 11

const NO_SPEC: SeatSize = { width: FULL_WIDTH, height: 200, list: false }

/** Makes a planner for one run. */
export function createSeatPlanner(): SeatPlanner {
  const reader = createSeatReader()
  const boundAt = new Map<number, string>()
  let seating = createSeating('card', reader.rooms.specs)
  let seated = 0
  let grown = 0
  let noted = 0
  let coming = NOBODY
  let last: { readonly of: string; readonly plan: SeatPlan } | null = null
  return {
    boundAt,
    expect(crowd) {
      coming = crowd ?? NOBODY
    },
    take(entries) {
      reader.take(entries)
      for (; noted < reader.happenings.length; noted += 1) {
        const happening = reader.happenings[noted]
        if (happening?.what === 'bound') boundAt.set(happening.entryId, happening.id)
      }
    },
    plan() {
      const { happenings, families, apiLines, peak, nodePeak } = reader
      const level = levelFor(Math.max(peak, coming.pods), Math.max(nodePeak, coming.nodes))
      // Seats have another size at another level and for a Pod that grew, so all are given out again.
      if (level !== seating.level || reader.rooms.grown() !== grown) {
        grown = reader.rooms.grown()
        seating = createSeating(level, reader.rooms.specs)
        seated = 0
      }
      const of = `${level} ${happenings.length} ${families.version} ${apiLines.size} ${grown}`
      if (last?.of === of) return last.plan
      for (; seated < happenings.length; seated += 1) {
        const happening = happenings[seated]
        if (happening !== undefined) seating.seat(happening)
      }
      const plan = {
        level,
        ...seating.seats(),
        families: families.plan(),
        apiLines: apiLines.size,
      }
      last = { of, plan }
      return plan
    },
  }
}

/** Gives out the seats for a whole run. */
export function planSeats(entries: readonly JournalEntry[]): SeatPlan {
  const planner = createSeatPlanner()
  planner.take(entries)
  return planner.plan()
}

interface Seating {
  readonly level: Level
  seat(happening: SeatHappening): void
  seats(): Pick<SeatPlan, 'nodes' | 'seatOf' | 'trayOf' | 'trayPeak' | 'staticNodes'>
}

function createSeating(level: Level, specs: ReadonlyMap<string, PodSpec>): Seating {
  const nodes = new Map<string, SeatSize[]>()
  const seatOf = new Map<string, { nodeName: string; index: number }>()
  const free = new Map<string, number[]>()
  const tray = new Slots()
  const refused = new Set<string>()
  const staticNodes = new Set<string>()
  let trayPeak = 0
  const seatOn = (nodeName: string, size: SeatSize): number => {
    const reused = free.get(freeKey(nodeName, size))?.shift()
    if (reused !== undefined) return reused
    const seats = nodes.get(nodeName) ?? []
    nodes.set(nodeName, seats)
    return seats.push(size) - 1
  }
  const leave = ({ nodeName, index }: { nodeName: string; index: number }): void => {
    const key = freeKey(nodeName, nodes.get(nodeName)?.[index])
    const list = free.get(key)
    if (list === undefined) free.set(key, [index])
    else list.push(index)
  }
  return {
    level,
    seat({ id, nodeName, what }) {
      const seat = seatOf.get(id)
      if (what === 'refused') refused.add(id)
      else if (nodeName !== null || what === 'gone') refused.delete(id)
      if (what === 'gone') {
        tray.release(id)
        if (seat !== undefined) leave(seat)
      } else if (nodeName === null) tray.take(id)
      else if (seat === undefined) {
        tray.release(id)
        const index = seatOn(nodeName, sizeOf(id, specs.get(id), level))
        seatOf.set(id, { nodeName, index })
        if (id.startsWith('static:')) staticNodes.add(nodeName)
      }
      if (refused.size > 0) trayPeak = Math.max(trayPeak, tray.taken.size)
    },
    seats: () => ({
      nodes: level === 'dot' ? withLargestDots(nodes) : copied(nodes),
      seatOf: new Map(seatOf),
      trayOf: new Map(tray.all),
      trayPeak,
      staticNodes: new Set(staticNodes),
    }),
  }
}

type SeatsByNode = ReadonlyMap<string, readonly SeatSize[]>

const copied = (nodes: SeatsByNode): SeatsByNode =>
  new Map([...nodes].map(([name, seats]) => [name, [...seats]]))

function withLargestDots(nodes: SeatsByNode): SeatsByNode {
  const dotsOf = (seats: readonly SeatSize[]): number => seats.filter(({ list }) => !list).length
  const most = Math.max(0, ...[...nodes.values()].map(dotsOf))
  const size = DOT_SIZES.find(([count]) => most <= count)?.[1] ?? SMALLEST_DOT
  // One object for all, which crosses to another thread once.
  const dot: SeatSize = { width: size, height: size, list: false }
  return new Map(
    [...nodes].map(([name, seats]) => [name, seats.map((seat) => (seat.list ? seat : dot))]),
  )
}

const freeKey = (nodeName: string, size: SeatSize | undefined): string =>
  `${nodeName} ${size?.width} ${size?.height} ${size?.list}`

/** The size of the seat of a Pod. */
function sizeOf(id: string, spec: PodSpec | undefined, level: Level): SeatSize {
  if (isSystemId(id)) return { ...LIST_CHIP_SIZE, list: true }
  if (level === 'dot') return { width: SMALLEST_DOT, height: SMALLEST_DOT, list: false }
  if (level === 'chip') return { ...CHIP_SIZE, list: false }
  if (spec === undefined) return NO_SPEC
  const { width, height } = podGeometry(spec)
  const tab = id.startsWith('static:') ? FILE_TAB_HEIGHT : 0
  return { width, height: height + tab, list: false }
}
