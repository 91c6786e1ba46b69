// The state of a moment as a picture without places. It is moved from moment to moment by what differs
// between them; pictures of things that did not change are the same references as before, so that
// nothing of them is drawn again. Which moments were painted before has no influence on what a picture
// shows.
import { isMirrorPod, isTerminalPod } from '#api/core/containers.ts'
import { podRequests } from '#api/core/pod-requests.ts'
import type { Node } from '#api/generated/types.ts'
import { type ApiObject, keyOf } from '#api/meta/object.ts'
import { isApiObject, type WorldObject, type WorldState } from '#client/world.ts'
import { findSorted, withSorted } from '#lib/sorted-list.ts'
import { isGhost, isGuard, placeOfKind } from '#picture/kinds/kinds.ts'
import { controlPlaneAt } from '#picture/words/control-plane-state.ts'
import { isOwnObject } from '#picture/words/own-object.ts'
import { diff, emptyState, type Difference } from '#sim/state.ts'
import {
  EMPTY_GRAPH,
  idOf,
  podWithId,
  type ApiItemPicture,
  type CanvasGraph,
  type Happening,
  type NodePicture,
  type OwnerPicture,
  type PodPicture,
  type PodShare,
} from './canvas-graph.ts'
import { ghostAt, wantedBy } from './missing.ts'
import type { Level } from './level-of-detail.ts'
import { ownerPictureAt, parentOf } from './owner-picture.ts'
import { podIdOf, podIdOfRef } from './pod/identity.ts'
import { nodePictureOf } from './pod/node-model.ts'
import { podPictureOf } from './pod/pod-model.ts'
import { diskOf, isRecordOfPod, podSourcesOf } from './pod/pod-sources.ts'
import { staticFolderOf } from './pod/static-files.ts'

const EMPTY_WORLD: WorldState = emptyState()
const NOTHING: Happening = { movement: null, focus: null }

/** Moves a picture to another moment; costs what differs from the moment before. */
export type GraphFold = (world: WorldState, happening?: Happening, level?: Level) => CanvasGraph

/** Makes the pictures of one canvas, one after the other. */
export function createGraphFold(): GraphFold {
  let shown = EMPTY_WORLD
  let graph = EMPTY_GRAPH
  let shownLevel: Level = 'card'
  return (world, happening = NOTHING, level = 'card') => {
    if (level !== shownLevel) {
      shownLevel = level
      shown = EMPTY_WORLD
      graph = EMPTY_GRAPH
    }
    const changes = diff(shown, world)
    shown = world
    const { movement, focus } = happening
    if (changes.length === 0 && graph.movement === movement && graph.focus === focus) return graph
    graph = { ...moved(graph, world, changes, level), movement, focus }
    return graph
  }
}

/** The picture of one moment. */
export function graphOf(world: WorldState, happening: Happening = NOTHING): CanvasGraph {
  return createGraphFold()(world, happening)
}

/** What must be made again. */
interface Touched {
  /** Ids of Pods. */
  readonly pods: Set<string>
  /** Names of nodes. */
  readonly nodes: Set<string>
  /** Keys of objects. */
  readonly owners: Set<string>
  readonly apiItems: Set<string>
}

function moved(
  graph: CanvasGraph,
  world: WorldState,
  changes: readonly Difference<WorldObject>[],
  level: Level,
): Omit<CanvasGraph, 'movement' | 'focus'> {
  const touched: Touched = {
    pods: new Set(),
    nodes: new Set(),
    owners: new Set(),
    apiItems: new Set(),
  }
  for (const { key, before, after } of changes) {
    if (before !== undefined) touch(touched, { graph, world }, key, before)
    if (after !== undefined) touch(touched, { graph, world }, key, after)
  }
  const pods = changedPods(graph, world, touched.pods, level)
  return {
    nodes: withSorted(
      graph.nodes,
      [...touched.nodes].map((name) => [orderOf(name), nodeAt(graph, world, name)] as const),
      orderOfNode,
    ),
    pods: withSorted(graph.pods, pods, idOf),
    ...byPlace(graph, pods),
    owners: withSorted(
      graph.owners,
      [...touched.owners].map((key) => [key, ownerAt(graph, world, key)] as const),
      keyOfPicture,
    ),
    apiItems: withSorted(
      graph.apiItems,
      [...touched.apiItems].map((key) => [key, apiItemAt(graph, world, key)] as const),
      keyOfPicture,
    ),
    controlPlane: changes.some(({ key }) => key.startsWith('Component/'))
      ? controlPlaneAt(world)
      : graph.controlPlane,
  }
}

