// The picture and its places as elements, which the page and an exported picture draw alike. An element that
// did not change is the same object as before, so React Flow and React leave it alone.
import { sameBox, type Box, type Point } from './box.ts'
import { drawnFrame } from './drawn-frame.ts'
import type {
  ApiItemPicture,
  CanvasGraph,
  Movement,
  NodePicture,
  OwnerPicture,
  PodPicture,
} from './canvas-graph.ts'
import type { Band } from '#picture/kinds/kind-picture.ts'
import { childrenOfKind } from '#picture/kinds/kinds.ts'
import type { Deafness } from '#picture/words/control-plane-state.ts'
import type { Dot } from './dot-paths.ts'
import type { CanvasLayout } from './layout.ts'

type ApiServerData = {
  readonly items: readonly ApiItemPicture[]
  readonly deaf: Deafness | null
}
type TrayData = {
  readonly waiting: number
  /** How many found no room in the tray. */
  readonly hidden: number
  readonly anyPods: boolean
  readonly schedulerAway: boolean
}
type NodeFrameData = {
  readonly node: NodePicture
  readonly wide: boolean
  readonly folder: boolean
  readonly empty: boolean
  /** Only when Pods are dots: the Pods of this node, and where they stand in its frame. */
  readonly dots: readonly Dot[] | null
  /** What the dots were made of. */
  readonly pods: readonly PodPicture[]
  readonly seating: object
}
/** 'revision' and 'run': a child in a cell below its owner; 'chip': one of many. */
type OwnerLook = 'card' | 'revision' | 'run' | 'chip'
export type OwnerData = {
  readonly owner: OwnerPicture
  readonly look: OwnerLook
  readonly wide: boolean
  /** Of the children of one owner it is the last. */
  readonly newest: boolean
  /** Its own Pods; null for one whose children have them. */
  readonly pods: readonly PodPicture[] | null
}
type BandData = { readonly band: Band }
/** 'line': name and state in one line; 'chip': in two. */
type PodLook = 'card' | 'chip' | 'line' | 'tray'
export type PodData = {
  readonly pod: PodPicture
  readonly look: PodLook
  /** From where it has just come, relative to its place. */
  readonly from: Point | null
  readonly movement: Movement | null
  /** What of it the shown step is about: a container by name, or '' for the Pod itself. */
  readonly focus: string | null
  /** Which side of a rollout it is on; null while its owner has Pods of one revision only. */
  readonly revision: RevisionSide | null
}
export type RevisionSide = 'old' | 'new'

/** An element in the shape of React Flow's nodes: a box, and what is drawn in it. */
interface Element<D, T extends string> {
  readonly id: string
  readonly type: T
  readonly data: D
  position: { x: number; y: number }
  width: number
  height: number
  measured: { width: number; height: number }
  handles: []
  zIndex: number
}

/** The frame of a Node. */
export type FrameElement = Element<NodeFrameData, 'nodeFrame'>

export type CanvasElement =
  | Element<ApiServerData, 'apiServer'>
  | Element<TrayData, 'tray'>
  | FrameElement
  | Element<OwnerData, 'owner'>
  | Element<BandData, 'band'>
  | Element<PodData, 'pod'>

/** The elements of a picture; those equal to one in `earlier` are taken from there, or all of them. */
export function elementsOf(
  graph: CanvasGraph,
  places: CanvasLayout,
  earlier: CanvasElement[],
): CanvasElement[] {
  const known = new Map(earlier.map((node) => [node.id, node]))
  let same = true
  const nodes = makeNodes(graph, places, known).map((node, index) => {
    const old = known.get(node.id)
    const kept = old !== undefined && (old === node || isSame(old, node)) ? old : node
    same &&= kept === earlier[index]
    return kept
  })
  return same && nodes.length === earlier.length ? earlier : nodes
}

type Known = ReadonlyMap<string, CanvasElement>

