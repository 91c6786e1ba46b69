// The state of a moment as a picture without places. Pictures of things that did not change are the
// same references as in the earlier picture, so that nothing of them is drawn again.
import { isMirrorPod, isTerminalPod } from '#api/core/containers.ts'
import { podRequests } from '#api/core/pod-requests.ts'
import type { Pod, ReplicaSet } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { WorldState } from '#client/world.ts'
import { compareText } from '#lib/compare.ts'
import type {
  ApiItemPicture,
  CanvasGraph,
  NodePicture,
  OwnerPicture,
  PodPicture,
} from './canvas-graph.ts'
import { EMPTY_GRAPH } from './canvas-graph.ts'
import { nodePictureOf, type PodShare } from './pod/node-model.ts'
import { podPictureOf, sameItems } from './pod/pod-model.ts'
import { staticFolderOf } from './pod/static-files.ts'
import { indexWorld, type ApiItem, type WorldIndex } from './pod/world-index.ts'

/** The part of a picture that follows from the journal and not from the state. */
export type Happening = Pick<CanvasGraph, 'movement' | 'focus'>

const NOTHING: Happening = { movement: null, focus: null }

/**
 * The picture of the state `world`. What is equal in `earlier`, the picture of another moment, is taken
 * over from it.
 */
export function graphOf(
  world: WorldState,
  happening: Happening = NOTHING,
  earlier: CanvasGraph = EMPTY_GRAPH,
): CanvasGraph {
  const index = indexWorld(world)
  const pods = podsOf(index, earlier.pods)
  return {
    nodes: nodesOf(index, earlier.nodes),
    pods,
    owners: ownersOf(index.replicaSets, earlier.owners),
    apiItems: apiItemsOf(index, earlier.apiItems),
    ...happening,
  }
}

function podsOf(index: WorldIndex, earlier: readonly PodPicture[]): readonly PodPicture[] {
  const known = new Map(earlier.map((picture) => [picture.id, picture]))
  const ids = new Set(index.pods.keys())
  for (const [id, records] of index.records) {
    if (id.startsWith('static:') && records.sandbox?.state === 'ready') ids.add(id)
  }
  return [...ids].map((id) => {
    const pod = index.pods.get(id)
    const records = index.records.get(id)
    const nodeName = pod?.spec?.nodeName ?? records?.sandbox?.nodeName ?? ''
    const sources = {
      id,
      pod,
      records,
      images: index.images.get(nodeName),
      disk: index.disks.get(nodeName),
    }
    return podPictureOf(sources, known.get(id))
  })
}

function nodesOf(index: WorldIndex, earlier: readonly NodePicture[]): readonly NodePicture[] {
  const known = new Map(earlier.map((picture) => [picture.name, picture]))
  const shares = sharesByNode(index.pods.values())
  return index.nodes
    .map((node) => {
      const name = node.metadata.name ?? ''
      const staticFolder = staticFolderOf(index.disks.get(name))
      return nodePictureOf({ node, shares: shares.get(name) ?? [], staticFolder }, known.get(name))
    })
    .toSorted((a, b) => compareText(orderOf(a.name), orderOf(b.name)))
}

const orders = new Map<string, string>()
const MOST_ORDERS = 10_000

/** Numbers in names count as numbers: worker-2 comes before worker-10. */
function orderOf(name: string): string {
  const known = orders.get(name)
  if (known !== undefined) return known
  if (orders.size >= MOST_ORDERS) orders.clear()
  const order = name.replaceAll(/\d+/g, (digits) => digits.padStart(8, '0'))
  orders.set(name, order)
  return order
}

/** What the Pods of each node ask for; Pods that have ended do not count. */
function sharesByNode(pods: Iterable<Pod>): ReadonlyMap<string, readonly PodShare[]> {
  const shares = new Map<string, PodShare[]>()
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName ?? ''
    if (nodeName === '' || isTerminalPod(pod)) continue
    const requests = podRequests(pod)
    const share = {
      key: keyOf(pod),
      name: pod.metadata.name ?? '',
      cpuMilli: requests.get('cpu') ?? 0,
      memoryBytes: requests.get('memory') ?? 0,
    }
    const list = shares.get(nodeName)
    if (list === undefined) shares.set(nodeName, [share])
    else list.push(share)
  }
  return shares
}

function ownersOf(
  replicaSets: readonly ReplicaSet[],
  earlier: readonly OwnerPicture[],
): readonly OwnerPicture[] {
  const known = new Map(earlier.map((picture) => [picture.key, picture]))
  return replicaSets.map((replicaSet) => {
    const key = keyOf(replicaSet)
    const old = known.get(key)
    if (old !== undefined && sameItems(old.sources, [replicaSet])) return old
    return {
      key,
      kind: replicaSet.kind,
      name: replicaSet.metadata.name ?? '',
      ready: replicaSet.status?.readyReplicas ?? 0,
      desired: replicaSet.spec?.replicas ?? 1,
      sources: [replicaSet],
    }
  })
}

function apiItemsOf(
  index: WorldIndex,
  earlier: readonly ApiItemPicture[],
): readonly ApiItemPicture[] {
  const items: ApiItemPicture[] = []
  for (const object of index.apiItems) {
    if (isOwn(object)) items.push(itemOf(object, false))
  }
  for (const pod of index.pods.values()) {
    if (isMirrorPod(pod)) items.push(itemOf(pod, true))
  }
  const same =
    items.length === earlier.length && items.every((item, i) => item.key === earlier[i]?.key)
  return same ? earlier : items
}

function itemOf(object: ApiItem | Pod, mirror: boolean): ApiItemPicture {
  return { key: keyOf(object), kind: object.kind, name: object.metadata.name ?? '', mirror }
}

/** Whether a person made it, and not the cluster for itself. */
function isOwn({ kind, metadata: { name, namespace } }: ApiItem): boolean {
  if (namespace === 'kube-system' || name === 'kube-root-ca.crt') return false
  return !(kind === 'Service' && name === 'kubernetes')
}
