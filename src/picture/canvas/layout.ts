// Where everything of the picture stands. Places follow from the plan of the seats and the names of the
// nodes, so they are the same at every moment of a run and nothing lies on anything else.
import { findSorted } from '#lib/sorted-list.ts'
import { API_LINE_HEIGHT, MAX_API_LINES } from './api-lines.ts'
import type { Box } from './box.ts'
import { idOf, podWithId, type CanvasGraph, type NodePicture } from './canvas-graph.ts'
import type { Level } from './level-of-detail.ts'
import { insideOf, NODE_NARROW, NODE_WIDE, type NodeInside } from './node-inside.ts'
import { groundOf, placeOwners } from './place-owners.ts'
import type { SeatPlan } from './seats.ts'

/** 'wide': nodes beside the control plane; 'narrow': everything below one another, for phones. */
export type Form = 'wide' | 'narrow'

/** Where the Pods of a picture stand, by their ids; undefined for those that found no room. */
export interface PodPlaces {
  get(id: string): Box | undefined
}

export interface CanvasLayout {
  readonly level: Level
  readonly width: number
  readonly height: number
  readonly apiServer: Box
  readonly tray: Box
  /** How many of those that wait find room in the tray: the first ones. */
  readonly inTray: number
  /** Whether the Pods in the tray are cards with their reason, or lines. */
  readonly trayCards: boolean
  readonly nodes: ReadonlyMap<string, Box>
  /** Nodes that show the folder of their static Pods. */
  readonly withFolder: ReadonlySet<string>
  readonly pods: PodPlaces
  /** The same reference as long as no seat moves. */
  readonly seating: object
  readonly owners: ReadonlyMap<string, Box>
  /** Whether owners are chips, because they are many. */
  readonly ownerChips: boolean
  /** The bands between two revisions, by the key of their owner. */
  readonly bands: ReadonlyMap<string, Box>
  /** For each Pod that came through the tray, from where it comes when it is bound. */
  readonly trayBoxes: PodPlaces
}

const GAP = 16
const API_HEADER = 36
const TRAY_HEADER = 34
const TRAY_CARD_HEIGHT = 112
const TRAY_LINE_HEIGHT = 30
/** Room for the number of those that found none. */
const TRAY_BELOW = 18
const TRAY_GAP = 6
const MAX_TRAY_CARDS = 3
const VIEW = { width: 680, height: 620 }
const PHONE_VIEW = { width: 362, height: 520 }
/** Half a column holds one node of half the width in a row. */
const HALF = 0.5
const COLUMNS = [HALF, 1, 2, 3, 4, 5, 6, 8, 10, 14, 20]

/** Gives a picture its places; costs what differs from the picture before. */
export type Layouter = (graph: CanvasGraph, plan: SeatPlan, form: Form) => CanvasLayout

/** What the frames are made of. */
interface Grounds {
  readonly nodes: readonly NodePicture[]
  readonly owners: CanvasGraph['owners']
  readonly plan: SeatPlan
  readonly form: Form
}

/** Makes the places of one canvas, picture after picture. */
export function createLayouter(): Layouter {
  let grounds: Grounds | null = null
  let standing: Standing | null = null
  return (graph, plan, form) => {
    const { nodes, owners } = graph
    if (
      standing === null ||
      grounds === null ||
      !sameGrounds(grounds, { nodes, owners, plan, form })
    )
      standing = standingOf(graph, plan, form)
    grounds = { nodes, owners, plan, form }
    return placedIn(standing, graph)
  }
}

/** The places of one picture. */
export function layout(graph: CanvasGraph, plan: SeatPlan, form: Form): CanvasLayout {
  return createLayouter()(graph, plan, form)
}

function sameGrounds(a: Grounds, b: Grounds): boolean {
  return (
    a.plan === b.plan &&
    a.form === b.form &&
    (a.owners === b.owners || sameBy(a.owners, b.owners, groundOf)) &&
    (a.nodes === b.nodes ||
      sameBy(a.nodes, b.nodes, ({ name, controlPlane }) => `${name} ${controlPlane}`))
  )
}

function sameBy<T>(a: readonly T[], b: readonly T[], textOf: (item: T) => string): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => {
      const other = b[index]
      return item === other || (other !== undefined && textOf(item) === textOf(other))
    })
  )
}

/** What stays while Pods come and go. */
interface Standing {
  readonly frames: Frames
  readonly tray: TrayShape
  /** Where the seat of a Pod is on a node; worked out when it is asked for, because there are thousands. */
  seatOn(nodeName: string, id: string): Box | undefined
  readonly seating: object
  readonly trayBoxes: PodPlaces
}