function makeNodes(
  graph: CanvasGraph,
  places: CanvasLayout,
  known: Known,
): readonly CanvasElement[] {
  if (graph.nodes.length === 0 && graph.pods.length === 0) return []
  const { waiting, controlPlane } = graph
  const { deaf, schedulerAway } = controlPlane
  const hidden = waiting.length - places.inTray
  const nodes: CanvasElement[] = [
    {
      ...at('apiServer', places.apiServer, 0),
      type: 'apiServer',
      data: { items: graph.apiItems, deaf },
    },
    {
      ...at('tray', places.tray, 0),
      type: 'tray',
      data: { waiting: waiting.length, hidden, anyPods: graph.pods.length > 0, schedulerAway },
    },
  ]
  for (const node of graph.nodes) {
    const box = places.nodes.get(node.name)
    if (box !== undefined) nodes.push(frameOf(graph, places, node, known.get(node.key)))
  }
  nodes.push(...ownersOf(graph, places))
  const sides = rolloutsOf(graph)
  for (const pod of graph.pods) {
    if (places.level === 'dot' && isDot(pod)) continue
    const box = places.pods.get(pod.id)
    if (box !== undefined)
      nodes.push({
        ...at(pod.id, box, 2),
        type: 'pod',
        data: {
          ...podData(graph, places, pod, box),
          revision: sides.get(pod.owner ?? '') ?? null,
        },
      })
  }
  return nodes
}

const NO_PODS: readonly PodPicture[] = []
const WIDE_CARD = 300
const WIDE_CELL = 200

/** The boxes of owners, and the bands between revisions. */
function ownersOf(graph: CanvasGraph, places: CanvasLayout): readonly CanvasElement[] {
  const newest = newestOrders(graph)
  return graph.owners.flatMap((owner): readonly CanvasElement[] => {
    const { key, parent, kind, band, order } = owner
    const box = places.owners.get(key)
    if (box === undefined) return []
    const children = childrenOfKind(parent === null ? kind : parentKind(parent))
    const cell = children === 'runs' ? 'run' : 'revision'
    const data: OwnerData = {
      owner,
      look: places.ownerChips ? 'chip' : parent === null ? 'card' : cell,
      wide: box.width > (parent === null ? WIDE_CARD : WIDE_CELL),
      newest: parent !== null && newest.get(parent) === order,
      pods: parent === null && children !== null ? null : (graph.podsOf.get(key) ?? NO_PODS),
    }
    const bandBox = places.bands.get(key)
    const node: CanvasElement = { ...at(key, box, 2), type: 'owner', data }
    return band === null || bandBox === undefined
      ? [node]
      : [node, { ...at(`${key} band`, bandBox, 2), type: 'band', data: { band } }]
  })
}

/** The order of the newest child of each owner that has some. */
function newestOrders({ owners }: CanvasGraph): ReadonlyMap<string, number> {
  const newest = new Map<string, number>()
  for (const { parent, order } of owners)
    if (parent !== null) newest.set(parent, Math.max(order, newest.get(parent) ?? order))
  return newest
}

/** The side of each revision of an owner that still has Pods of an older one. */
function rolloutsOf(graph: CanvasGraph): ReadonlyMap<string, RevisionSide> {
  const newest = newestOrders(graph)
  const revisions = graph.owners.filter(
    ({ parent }) => parent !== null && childrenOfKind(parentKind(parent)) === 'revisions',
  )
  const isNewest = ({ parent, order }: OwnerPicture): boolean => newest.get(parent ?? '') === order
  const rolling = new Set(
    revisions
      .filter((one) => !isNewest(one) && (graph.podsOf.get(one.key) ?? NO_PODS).length > 0)
      .map(({ parent }) => parent),
  )
  return new Map(
    revisions
      .filter(({ parent }) => rolling.has(parent))
      .map((one) => [one.key, isNewest(one) ? 'new' : 'old'] as const),
  )
}

