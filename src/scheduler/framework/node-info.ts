// A node with the sums over its Pods, kept up as Pods come and go, so that a filter reads a number
// instead of a list. Follows pkg/scheduler/framework/types.go (v1.36), NodeInfo.
import type { Node, Pod } from '#api/generated/types.ts'
import { type HostPort, hostPortsOf } from '#api/core/host-ports.ts'
import { normalizeImageName } from '#api/core/image-name.ts'
import { createHostPorts } from './host-ports.ts'
import type { Resource } from './resource.ts'
import { allocatableOf, emptyResource, nonZeroOf, requestOf } from './resource.ts'

/** A Pod with what is often asked about it. */
export interface PodInfo {
  readonly pod: Pod
  readonly request: Resource
  /** Its cpu and memory with the defaults for containers that ask for none; for scoring only. */
  readonly nonZero: NonZero
  readonly hostPorts: readonly HostPort[]
}

export interface NonZero {
  readonly milliCpu: number
  readonly memory: number
}

/** Works out the sums of a Pod. */
export function podInfoOf(pod: Pod): PodInfo {
  return { pod, request: requestOf(pod), nonZero: nonZeroOf(pod), hostPorts: hostPortsOf(pod) }
}

/** The places of `NodeInfo.free`. */
export const FREE = { pods: 0, milliCpu: 1, memory: 2, ephemeralStorage: 3 } as const

/** What a node remembers of `countPods` at most. */
const MOST_COUNTS = 16

export class NodeInfo {
  readonly name: string
  node: Node
  allocatable: Resource & { readonly pods: number }
  /** The effective requests of all Pods here. */
  readonly requested: Resource = emptyResource()
  /** The same with defaults for cpu and memory; for scoring only. */
  readonly nonZeroRequested = { milliCpu: 0, memory: 0 }
  /**
   * What is left of the most asked-for resources, at the places of FREE. Nearly every look at a node
   * ends with these four numbers, so they lie side by side.
   */
  readonly free = new Float64Array(4)
  /** By UID, in the order in which they came. */
  readonly pods = new Map<string, PodInfo>()
  /** The UIDs of Pods with terms about other Pods, which are few. */
  readonly podsWithAffinity = new Set<string>()
  readonly hostPorts = createHostPorts()
  /** Bytes by normalized image name. */
  images: ReadonlyMap<string, number>
  /** What `countPods` has counted since these Pods are here. */
  readonly #counts = new Map<string, number>()

  constructor(node: Node) {
    this.name = node.metadata.name ?? ''
    this.node = node
    this.allocatable = allocatableOf(node)
    this.images = imagesOf(node)
    this.#updateFree()
  }

  /** Takes in a changed Node object. */
  setNode(node: Node): void {
    const before = this.node.status
    this.node = node
    // A heartbeat leaves these as they are, by reference, and it is by far the most frequent change.
    if (node.status?.allocatable !== before?.allocatable) {
      this.allocatable = allocatableOf(node)
      this.#updateFree()
    }
    if (node.status?.images !== before?.images) this.images = imagesOf(node)
  }

  addPod(info: PodInfo): void {
    const uid = info.pod.metadata.uid ?? ''
    this.pods.set(uid, info)
    this.#counts.clear()
    const { podAffinity, podAntiAffinity } = info.pod.spec?.affinity ?? {}
    if (podAffinity !== undefined || podAntiAffinity !== undefined) this.podsWithAffinity.add(uid)
    this.#count(info, 1)
    this.hostPorts.add(info.hostPorts)
  }

  /** Forgets a Pod; does nothing when it is not here. */
  removePod(uid: string): void {
    const info = this.pods.get(uid)
    if (info === undefined) return
    this.pods.delete(uid)
    this.#counts.clear()
    this.podsWithAffinity.delete(uid)
    this.#count(info, -1)
    this.hostPorts.remove(info.hostPorts)
  }

  /** Takes in a Pod that is here and has changed, but not in what the sums are made from. */
  replacePod(uid: string, info: PodInfo): void {
    const before = this.pods.get(uid)?.pod.metadata
    const { labels, deletionTimestamp } = info.pod.metadata
    this.pods.set(uid, info)
    if (before?.labels !== labels || before?.deletionTimestamp !== deletionTimestamp)
      this.#counts.clear()
  }

  /**
   * How many of the Pods here `isWanted`, which may look at their namespace, labels and deletionTimestamp only and is known by
   * `key`. It is counted once for as long as these stay, because Pods of one owner ask the same again and again.
   */
  countPods(key: string, isWanted: (pod: Pod) => boolean): number {
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    let count = 0
    for (const { pod } of this.pods.values()) if (isWanted(pod)) count += 1
    if (this.#counts.size >= MOST_COUNTS) this.#counts.clear()
    this.#counts.set(key, count)
    return count
  }

  /** A copy to try things out on. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.node)
    for (const info of this.pods.values()) copy.addPod(info)
    return copy
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    this.requested.milliCpu += sign * info.request.milliCpu
    this.requested.memory += sign * info.request.memory
    this.requested.ephemeralStorage += sign * info.request.ephemeralStorage
    for (const [name, amount] of info.request.scalar) {
      this.requested.scalar.set(name, (this.requested.scalar.get(name) ?? 0) + sign * amount)
    }
    this.nonZeroRequested.milliCpu += sign * info.nonZero.milliCpu
    this.nonZeroRequested.memory += sign * info.nonZero.memory
    this.#updateFree()
  }

  #updateFree(): void {
    const { free, allocatable, requested } = this
    free[FREE.pods] = allocatable.pods - this.pods.size
    free[FREE.milliCpu] = allocatable.milliCpu - requested.milliCpu
    free[FREE.memory] = allocatable.memory - requested.memory
    free[FREE.ephemeralStorage] = allocatable.ephemeralStorage - requested.ephemeralStorage
  }
}

function imagesOf(node: Node): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const image of node.status?.images ?? []) {
    for (const name of image.names ?? []) {
      sizes.set(normalizeImageName(name), image.sizeBytes ?? 0)
    }
  }
  return sizes
}
