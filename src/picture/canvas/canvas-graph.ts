// The picture of one moment as data: what the canvas shows and in which words, before anything has a
// place. `graphOf` makes it, `layout` gives it places, the components draw it.
import type { ControlPlaneState } from '#picture/words/control-plane-state.ts'
import type { PodSpec } from '#api/generated/types.ts'
import { findSorted } from '#lib/sorted-list.ts'
import type { Band, OwnerFacts } from '#picture/kinds/kind-picture.ts'
import type { ContainerRole } from '#api/core/containers.ts'

/** 'part': runs but is not ready; 'idle': its turn has not come. The others are those of the page. */
export type CanvasTone = 'run' | 'part' | 'wait' | 'fail' | 'done' | 'term' | 'idle'

/** A state as it is shown: a word beside the shape and the colour of its tone. */
export interface ShownState {
  readonly word: string
  readonly tone: CanvasTone
}

export interface MountPicture {
  readonly volume: string
  readonly path: string
  readonly readOnly: boolean
}

export interface ContainerPicture {
  readonly name: string
  readonly role: ContainerRole
  /** Its place among the init containers, from 1; null for others. */
  readonly number: number | null
  readonly image: string
  readonly state: ShownState
  /** What it does or why it waits, in a few words; '' when there is nothing to add. */
  readonly detail: string
  readonly restarts: number
  /** Mounts of the volumes that are shown. */
  readonly mounts: readonly MountPicture[]
}

export interface PortPicture {
  readonly port: number
  readonly protocol: string
  readonly containerName: string
  /** 'declared': in the manifest, nobody listens; 'clash': another container has the same port. */
  readonly state: 'declared' | 'listening' | 'clash'
}

export interface VolumePicture {
  readonly name: string
  /** The field of the volume source, with the name of its object: 'emptyDir', 'configMap site'. */
  readonly what: string
  /** Null while the volume is not set up. */
  readonly fileCount: number | null
  readonly files: readonly string[]
}

export interface PodPicture {
  /** The same through all moments of a run, and different for a Pod of the same name made later. */
  readonly id: string
  /** What a click selects. */
  readonly key: string
  readonly name: string
  readonly namespace: string
  readonly nodeName: string | null
  readonly state: ShownState
  readonly ready: number
  readonly total: number
  readonly restarts: number
  /** '' while it has none. */
  readonly ip: string
  readonly hostNetwork: boolean
  readonly ports: readonly PortPicture[]
  readonly containers: readonly ContainerPicture[]
  readonly volumes: readonly VolumePicture[]
  /** The key of the controller that owns it. */
  readonly owner: string | null
  /** For a static Pod, what is known of it beside its state. */
  readonly staticPod: { readonly file: string; readonly mirrored: boolean } | null
  /** Why it is not on a node yet, or has failed: the message of the condition or status. */
  readonly reason: string
  /** A Pod of the cluster itself (kube-system): drawn small. */
  readonly system: boolean
  readonly spec: PodSpec
  /** What it was made of, to find out whether it must be made again. */
  readonly sources: readonly unknown[]
}

export interface CapacityPicture {
  readonly label: 'cpu' | 'memory' | 'pods'
  readonly used: number
  readonly allocatable: number
  /** '0.6 / 2', '1.2 / 4Gi', '3 / 110'. */
  readonly text: string
}

/** What a Pod takes from its node, as the scheduler counts it. */
export interface PodShare {
  readonly key: string
  readonly name: string
  readonly cpuMilli: number
  readonly memoryBytes: number
}

export interface NodePicture {
  readonly key: string
  readonly name: string
  readonly state: ShownState
  /** What its machine is that the API server may not know yet: 'off', 'booting', 'cut off', 'kubelet stopped'; null while it works. */
  readonly machine: ShownState | null
  readonly controlPlane: boolean
  /** 'node-role.kubernetes.io/control-plane:NoSchedule'. */
  readonly taints: readonly string[]
  readonly capacity: readonly CapacityPicture[]
  /** Of the Pods that have not ended. */
  readonly shares: readonly PodShare[]
  /** The folder that its kubelet reads static Pods from. */
  readonly staticFolder: string
  readonly sources: readonly unknown[]
}

