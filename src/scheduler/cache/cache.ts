// What the scheduler believes about nodes and the Pods on them: told by watches, and by itself about
// Pods that it placed but has not bound yet. Nothing is rebuilt for an attempt.
// Follows pkg/scheduler/backend/cache/cache.go (v1.36).
import type { ContainerStatus, Node, Pod, PodStatus } from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'
import type { Snapshot } from '../framework/plugin.ts'
import { NodeInfo, podInfoOf } from '../framework/node-info.ts'
import type { PodInfo } from '../framework/node-info.ts'
import { createNodeTree } from './node-tree.ts'

export interface Cache {
  readonly snapshot: Snapshot
  /** Adds a node or takes in its change. */
  setNode(node: Node): void
  removeNode(nodeName: string): void
  /** Adds a Pod that has a node, or takes in its change. */
  setPod(pod: Pod): void
  /** Forgets a Pod, assumed or not; returns the node that it counted on, if there was one. */
  removePod(uid: string): string | undefined
  /** Counts a Pod on a node before it is bound. */
  assumePod(pod: Pod, nodeName: string): void
  isAssumed(uid: string): boolean
}

/** Makes a cache without nodes. */
export function createCache(): Cache {
  return new SchedulerCache()
}

class SchedulerCache implements Cache {
  readonly snapshot: Snapshot
  readonly #nodes = new Map<string, NodeInfo>()
  readonly #tree = createNodeTree()
  /** On how many nodes an image is, and how large it was on the first of them: that counts for all. */
  readonly #images = new Map<string, { readonly bytes: number; readonly nodes: number }>()
  readonly #placed = new Map<string, { readonly info: PodInfo; readonly nodeName: string }>()
  // Pods may be seen before their node is; they count as soon as it comes.
  readonly #podsOfUnknownNodes = new Map<string, Map<string, PodInfo>>()
  readonly #assumed = new Set<string>()
  /** The nodes in visiting order; put together again only when one came, went or moved. */
  #ordered: readonly NodeInfo[] | undefined

  constructor() {
    const listNodes = (): readonly NodeInfo[] => this.#listNodes()
    this.snapshot = {
      get nodes() {
        return listNodes()
      },
      get: (nodeName) => this.#nodes.get(nodeName),
      nodesWithImage: (imageName) => this.#images.get(imageName)?.nodes ?? 0,
      bytesOfImage: (imageName) => this.#images.get(imageName)?.bytes ?? 0,
    }
  }

  setNode(node: Node): void {
    const known = this.#nodes.get(node.metadata.name ?? '')
    if (known === undefined) this.#addNode(new NodeInfo(node))
    else {
      const before = known.images
      known.setNode(node)
      if (known.images !== before) {
        this.#countImages(before, -1)
        this.#countImages(known.images, 1)
      }
    }
    const order = this.#tree.list()
    this.#tree.set(node)
    if (this.#tree.list() !== order) this.#ordered = undefined
  }

  removeNode(nodeName: string): void {
    const info = this.#nodes.get(nodeName)
    if (info === undefined) return
    this.#nodes.delete(nodeName)
    this.#countImages(info.images, -1)
    this.#tree.remove(nodeName)
    this.#ordered = undefined
    if (info.pods.size > 0) this.#podsOfUnknownNodes.set(nodeName, new Map(info.pods))
  }

  setPod(pod: Pod): void {
    const uid = pod.metadata.uid ?? ''
    const nodeName = pod.spec?.nodeName ?? ''
    const before = this.#placed.get(uid)
    this.#assumed.delete(uid)
    if (before !== undefined && before.nodeName === nodeName && sameSums(before.info.pod, pod)) {
      const { request, nonZero, hostPorts } = before.info
      const info = { pod, request, nonZero, hostPorts }
      this.#placed.set(uid, { info, nodeName })
      const node = this.#nodes.get(nodeName)
      if (node === undefined) this.#podsOfUnknownNodes.get(nodeName)?.set(uid, info)
      else node.replacePod(uid, info)
      return
    }
    this.removePod(uid)
    this.#place(podInfoOf(pod), nodeName)
  }

  removePod(uid: string): string | undefined {
    const nodeName = this.#placed.get(uid)?.nodeName
    if (nodeName === undefined) return undefined
    this.#placed.delete(uid)
    this.#assumed.delete(uid)
    this.#nodes.get(nodeName)?.removePod(uid)
    this.#podsOfUnknownNodes.get(nodeName)?.delete(uid)
    return nodeName
  }

  assumePod(pod: Pod, nodeName: string): void {
    this.#place(podInfoOf(pod), nodeName)
    this.#assumed.add(pod.metadata.uid ?? '')
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid)
  }

  #listNodes(): readonly NodeInfo[] {
    this.#ordered ??= this.#tree.list().flatMap((name) => this.#nodes.get(name) ?? [])
    return this.#ordered
  }

  #addNode(info: NodeInfo): void {
    this.#nodes.set(info.name, info)
    this.#countImages(info.images, 1)
    for (const pod of this.#podsOfUnknownNodes.get(info.name)?.values() ?? []) info.addPod(pod)
    this.#podsOfUnknownNodes.delete(info.name)
  }

  #place(info: PodInfo, nodeName: string): void {
    const uid = info.pod.metadata.uid ?? ''
    this.#placed.set(uid, { info, nodeName })
    const node = this.#nodes.get(nodeName)
    if (node !== undefined) {
      node.addPod(info)
      return
    }
    const waiting = this.#podsOfUnknownNodes.get(nodeName) ?? new Map<string, PodInfo>()
    waiting.set(uid, info)
    this.#podsOfUnknownNodes.set(nodeName, waiting)
  }

  #countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const [name, size] of images) {
      const { bytes = size, nodes = 0 } = this.#images.get(name) ?? {}
      if (nodes + by === 0) this.#images.delete(name)
      else this.#images.set(name, { bytes, nodes: nodes + by })
    }
  }
}

/** True when nothing that the sums of a Pod's requests are made from differs; a kubelet writes the status often. */
export function sameSums(a: Pod, b: Pod): boolean {
  const same =
    a.spec?.containers === b.spec?.containers &&
    a.spec?.initContainers === b.spec?.initContainers &&
    a.spec?.resources === b.spec?.resources &&
    a.spec?.overhead === b.spec?.overhead
  return same && sameResizes(a.status ?? {}, b.status ?? {})
}

/** True when nothing differs in the parts of a status that an in-place resize changes. */
function sameResizes(a: PodStatus, b: PodStatus): boolean {
  return (
    isSameResize(a, b) &&
    haveSameResizes(a.containerStatuses, b.containerStatuses) &&
    haveSameResizes(a.initContainerStatuses, b.initContainerStatuses)
  )
}

function haveSameResizes(
  a: readonly ContainerStatus[] = [],
  b: readonly ContainerStatus[] = [],
): boolean {
  if (a === b) return true
  const [was, is] = [a.filter(isSized), b.filter(isSized)]
  return (
    was.length === is.length &&
    was.every((one, index) => {
      const other = is[index]
      return other !== undefined && one.name === other.name && isSameResize(one, other)
    })
  )
}

type Sizes = Pick<ContainerStatus, 'resources' | 'allocatedResources'>

function isSized({ resources, allocatedResources }: Sizes): boolean {
  return (resources ?? allocatedResources) !== undefined
}

function isSameResize(a: Sizes, b: Sizes): boolean {
  return equal(a.resources, b.resources) && equal(a.allocatedResources, b.allocatedResources)
}