/** 'Deployment' of 'Deployment.apps/default/web'. */
const parentKind = (key: string): string => key.slice(0, key.search(/[./]/))

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 }

/** The frame of a node, or the earlier one when neither it nor its Pods have changed. */
function frameOf(
  graph: CanvasGraph,
  places: CanvasLayout,
  node: NodePicture,
  old: CanvasElement | undefined,
): CanvasElement {
  const pods = graph.podsOn.get(node.name) ?? NO_PODS
  const folder = places.withFolder.has(node.name)
  const box = drawnFrame(places.nodes.get(node.name) ?? NOWHERE, pods, places, folder)
  const isDots = places.level === 'dot'
  const { seating } = places
  if (
    old?.type === 'nodeFrame' &&
    old.data.node === node &&
    old.data.folder === folder &&
    (!isDots || (old.data.pods === pods && old.data.seating === seating)) &&
    (old.data.dots !== null) === isDots &&
    old.data.empty === (pods.length === 0) &&
    sameBox(boxOf(old), box)
  )
    return old
  const dots = isDots ? dotsOf(pods, box, places) : null
  const data = {
    node,
    wide: box.width > 400,
    folder,
    empty: pods.length === 0,
    dots,
    pods,
    seating,
  }
  return { ...at(node.key, box, 0), type: 'nodeFrame', data }
}

const isDot = (pod: PodPicture): boolean => pod.nodeName !== null && !pod.system

const at = (id: string, box: Box, zIndex: number) => ({
  id,
  position: { x: box.x, y: box.y },
  width: box.width,
  height: box.height,
  measured: { width: box.width, height: box.height },
  handles: [] as [],
  zIndex,
})

function podData(
  graph: CanvasGraph,
  places: CanvasLayout,
  pod: PodPicture,
  box: Box,
): Omit<PodData, 'revision'> {
  const { movement } = graph
  const mine = movement !== null && concerns(movement, pod.id) ? movement : null
  const tray = places.trayBoxes.get(pod.id)
  const from =
    mine?.kind === 'bound' && tray !== undefined ? { x: tray.x - box.x, y: tray.y - box.y } : null
  const focus = graph.focus?.podId === pod.id ? (graph.focus.container ?? '') : null
  return { pod, look: lookOf(pod, places), from, movement: mine, focus }
}

function lookOf(pod: PodPicture, places: CanvasLayout): PodLook {
  if (pod.nodeName === null) return places.trayCards ? 'tray' : 'line'
  if (pod.system) return 'line'
  return places.level === 'card' ? 'card' : 'chip'
}

function concerns(movement: Movement, podId: string): boolean {
  if (movement.kind === 'call') return movement.fromPodId === podId || movement.toPodId === podId
  return movement.podId === podId
}

function dotsOf(pods: readonly PodPicture[], node: Box, places: CanvasLayout): readonly Dot[] {
  return pods.filter(isDot).flatMap((pod) => {
    const box = places.pods.get(pod.id)
    return box === undefined ? [] : [{ pod, x: box.x - node.x, y: box.y - node.y, size: box.width }]
  })
}

function isSame(a: CanvasElement, b: CanvasElement): boolean {
  return a.type === b.type && sameBox(boxOf(a), boxOf(b)) && sameData(a.data, b.data)
}

const boxOf = ({ position, width = 0, height = 0 }: CanvasElement): Box => ({
  ...position,
  width,
  height,
})

function sameData(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  return Object.keys(b).every((key) => sameValue(a[key], b[key]))
}

/** The same reference, or plain data of equal content one level down. Pictures are compared by reference. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameFields(item, b[index]))
  }
  return sameFields(a, b)
}

function sameFields(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const left = Object.entries(a)
  const right = new Map<string, unknown>(Object.entries(b))
  return left.length === right.size && left.every(([key, value]) => right.get(key) === value)
}
