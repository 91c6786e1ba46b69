// The inside of a Node's frame: how large it is and where the seats of its Pods are in it.
import type { Box } from './box.ts'
import type { NodePicture } from './canvas-graph.ts'
import type { Level } from './level-of-detail.ts'
import { CARD_GAP, FULL_WIDTH, HALF_WIDTH } from './pod/pod-geometry.ts'
import type { SeatPlan, SeatSize } from './seats.ts'

export const NODE_WIDE = FULL_WIDTH + 24
export const NODE_NARROW = HALF_WIDTH + 10
const NODE_HEADER_WIDE = 50
const NODE_HEADER_NARROW = 82
const FOLDER_LINE = 22
const EMPTY_HEIGHT = 44

export interface NodeInside {
  readonly width: number
  readonly height: number
  readonly seats: readonly Box[]
  /** Small enough, and by its role, for the column of the control plane. */
  readonly beside: boolean
}

/** The size of a node and the places of its seats in it. */
export function insideOf(node: NodePicture, plan: SeatPlan): NodeInside {
  const seats = plan.nodes.get(node.name) ?? []
  const wide = isWide(seats, plan.level)
  const width = wide ? NODE_WIDE : NODE_NARROW
  const left = wide ? 12 : 5
  const room = width - 2 * left
  const header = wide ? NODE_HEADER_WIDE : NODE_HEADER_NARROW
  const places = new Map<number, Box>()
  const folder = plan.staticNodes.has(node.name) ? FOLDER_LINE : 0
  let y = header + 10 + folder
  y = placeGrid(listed(seats, true), { places, left, room, y, gap: CARD_GAP, rowGap: 6 })
  if (plan.level === 'card')
    y = placeShelf(listed(seats, false), { places, left, room, y, gap: CARD_GAP, rowGap: 10 })
  else {
    const gap = plan.level === 'chip' ? 9 : 0
    const grid = { places, left: left + (plan.level === 'dot' ? 1 : 0), room, y, gap, rowGap: gap }
    y = placeGrid(listed(seats, false), grid)
  }
  const height = Math.max(y + 2, leastFrame(width, folder > 0).height)
  const boxes = seats.map(
    (_, index) => places.get(index) ?? { x: left, y: header, width: 0, height: 0 },
  )
  return { width, height, seats: boxes, beside: node.controlPlane && !wide }
}

/** The least frame of a node in a room of this width, 0 for one without Pods; `folder` when it shows that of its static Pods. */
export function leastFrame(
  roomWidth: number,
  folder: boolean,
): { readonly width: number; readonly height: number } {
  const below = EMPTY_HEIGHT + (folder ? FOLDER_LINE : 0)
  return roomWidth > NODE_NARROW
    ? { width: NODE_WIDE, height: NODE_HEADER_WIDE + below }
    : { width: NODE_NARROW, height: NODE_HEADER_NARROW + below }
}

function isWide(seats: readonly SeatSize[], level: Level): boolean {
  if (level === 'dot') return false
  const own = seats.filter((seat) => !seat.list)
  if (level === 'chip') return own.length > 0
  return own.length > 2 || own.some((seat) => seat.width > HALF_WIDTH)
}

type Numbered = readonly [index: number, seat: SeatSize]

function listed(seats: readonly SeatSize[], list: boolean): readonly Numbered[] {
  return [...seats.entries()].filter(([, seat]) => seat.list === list)
}

interface Shelf {
  readonly places: Map<number, Box>
  readonly left: number
  readonly room: number
  readonly y: number
  readonly gap: number
  readonly rowGap: number
}

/** Places seats of one size in rows; returns where the next thing may begin. */
function placeGrid(seats: readonly Numbered[], shelf: Shelf): number {
  const size = seats[0]?.[1]
  if (size === undefined) return shelf.y
  const columns = Math.max(1, Math.floor((shelf.room + shelf.gap) / (size.width + shelf.gap)))
  seats.forEach(([index, { width, height }], order) => {
    const x = shelf.left + (order % columns) * (width + shelf.gap)
    const y = shelf.y + Math.floor(order / columns) * (height + shelf.rowGap)
    shelf.places.set(index, { x, y, width, height })
  })
  const rows = Math.ceil(seats.length / columns)
  return shelf.y + rows * (size.height + shelf.rowGap) + 4
}

/** Places cards: wide ones take a row, of the others two share one. */
function placeShelf(seats: readonly Numbered[], shelf: Shelf): number {
  const rows: { readonly items: Numbered[]; height: number; free: number }[] = []
  for (const item of seats) {
    const needed = item[1].width
    let row = rows.find(({ free }) => free >= needed)
    if (row === undefined) {
      row = { items: [], height: 0, free: shelf.room }
      rows.push(row)
    }
    row.items.push(item)
    row.free -= needed + shelf.gap
    row.height = Math.max(row.height, item[1].height)
  }
  let y = shelf.y
  for (const row of rows) {
    let x = shelf.left
    for (const [index, { width, height }] of row.items) {
      shelf.places.set(index, { x, y, width, height })
      x += width + shelf.gap
    }
    y += row.height + shelf.rowGap
  }
  return y
}
