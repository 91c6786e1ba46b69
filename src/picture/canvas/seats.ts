// Which seat every Pod of a run takes on its node and in the tray. Seats are given out by reading the
// whole journal, not the moment: so a Pod keeps its place while one steps back and forth, the same
// moment always looks the same, and a node has its final size from the beginning. A seat that is left
// is given to the next Pod of the same size.
import { isMirrorPod } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import type { JournalEntry } from '#client/world.ts'
import { levelFor, type Level } from './level-of-detail.ts'
import { isStaticUid, podIdOf, podIdOfRef } from './pod/identity.ts'
import { FILE_TAB_HEIGHT, FULL_WIDTH, HALF_WIDTH, podGeometry } from './pod/pod-geometry.ts'

export interface SeatSize {
  readonly width: number
  readonly height: number
  /** Small Pods of the cluster itself stand in a list of their own. */
  readonly list: boolean
}

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
  readonly ownerOf: ReadonlyMap<string, number>
  readonly ownerPeak: number
  /** How many lines the box of the API server needs: objects without a place of their own. */
  readonly apiLines: number
  /** Nodes that ever have a static Pod. */
  readonly staticNodes: ReadonlySet<string>
  /** Entries that bound a Pod to a node, and which. */
  readonly boundAt: ReadonlyMap<number, string>
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

/** Numbers that are given out lowest first and can be given back. */
class Slots {
  readonly #free: number[] = []
  readonly #of = new Map<string, number>()
  readonly taken = new Map<string, number>()
  count = 0
  peak = 0

  take(id: string): number {
    const known = this.taken.get(id)
    if (known !== undefined) return known
    const slot = this.#free.shift() ?? this.count++
    this.taken.set(id, slot)
    this.#of.set(id, slot)
    this.peak = Math.max(this.peak, this.taken.size)
    return slot
  }

  release(id: string): void {
    const slot = this.taken.get(id)
    if (slot === undefined) return
    this.taken.delete(id)
    this.#free.push(slot)
    this.#free.sort((a, b) => a - b)
  }

  /** Every id that ever had a slot, and which. */
  get all(): ReadonlyMap<string, number> {
    return this.#of
  }
}

interface Happening {
  readonly entryId: number
  readonly id: string
  /** Null while it has no node. */
  readonly nodeName: string | null
  readonly what: 'seen' | 'bound' | 'refused' | 'gone'
}

/** Gives out the seats for a run. */
export function planSeats(entries: readonly JournalEntry[]): SeatPlan {
  const specs = specsOf(entries)
  const happenings = readHappenings(entries)
  const level = levelFor(peakOf(happenings))
  const nodes = new Map<string, SeatSize[]>()
  const seatOf = new Map<string, { nodeName: string; index: number }>()
  const free = new Map<string, number[]>()
  const tray = new Slots()
  const refused = new Set<string>()
  let trayPeak = 0
  for (const { id, nodeName, what } of happenings) {
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
    }
    if (refused.size > 0) trayPeak = Math.max(trayPeak, tray.taken.size)
  }
  return {
    level,
    nodes: level === 'dot' ? withLargestDots(nodes) : nodes,
    seatOf,
    trayOf: tray.all,
    trayPeak,
    ...objectsOf(entries),
    staticNodes: new Set(
      [...seatOf].filter(([id]) => id.startsWith('static:')).map(([, seat]) => seat.nodeName),
    ),
    boundAt: new Map(
      happenings.filter(({ what }) => what === 'bound').map(({ entryId, id }) => [entryId, id]),
    ),
  }

  function seatOn(nodeName: string, size: SeatSize): number {
    const reused = free.get(freeKey(nodeName, size))?.shift()
    if (reused !== undefined) return reused
    const seats = nodes.get(nodeName) ?? []
    nodes.set(nodeName, seats)
    return seats.push(size) - 1
  }

  function leave({ nodeName, index }: { nodeName: string; index: number }): void {
    const key = freeKey(nodeName, nodes.get(nodeName)?.[index])
    free.set(key, [...(free.get(key) ?? []), index])
  }
}