/** An autoscaler or a budget, as the box of whom it watches says it. */
export interface GuardPicture {
  readonly key: string
  readonly text: string
  readonly title: string
}

/** The place of a Pod with a name of its own, and what became of its claims. */
export interface PlacePicture {
  readonly label: string
  readonly pod: string
  /** 'Bound', 'Pending' ..., or 'missing': one for each claim. */
  readonly claims: readonly string[]
}

export interface OwnerPicture extends OwnerFacts {
  readonly key: string
  readonly kind: string
  readonly name: string
  /** The key of the owner that it is a child of; null for one that stands for itself. */
  readonly parent: string | null
  readonly band: Band | null
  readonly places: readonly PlacePicture[]
  readonly guards: readonly GuardPicture[]
  readonly sources: readonly unknown[]
}

/** Something in the API server that has no place on a node: a Service, a ConfigMap, a mirror Pod. */
export interface ApiItemPicture {
  readonly key: string
  readonly kind: string
  readonly name: string
  readonly mirror: boolean
  /** Who names it, when it is not there: 'Pod web, volume site'; null for what is there. */
  readonly missingFor: string | null
}

/** What moves at this moment: read from the shown journal entry, and gone with the next one. */
export type Movement =
  | { readonly kind: 'bound'; readonly entryId: number; readonly podId: string }
  | {
      readonly kind: 'volume'
      readonly entryId: number
      readonly podId: string
      readonly container: string
      readonly volume: string
      readonly direction: 'write' | 'read'
      readonly path: string
    }
  | {
      readonly kind: 'call'
      readonly entryId: number
      readonly fromPodId: string
      readonly fromContainer: string
      /** Null when nobody answered. */
      readonly toPodId: string | null
      readonly toContainer: string | null
      readonly address: string
      readonly outcome: string
    }

/** What the shown step is about. */
export interface Focus {
  readonly podId: string
  readonly container: string | null
}

/** What a picture shows besides the state of things. */
export interface Happening {
  readonly movement: Movement | null
  readonly focus: Focus | null
}

/** Each list is in the order of its names and the same reference as long as nothing in it changes. */
export interface CanvasGraph extends Happening {
  readonly nodes: readonly NodePicture[]
  /** In the order of their ids. */
  readonly pods: readonly PodPicture[]
  /** The Pods of each node that has some. */
  readonly podsOn: ReadonlyMap<string, readonly PodPicture[]>
  /** The Pods of each owner that has some, by its key. */
  readonly podsOf: ReadonlyMap<string, readonly PodPicture[]>
  /** The Pods without a node. */
  readonly waiting: readonly PodPicture[]
  readonly owners: readonly OwnerPicture[]
  readonly apiItems: readonly ApiItemPicture[]
  readonly controlPlane: ControlPlaneState
}

export const EMPTY_GRAPH: CanvasGraph = {
  nodes: [],
  pods: [],
  podsOn: new Map(),
  podsOf: new Map(),
  waiting: [],
  owners: [],
  apiItems: [],
  controlPlane: { deaf: null, schedulerAway: false },
  movement: null,
  focus: null,
}

/** The Pod of a picture by its id. */
export function podWithId(graph: CanvasGraph, id: string): PodPicture | undefined {
  return findSorted(graph.pods, id, idOf)
}

export const idOf = ({ id }: PodPicture): string => id

/** What a click on a container of a Pod selects. */
export const containerKey = (podKey: string, container: string): string => `${podKey}#${container}`
/** What a click on a volume of a Pod selects. */
export const volumeKey = (podKey: string, volume: string): string => `${podKey}~${volume}`
