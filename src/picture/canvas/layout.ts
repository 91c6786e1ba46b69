// Where everything of the picture stands. Places follow from the plan of the seats and the names of the
// nodes, so they are the same at every moment of a run and nothing lies on anything else.
import type { Box } from './box.ts'
import type { CanvasGraph, NodePicture, PodPicture } from './canvas-graph.ts'
import type { Level } from './level-of-detail.ts'
import { insideOf, NODE_NARROW, NODE_WIDE, type NodeInside } from './node-inside.ts'
import type { SeatPlan } from './seats.ts'

/** 'wide': nodes beside the control plane; 'narrow': everything below one another, for phones. */
export type Form = 'wide' | 'narrow'

export interface CanvasLayout {
  readonly level: Level
  readonly width: number
  readonly height: number
  readonly apiServer: Box
  readonly tray: Box
  /** Whether the Pods in the tray are cards with their reason, or lines. */
  readonly trayCards: boolean
  readonly nodes: ReadonlyMap<string, Box>
  /** Nodes that show the folder of their static Pods. */
  readonly withFolder: ReadonlySet<string>
  readonly pods: ReadonlyMap<string, Box>
  readonly owners: ReadonlyMap<string, Box>
  /** For each Pod that came through the tray, from where it comes when it is bound. */
  readonly trayBoxes: ReadonlyMap<string, Box>
}

const GAP = 16
export const API_LINE_HEIGHT = 26
export const MAX_API_LINES = 6
const API_HEADER = 36
const TRAY_HEADER = 34
const TRAY_CARD_HEIGHT = 112
const TRAY_LINE_HEIGHT = 30
/** Room for the number of those that found none. */
const TRAY_BELOW = 18
const TRAY_GAP = 6
const MAX_TRAY_CARDS = 3
const OWNER_HEIGHT = 34
const OWNERS_BELOW = 26
const VIEW = { width: 680, height: 620 }
/** Half a column holds one node of half the width in a row. */
const HALF = 0.5
const COLUMNS = [HALF, 1, 2, 3, 4, 5, 6, 8, 10, 14, 20]

/** The places of a picture. */
export function layout(graph: CanvasGraph, plan: SeatPlan, form: Form): CanvasLayout {
  const inside = new Map(graph.nodes.map((node) => [node.name, insideOf(node, plan)]))
  const tray = trayShape(plan, form === 'narrow' ? NODE_WIDE : NODE_NARROW)
  const frames = bestFrames({ graph, plan, inside, tray }, form)
  const around = { inside, tray, nodes: frames.nodes, trayBox: frames.tray }
  return { ...frames, ...placePods(graph, plan, around) }
}

type Frames = Omit<CanvasLayout, 'pods' | 'trayBoxes' | 'trayCards'>

interface Contents {
  readonly graph: CanvasGraph
  readonly plan: SeatPlan
  readonly inside: ReadonlyMap<string, NodeInside>
  readonly tray: TrayShape
}

/** The frames in as many columns as let them be looked at largest. */
function bestFrames(contents: Contents, form: Form): Frames {
  if (form === 'narrow') return arrange(contents, 0)
  const most = Math.max(1, contents.graph.nodes.length)
  const candidates = COLUMNS.filter((count) => count <= most).map((count) =>
    arrange(contents, count),
  )
  const zoomOf = ({ width, height }: Frames): number =>
    Math.min(VIEW.width / width, VIEW.height / height)
  return candidates.reduce((best, next) => (zoomOf(next) > zoomOf(best) * 1.02 ? next : best))
}