function withLargestDots(
  nodes: ReadonlyMap<string, readonly SeatSize[]>,
): ReadonlyMap<string, readonly SeatSize[]> {
  const dotsOf = (seats: readonly SeatSize[]): number => seats.filter(({ list }) => !list).length
  const most = Math.max(0, ...[...nodes.values()].map(dotsOf))
  const size = DOT_SIZES.find(([count]) => most <= count)?.[1] ?? SMALLEST_DOT
  const enlarge = (seat: SeatSize): SeatSize =>
    seat.list ? seat : { ...seat, width: size, height: size }
  return new Map([...nodes].map(([name, seats]) => [name, seats.map(enlarge)]))
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

const isSystemId = (id: string): boolean => /^(pod|static):kube-system\//.test(id)

function specsOf(entries: readonly JournalEntry[]): ReadonlyMap<string, PodSpec> {
  const specs = new Map<string, PodSpec>()
  for (const entry of entries) {
    for (const { after } of entry.changes) {
      if (after?.kind !== 'Pod' || after.spec === undefined) continue
      const id = podIdOf(after)
      if (!specs.has(id)) specs.set(id, after.spec)
    }
  }
  return specs
}

/**
 * What the journal says about the places of Pods. It reads only what objects are after an entry: what
 * they were before does not come with a journal that crossed to another thread. A static Pod never
 * goes, since its file can bring it back.
 */
function readHappenings(entries: readonly JournalEntry[]): readonly Happening[] {
  const found: Happening[] = []
  const ids = new Map<string, string>()
  const placed = new Map<string, string | null>()
  const see = (entryId: number, id: string, nodeName: string | null): void => {
    const earlier = placed.get(id)
    if (earlier !== undefined && earlier === nodeName) return
    placed.set(id, nodeName)
    const what = earlier === null && nodeName !== null ? 'bound' : 'seen'
    found.push({ entryId, id, nodeName, what })
  }
  for (const { id: entryId, changes } of entries) {
    for (const { key, after } of changes) {
      if (key.startsWith('Pod/')) {
        const id = after?.kind === 'Pod' ? podIdOf(after) : undefined
        const old = ids.get(key)
        if (old !== undefined && old !== id && !isStaticId(old)) {
          found.push({ entryId, id: old, nodeName: null, what: 'gone' })
        }
        if (id === undefined) ids.delete(key)
        else ids.set(key, id)
      }
      if (after?.kind === 'Pod') {
        const id = podIdOf(after)
        see(entryId, id, nodeOf(after))
        if (isRefused(after)) found.push({ entryId, id, nodeName: null, what: 'refused' })
      }
      if (after?.kind === 'Sandbox' && isStaticUid(after.pod.uid)) {
        see(entryId, podIdOfRef(after.pod), after.nodeName)
      }
    }
  }
  return found
}

const isStaticId = (id: string): boolean => id.startsWith('static:')
const isRefused = (pod: Pod): boolean =>
  !pod.spec?.nodeName && getPodCondition(pod.status, 'PodScheduled')?.status === 'False'
const nodeOf = (pod: Pod): string | null => pod.spec?.nodeName || null

/** The most Pods at one time, those of the cluster itself not counted. */
function peakOf(happenings: readonly Happening[]): number {
  const present = new Set<string>()
  let peak = 0
  for (const { id, what } of happenings) {
    if (isSystemId(id)) continue
    if (what === 'gone') present.delete(id)
    else present.add(id)
    peak = Math.max(peak, present.size)
  }
  return peak
}

function objectsOf(
  entries: readonly JournalEntry[],
): Pick<SeatPlan, 'ownerOf' | 'ownerPeak' | 'apiLines'> {
  const owners = new Slots()
  const lines = new Set<string>()
  for (const entry of entries) {
    for (const { key, after } of entry.changes) {
      if (after === undefined) owners.release(key)
      else if (after.kind === 'ReplicaSet') owners.take(key)
      else if (after.kind === 'Pod' && isMirrorPod(after)) lines.add(mirrorLine(key))
      else if (API_ITEM_KINDS.has(after.kind) && isOwnKey(key)) lines.add(key)
    }
  }
  return { ownerOf: owners.all, ownerPeak: owners.peak, apiLines: lines.size }
}

/** The mirror Pods of the cluster itself share one line. */
function mirrorLine(key: string): string {
  return key.startsWith('Pod/kube-system/') ? 'Pod/kube-system' : key
}

const API_ITEM_KINDS: ReadonlySet<string> = new Set([
  'Service',
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
])

const isOwnKey = (key: string): boolean =>
  !key.includes('/kube-system/') &&
  !key.endsWith('/kube-root-ca.crt') &&
  key !== 'Service/default/kubernetes'