interface Ground {
  readonly graph: CanvasGraph
  readonly world: WorldState
}

function touch(touched: Touched, { graph, world }: Ground, key: string, object: WorldObject): void {
  if (isApiObject(object)) for (const wanted of wantedBy(object)) touched.apiItems.add(wanted.key)
  if (isGhost(object.kind)) touched.apiItems.add(key)
  if (object.kind === 'Pod') {
    touched.pods.add(podIdOf(object))
    if (object.spec?.nodeName) touched.nodes.add(object.spec.nodeName)
    if (isMirrorPod(object)) touched.apiItems.add(key)
  } else if (isRecordOfPod(object)) touched.pods.add(podIdOfRef(object.pod))
  else if (object.kind === 'Node') touched.nodes.add(object.metadata.name ?? '')
  else if (object.kind === 'Machine') touched.nodes.add(object.nodeName)
  else if (object.kind === 'Images') touchPodsOn(touched, world, object.nodeName)
  else if (object.kind === 'Disk') {
    touched.nodes.add(object.nodeName)
    touchPodsOn(touched, world, object.nodeName)
    // A static Pod may have no mirror there.
    for (const sandbox of world.under(`Sandbox/${object.nodeName}/`))
      if (sandbox.kind === 'Sandbox') touched.pods.add(podIdOfRef(sandbox.pod))
  } else if (placeOfKind(object.kind) === 'owner') {
    touched.owners.add(key)
    const parent = isApiObject(object) ? parentOf(object) : null
    if (parent !== null) touched.owners.add(parent)
  } else if (placeOfKind(object.kind) === 'line') {
    touched.apiItems.add(key)
    if (!isApiObject(object)) return
    if (isGuard(object.kind) || object.kind === 'PersistentVolumeClaim')
      touchOwnersNear(touched, graph, object)
  }
}

/** Whom an autoscaler or a budget watches, and whose claim this is, they know better themselves. */
function touchOwnersNear(
  touched: Touched,
  graph: CanvasGraph,
  { kind, metadata }: ApiObject,
): void {
  const { namespace = 'default' } = metadata
  for (const { key, parent, places } of graph.owners) {
    const isNear = parent === null && key.includes(`/${namespace}/`)
    if (isNear && (isGuard(kind) || places.length > 0)) touched.owners.add(key)
  }
}

function touchPodsOn(touched: Touched, world: WorldState, nodeName: string): void {
  for (const pod of world.list('node', nodeName))
    if (pod.kind === 'Pod') touched.pods.add(podIdOf(pod))
}

type ChangedPods = ReadonlyMap<string, PodPicture | null>

function changedPods(
  graph: CanvasGraph,
  world: WorldState,
  ids: Iterable<string>,
  level: Level,
): ChangedPods {
  const pods = new Map<string, PodPicture | null>()
  for (const id of ids) {
    const sources = podSourcesOf(world, id, level)
    const old = podWithId(graph, id)
    const now = sources === null ? null : podPictureOf(sources, old, level)
    if (now !== (old ?? null)) pods.set(id, now)
  }
  return pods
}

function byPlace(
  graph: CanvasGraph,
  pods: ChangedPods,
): Pick<CanvasGraph, 'podsOn' | 'podsOf' | 'waiting'> {
  const { podsOn, podsOf, waiting } = graph
  if (pods.size === 0) return { podsOn, podsOf, waiting }
  const places = changesBy(graph, pods, ({ nodeName }) => nodeName)
  const owners = changesBy(graph, pods, ({ owner }) => owner)
  return {
    podsOn: withLists(podsOn, places),
    podsOf: withLists(podsOf, owners),
    waiting: places.has(null) ? withSorted(waiting, places.get(null) ?? [], idOf) : waiting,
  }
}