/** Arranges everything with `columns` columns of nodes; 0 puts all into one column. */
function arrange({ graph, plan, inside, tray }: Contents, columns: number): Frames {
  const narrow = columns === 0
  const sideWidth = narrow ? NODE_WIDE : NODE_NARROW
  const apiHeight = apiServerHeight(plan)
  const isBeside = ({ name }: NodePicture): boolean => !narrow && inside.get(name)?.beside === true
  const beside = graph.nodes.filter(isBeside)
  const isFirst = ({ name }: NodePicture): boolean =>
    narrow ? (plan.nodes.get(name) ?? []).length > 0 : inside.get(name)?.width === NODE_WIDE
  const others = sorted(
    graph.nodes.filter((node) => !isBeside(node)),
    isFirst,
  )
  const nodes = new Map<string, Box>()
  // On a phone the Pods come first and the API server last.
  const trayTop = narrow ? 0 : apiHeight + GAP
  const ownersTop = narrow ? tray.height + GAP : 0
  const mainLeft = narrow ? 0 : sideWidth + GAP
  const mainWidth =
    columns === HALF
      ? NODE_NARROW
      : Math.max(1, columns) * NODE_WIDE + Math.max(0, columns - 1) * GAP
  const owners = placeOwners(graph, plan, { x: mainLeft, y: ownersTop, width: mainWidth })
  const mainTop = ownersTop + owners.height
  const mainEnd = placeNodes(others, inside, { nodes, x: mainLeft, y: mainTop, width: mainWidth })
  const sideTop = narrow ? mainEnd : trayTop + tray.height + GAP
  const sideEnd = placeNodes(beside, inside, { nodes, x: 0, y: sideTop, width: sideWidth })
  const trayBox = { x: 0, y: trayTop, width: sideWidth, height: tray.height }
  const apiServer = { x: 0, y: narrow ? sideEnd : 0, width: sideWidth, height: apiHeight }
  const boxes = [...nodes.values(), owners.all, trayBox, apiServer]
  return {
    level: plan.level,
    width: Math.max(...boxes.map((box) => box.x + box.width)),
    height: Math.max(...boxes.map((box) => box.y + box.height)),
    apiServer,
    tray: trayBox,
    nodes,
    withFolder: plan.staticNodes,
    owners: owners.boxes,
  }
}

/** Those that hold most come first, else the order of the names stays. */
function sorted(
  nodes: readonly NodePicture[],
  isFirst: (node: NodePicture) => boolean,
): readonly NodePicture[] {
  return [...nodes.filter(isFirst), ...nodes.filter((node) => !isFirst(node))]
}

interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
}

function placeNodes(
  pictures: readonly NodePicture[],
  inside: ReadonlyMap<string, NodeInside>,
  region: Region & { readonly nodes: Map<string, Box> },
): number {
  let x = region.x
  let y = region.y
  let rowHeight = 0
  for (const { name } of pictures) {
    const size = inside.get(name)
    if (size === undefined) continue
    if (x > region.x && x + size.width > region.x + region.width) {
      x = region.x
      y += rowHeight + GAP
      rowHeight = 0
    }
    region.nodes.set(name, { x, y, width: size.width, height: size.height })
    x += size.width + GAP
    rowHeight = Math.max(rowHeight, size.height)
  }
  return rowHeight === 0 ? y : y + rowHeight + GAP
}

interface OwnerPlaces {
  readonly boxes: ReadonlyMap<string, Box>
  /** The area that is kept for them, whether all are there at the moment or not. */
  readonly all: Box
  /** Down to where the nodes begin. */
  readonly height: number
}

function placeOwners(graph: CanvasGraph, plan: SeatPlan, region: Region): OwnerPlaces {
  const boxes = new Map<string, Box>()
  if (plan.ownerPeak === 0) return { boxes, all: { ...region, width: 0, height: 0 }, height: 0 }
  const perRow = Math.max(1, Math.floor((region.width + GAP) / (NODE_NARROW + GAP)))
  for (const { key } of graph.owners) {
    const slot = plan.ownerOf.get(key)
    if (slot === undefined) continue
    boxes.set(key, {
      x: region.x + (slot % perRow) * (NODE_NARROW + GAP),
      y: region.y + Math.floor(slot / perRow) * (OWNER_HEIGHT + 8),
      width: NODE_NARROW,
      height: OWNER_HEIGHT,
    })
  }
  const width = Math.min(perRow, plan.ownerPeak) * (NODE_NARROW + GAP) - GAP
  const height = Math.ceil(plan.ownerPeak / perRow) * (OWNER_HEIGHT + 8) - 8
  return { boxes, all: { ...region, width, height }, height: height + OWNERS_BELOW }
}