function standingOf(graph: CanvasGraph, plan: SeatPlan, form: Form): Standing {
  const inside = new Map(graph.nodes.map((node) => [node.name, insideOf(node, plan)]))
  const tray = trayShape(plan, form === 'narrow' ? NODE_WIDE : NODE_NARROW)
  const frames = bestFrames({ graph, plan, inside, tray }, form)
  const seatOn = (nodeName: string, id: string): Box | undefined => {
    const seat = plan.seatOf.get(id)
    const node = frames.nodes.get(nodeName)
    if (node === undefined || seat?.nodeName !== nodeName) return undefined
    const place = inside.get(nodeName)?.seats[seat.index]
    return place === undefined ? undefined : { ...place, x: node.x + place.x, y: node.y + place.y }
  }
  const trayBoxes: PodPlaces = {
    get(id) {
      const slot = plan.trayOf.get(id)
      if (slot === undefined) return undefined
      return trayPlace(slot, slot < tray.cards, frames.tray, tray) ?? undefined
    },
  }
  return { frames, tray, seatOn, seating: {}, trayBoxes }
}

function placedIn(
  { frames, tray, seatOn, seating, trayBoxes }: Standing,
  graph: CanvasGraph,
): CanvasLayout {
  const { waiting } = graph
  const trayCards = waiting.length <= tray.cards
  const room = Math.min(waiting.length, trayCards ? tray.cards : tray.lines)
  const first = waiting.slice(0, room)
  const pods: PodPlaces = {
    get(id) {
      const nodeName = podWithId(graph, id)?.nodeName
      if (nodeName === undefined) return undefined
      if (nodeName !== null) return seatOn(nodeName, id)
      const pod = findSorted(first, id, idOf)
      if (pod === undefined) return undefined
      return trayPlace(first.indexOf(pod), trayCards, frames.tray, tray) ?? undefined
    },
  }
  return { ...frames, pods, seating, trayBoxes, trayCards, inTray: room }
}

type Frames = Omit<CanvasLayout, 'pods' | 'seating' | 'trayBoxes' | 'trayCards' | 'inTray'>

interface Contents {
  readonly graph: CanvasGraph
  readonly plan: SeatPlan
  readonly inside: ReadonlyMap<string, NodeInside>
  readonly tray: TrayShape
}

/** The frames in as many columns as let them be looked at largest. */
function bestFrames(contents: Contents, form: Form): Frames {
  const { graph, plan } = contents
  // A phone scrolls down a picture of its own width; a crowd of dots is shown whole.
  if (form === 'narrow' && plan.level !== 'dot') return arrange(contents, form, 1)
  const least = form === 'narrow' ? 1 : HALF
  const most = Math.max(1, graph.nodes.length)
  const candidates = COLUMNS.filter((count) => count >= least && count <= most).map((count) =>
    arrange(contents, form, count),
  )
  const view = form === 'narrow' ? PHONE_VIEW : VIEW
  const zoomOf = ({ width, height }: Frames): number =>
    Math.min(view.width / width, view.height / height)
  return candidates.reduce((best, next) => (zoomOf(next) > zoomOf(best) * 1.02 ? next : best))
}

/** Arranges everything with `columns` columns of nodes; on a phone all the rest below or above them. */
function arrange({ graph, plan, inside, tray }: Contents, form: Form, columns: number): Frames {
  const narrow = form === 'narrow'
  const sideWidth = narrow ? NODE_WIDE : NODE_NARROW
  const apiHeight = apiServerHeight(plan)
  const isBeside = ({ name }: NodePicture): boolean => !narrow && inside.get(name)?.beside === true
  const beside = graph.nodes.filter(isBeside)
  const others = lastByRole(graph.nodes.filter((node) => !isBeside(node)))
  const nodes = new Map<string, Box>()
  // On a phone the Pods come first and the API server last.
  const trayTop = narrow ? 0 : apiHeight + GAP
  const ownersTop = narrow ? tray.height + GAP : 0
  const mainLeft = narrow ? 0 : sideWidth + GAP
  const mainWidth = columns === HALF ? NODE_NARROW : columns * NODE_WIDE + (columns - 1) * GAP
  const owners = placeOwners(graph, plan.families, { x: mainLeft, y: ownersTop, width: mainWidth })
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
    bands: owners.bands,
    ownerChips: plan.families.look === 'chip',
  }
}

/** By their names, those of the control plane last: an order by their Pods would give away who will come. */
function lastByRole(nodes: readonly NodePicture[]): readonly NodePicture[] {
  return [
    ...nodes.filter(({ controlPlane }) => !controlPlane),
    ...nodes.filter(({ controlPlane }) => controlPlane),
  ]
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

function trayPlace(place: number, cards: boolean, frame: Box, tray: TrayShape): Box | null {
  if (place >= (cards ? tray.cards : tray.lines)) return null
  const height = cards ? TRAY_CARD_HEIGHT : TRAY_LINE_HEIGHT
  const width = (frame.width - 16 - TRAY_GAP * (tray.columns - 1)) / tray.columns
  return {
    x: frame.x + 8 + (place % tray.columns) * (width + TRAY_GAP),
    y: frame.y + TRAY_HEADER + Math.floor(place / tray.columns) * (height + TRAY_GAP),
    width,
    height,
  }
}
