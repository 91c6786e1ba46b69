// The extension points of the scheduling framework, in the order of an attempt.
// Follows k8s.io/kube-scheduler/framework/interface.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'
import type { CycleState } from './cycle-state.ts'
import type { ClusterEventWithHint } from './events.ts'
import type { NodeInfo } from './node-info.ts'
import type { Status } from './status.ts'

/**
 * The nodes and their Pods as the scheduler knows them. An attempt runs within one instant, so
 * what upstream copies into a snapshot is read here in place.
 */
export interface Snapshot {
  /** All nodes, one of each zone in turn. */
  readonly nodes: readonly NodeInfo[]
  get(nodeName: string): NodeInfo | undefined
  /** How many nodes have an image, by its normalized name. */
  nodesWithImage(imageName: string): number
  /** How large an image is, as the first node that had it said. */
  bytesOfImage(imageName: string): number
}

/** A Pod in the queue, as far as plugins see it. */
export interface QueuedPodInfo {
  readonly pod: Pod
  /** When it came into the queue for its present try. */
  readonly timestampMs: number
  /** Its place among Pods of the same time. */
  readonly sequence: number
}

export interface Plugin {
  readonly name: string
  /** What may make a Pod schedulable that this plugin rejected. */
  readonly eventsToRegister?: readonly ClusterEventWithHint[]
}

export interface PreEnqueuePlugin extends Plugin {
  /** Keeps a Pod out of the queue by a rejection. */
  preEnqueue(pod: Pod): Status | null
}

export interface QueueSortPlugin extends Plugin {
  /** True when `a` is tried before `b`; a strict total order. */
  less(a: QueuedPodInfo, b: QueuedPodInfo): boolean
}

export interface PreFilterOutcome {
  readonly status: Status | null
  /** The only nodes that can do, or undefined for all. */
  readonly nodeNames?: ReadonlySet<string>
}

export interface PreFilterPlugin extends Plugin {
  preFilter(state: CycleState, pod: Pod, snapshot: Snapshot): PreFilterOutcome
}

export interface FilterPlugin extends Plugin {
  filter(state: CycleState, pod: Pod, node: NodeInfo): Status | null
}

/** Why each node was rejected; nodes that are not in `statuses` have the status `absent`. */
export interface NodeToStatus {
  readonly statuses: ReadonlyMap<string, Status>
  readonly absent: Status
}

export interface PostFilterOutcome {
  /** Null: it made room. A rejection lets the next plugin try; anything else ends it. */
  readonly status: Status | null
  /** The node that room was made on; null clears an older nomination; undefined leaves it. */
  readonly nominatedNodeName?: string | null
  /** The Pods that must go from the nominated node. */
  readonly victims?: readonly Pod[]
}

export interface PostFilterPlugin extends Plugin {
  postFilter(state: CycleState, pod: Pod, nodes: NodeToStatus): PostFilterOutcome
}

export interface PreScorePlugin extends Plugin {
  preScore(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): Status | null
}

export interface ScorePlugin extends Plugin {
  /** A whole number; 0..100 unless `normalizeScore` brings it there. */
  score(state: CycleState, pod: Pod, node: NodeInfo): number
  /** Brings the scores of all nodes into 0..100; may change the array it is given. */
  normalizeScore?(scores: number[], state: CycleState, pod: Pod): readonly number[]
}

export interface ReservePlugin extends Plugin {
  reserve(state: CycleState, pod: Pod, nodeName: string): Status | null
  unreserve(state: CycleState, pod: Pod, nodeName: string): void
}

export interface PreBindPlugin extends Plugin {
  /** Does what must be done before binding; 'Wait' asks to be called again after a volume event. */
  preBind(state: CycleState, pod: Pod, nodeName: string): Status | null
}

export type AnyPlugin = Plugin &
  Partial<
    Omit<PreEnqueuePlugin, keyof Plugin> &
      Omit<QueueSortPlugin, keyof Plugin> &
      Omit<PreFilterPlugin, keyof Plugin> &
      Omit<FilterPlugin, keyof Plugin> &
      Omit<PostFilterPlugin, keyof Plugin> &
      Omit<PreScorePlugin, keyof Plugin> &
      Omit<ScorePlugin, keyof Plugin> &
      Omit<ReservePlugin, keyof Plugin> &
      Omit<PreBindPlugin, keyof Plugin>
  >

/** What the framework lends to plugins. */
export interface Handle {
  readonly client: Client
  readonly snapshot: Snapshot
  readonly prng: Prng
  readonly clock: Clock
  readonly recorder: EventRecorder
  /** Runs all filters on a node, counting Pods nominated to it; null when it passes. */
  runFilters(state: CycleState, pod: Pod, node: NodeInfo): Status | null
}
