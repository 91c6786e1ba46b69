// The façade's own types: what a run is made from, and what it says when it stops.
import type { ManifestFile } from '#api/meta/manifest-fault.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { WatchDelay } from '#client/delayed-watch.ts'
import type { JournalEntry, World, WorldState } from '#client/world.ts'
import type { DecodeStaticPod } from '#kubelet/config/file-source.ts'
import type { ReadYaml } from '#kubelet/config/kubelet-config.ts'
import type { ProbePlans } from '#kubelet/prober/probe-plans.ts'
import type { ImageOverride } from '#runtime/shared.ts'
import type { PrintedAction } from './carry-out.ts'
import type { MachineSession } from './machine/machine-session.ts'
import type { Action } from './verbs.ts'

export type { DecodeStaticPod } from '#kubelet/config/file-source.ts'
export type { ReadYaml } from '#kubelet/config/kubelet-config.ts'
export type { ImageOverride } from '#runtime/shared.ts'

export interface StaticControlPlaneNode {
  readonly name: string
  readonly ip: string
}

export interface StaticControlPlane {
  /** By their paths on the node's disk. */
  readonly files: readonly { readonly path: string; readonly content: string }[]
  readonly images: readonly string[]
}

export interface ClusterOptions {
  readonly decodeStaticPod: DecodeStaticPod
  /** Reads the configuration of a kubelet on its disk; nobody looks for it when this is left out. */
  readonly readYaml?: ReadYaml
  readonly seed: number
  /** How late watches tell of a write, drawn for each event by the seed; at once when it is missing. */
  readonly watchDelayMs?: WatchDelay
  /** Node objects; the default three-node cluster when empty. */
  readonly nodes: readonly ApiObject[]
  /** Files on the nodes' disks at time zero. */
  readonly nodeFiles: readonly {
    readonly node: string
    readonly path: string
    readonly content: string
  }[]
  /**
   * Has scheduler and controllers run in containers of static Pods on the first control plane: their files, and the
   * images that are there from the start. Without it, and without such a Node, they work by themselves.
   */
  readonly staticControlPlane?: (node: StaticControlPlaneNode) => StaticControlPlane
  readonly images: readonly ImageOverride[]
  /** What a file holds that an action or a command names; undefined when there is no such file. */
  readonly manifests?: (path: string) => ManifestFile | undefined
  /** What a text holds as manifests, for commands that read files of a container. */
  readonly manifestsIn?: (path: string, text: string) => ManifestFile
  /** What a file of the scenario holds. */
  readonly text?: (path: string) => string | undefined
  /** Runs each time what happens again and again without a difference, instead of making a rule of it. For tests. */
  readonly eager?: boolean
  /** In the order of their time; those of time 0 come first. */
  readonly actions: readonly Action[]
}

/** What people do in a cluster, and the files that they do it with. */
export type Deeds = Pick<ClusterOptions, 'actions' | 'manifests' | 'text'>

/** Why `advance` came back. 'idle': nothing will ever happen again by itself, but what repeats itself without a difference. */
export interface Advanced {
  readonly reason: 'reached' | 'idle' | 'limit'
  readonly nowMs: number
  /** For 'limit': the sentence that says which. */
  readonly message: string | null
}

export interface Refusal {
  readonly object: ApiObject
  readonly status: Status
  readonly entry: number
}

export interface Cluster {
  readonly world: World
  readonly nowMs: number
  readonly journal: readonly JournalEntry[]
  /** What the API server refused so far. */
  readonly refusals: readonly Refusal[]
  /** What the actions printed that were begun so far, in their order. */
  readonly printed: readonly PrintedAction[]
  /** When probes run next, as it was planned at each moment so far. */
  readonly probePlans: Pick<ProbePlans, 'nextMs'>
  /** Lets time pass in a cluster at rest; one that is not stays where it is. */
  skipTo(timeMs: number): void
  /** What a command at the present moment is carried out against. */
  session(output: Pick<MachineSession, 'out' | 'err'>): MachineSession
  /** Plans other actions from the present on, as if they had been planned from the start. */
  changeActions(actions: readonly Action[]): void
  /** Plans this instead of what the cluster was made with, as if it had been made with that. Only before it is first advanced. */
  beginWith(deeds: Deeds): void
  /** Runs until virtual time `toMs`, or until a bound: `maxEntries` journal entries, `maxTimers` timers. */
  advance(
    toMs: number,
    limits?: { readonly maxEntries?: number; readonly maxTimers?: number },
  ): Advanced
  /** The state at a moment that was reached already, read from the journal. */
  seek(timeMs: number): WorldState
  /** A new cluster with the same history until `atMs` (exclusive) and other actions from then on. */
  fork(atMs: number, actions: readonly Action[]): Cluster
}