function apiServerHeight(plan: SeatPlan): number {
  const lines = Math.min(plan.apiLines, MAX_API_LINES) + (plan.apiLines > MAX_API_LINES ? 1 : 0)
  return API_HEADER + (lines === 0 ? 0 : lines * API_LINE_HEIGHT + 8)
}

interface TrayShape {
  readonly height: number
  /** How many cards, or else lines, find room. */
  readonly cards: number
  readonly lines: number
  readonly columns: number
}

function trayShape(plan: SeatPlan, width: number): TrayShape {
  const columns = width > NODE_NARROW ? 2 : 1
  const wanted = Math.max(1, Math.min(plan.trayPeak, MAX_TRAY_CARDS))
  const rows = Math.ceil(wanted / columns)
  const room = rows * (TRAY_CARD_HEIGHT + TRAY_GAP)
  const cards = plan.level === 'card' ? rows * columns : 0
  const lines = Math.floor(room / (TRAY_LINE_HEIGHT + TRAY_GAP)) * columns
  return { height: TRAY_HEADER + room + TRAY_BELOW, cards, lines, columns }
}

interface PodSurroundings {
  readonly inside: ReadonlyMap<string, NodeInside>
  readonly nodes: ReadonlyMap<string, Box>
  readonly trayBox: Box
  readonly tray: TrayShape
}

function placePods(
  graph: CanvasGraph,
  plan: SeatPlan,
  around: PodSurroundings,
): Pick<CanvasLayout, 'pods' | 'trayBoxes' | 'trayCards'> {
  const pods = new Map<string, Box>()
  const trayBoxes = new Map<string, Box>()
  const waiting = graph.pods.filter((pod) => pod.nodeName === null)
  const trayCards = waiting.length <= around.tray.cards
  for (const [place, pod] of waiting.entries()) {
    const box = trayPlace(place, trayCards, around)
    if (box !== null) pods.set(pod.id, box)
  }
  for (const pod of graph.pods) {
    const slot = plan.trayOf.get(pod.id)
    const from = slot === undefined ? null : trayPlace(slot, slot < around.tray.cards, around)
    if (from !== null) trayBoxes.set(pod.id, from)
    const box = seatBox(pod, plan, around)
    if (box !== null) pods.set(pod.id, box)
  }
  return { pods, trayBoxes, trayCards }
}

function seatBox(pod: PodPicture, plan: SeatPlan, around: PodSurroundings): Box | null {
  const seat = plan.seatOf.get(pod.id)
  if (seat === undefined || seat.nodeName !== pod.nodeName) return null
  const node = around.nodes.get(seat.nodeName)
  const place = around.inside.get(seat.nodeName)?.seats[seat.index]
  if (node === undefined || place === undefined) return null
  return { ...place, x: node.x + place.x, y: node.y + place.y }
}

function trayPlace(place: number, cards: boolean, { trayBox, tray }: PodSurroundings): Box | null {
  if (place >= (cards ? tray.cards : tray.lines)) return null
  const height = cards ? TRAY_CARD_HEIGHT : TRAY_LINE_HEIGHT
  const width = (trayBox.width - 16 - TRAY_GAP * (tray.columns - 1)) / tray.columns
  return {
    x: trayBox.x + 8 + (place % tray.columns) * (width + TRAY_GAP),
    y: trayBox.y + TRAY_HEADER + Math.floor(place / tray.columns) * (height + TRAY_GAP),
    width,
    height,
  }
}