type ChangesBy = ReadonlyMap<string | null, readonly (readonly [string, PodPicture | null])[]>

/** Of each list of Pods, by its name: who comes, who goes, who looks different. */
function changesBy(
  graph: CanvasGraph,
  pods: ChangedPods,
  listOf: (pod: PodPicture) => string | null,
): ChangesBy {
  const changes = new Map<string | null, [string, PodPicture | null][]>()
  const note = (name: string | null, id: string, pod: PodPicture | null): void => {
    const list = changes.get(name)
    if (list === undefined) changes.set(name, [[id, pod]])
    else list.push([id, pod])
  }
  for (const [id, pod] of pods) {
    const old = podWithId(graph, id)
    if (old !== undefined && (pod === null || listOf(old) !== listOf(pod)))
      note(listOf(old), id, null)
    if (pod !== null) note(listOf(pod), id, pod)
  }
  return changes
}

function withLists(lists: CanvasGraph['podsOn'], changes: ChangesBy): CanvasGraph['podsOn'] {
  const all = new Map(lists)
  for (const [name, list] of changes) {
    if (name === null) continue
    const now = withSorted(all.get(name) ?? [], list, idOf)
    if (now.length === 0) all.delete(name)
    else all.set(name, now)
  }
  return all
}

const keyOfPicture = ({ key }: { readonly key: string }): string => key
const orderOfNode = ({ name }: NodePicture): string => orderOf(name)

const orders = new Map<string, string>()
const MOST_ORDERS = 10_000

/** Numbers in names count as numbers: worker-2 comes before worker-10. */
function orderOf(name: string): string {
  const known = orders.get(name)
  if (known !== undefined) return known
  if (orders.size >= MOST_ORDERS) orders.clear()
  // The name itself at the end: worker-2 and worker-02 are two nodes.
  const order = `${name.replaceAll(/\d+/g, (digits) => digits.padStart(8, '0'))} ${name}`
  orders.set(name, order)
  return order
}

function nodeAt(graph: CanvasGraph, world: WorldState, name: string): NodePicture | null {
  const node = world.get(`Node//${name}`)
  if (node?.kind !== 'Node') return null
  const machine = world.get(`Machine/${name}`)
  return nodePictureOf(
    {
      node,
      shares: sharesOn(world, node),
      staticFolder: staticFolderOf(diskOf(world, name)),
      machine: machine?.kind === 'Machine' ? machine : undefined,
    },
    findSorted(graph.nodes, orderOf(name), orderOfNode),
  )
}

/** What the Pods of a node ask for; Pods that have ended do not count. */
function sharesOn(world: WorldState, node: Node): readonly PodShare[] {
  return world.list('node', node.metadata.name ?? '').flatMap((pod) => {
    if (pod.kind !== 'Pod' || isTerminalPod(pod)) return []
    const requests = podRequests(pod)
    return [
      {
        key: keyOf(pod),
        name: pod.metadata.name ?? '',
        cpuMilli: requests.get('cpu') ?? 0,
        memoryBytes: requests.get('memory') ?? 0,
      },
    ]
  })
}

function ownerAt(graph: CanvasGraph, world: WorldState, key: string): OwnerPicture | null {
  return ownerPictureAt(world, key, findSorted(graph.owners, key, keyOfPicture))
}

function apiItemAt(graph: CanvasGraph, world: WorldState, key: string): ApiItemPicture | null {
  const object = world.get(key)
  const earlier = findSorted(graph.apiItems, key, keyOfPicture)
  if (object === undefined) return ghostAt(world, key, earlier)
  if (!isApiObject(object)) return null
  const mirror = object.kind === 'Pod' && isMirrorPod(object)
  if (!mirror && (placeOfKind(object.kind) !== 'line' || !isOwnObject(object))) return null
  // What is shown of one that is there is in its key.
  return earlier?.missingFor === null ? earlier : itemOf(key, object, mirror)
}

function itemOf(key: string, object: ApiObject, mirror: boolean): ApiItemPicture {
  return { key, kind: object.kind, name: object.metadata.name ?? '', mirror, missingFor: null }
}
