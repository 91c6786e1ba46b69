// What the container runtime shows of itself: plain records in the journal's state, beside the API
// objects. The canvas draws them; the kubelet reads them through the CRI.

import type { LogRule } from './log-rules.ts'

export interface PodRef {
  readonly namespace: string
  readonly name: string
  /** The UID of the Pod that the kubelet runs (for a static Pod not the mirror's). */
  readonly uid: string
}

export interface ListeningPort {
  readonly port: number
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  readonly containerName: string
  readonly containerId: string
}

/** The Pod's network namespace: one IP, one loopback, one table of ports. Key `Sandbox/<node>/<id>`. */
export interface SandboxRecord {
  readonly kind: 'Sandbox'
  readonly id: string
  readonly nodeName: string
  readonly pod: PodRef
  readonly attempt: number
  readonly state: 'ready' | 'notready'
  readonly hostNetwork: boolean
  readonly ip: string
  readonly createdAtMs: number
  readonly ports: readonly ListeningPort[]
}

/** One instance of a container. Key `ContainerInstance/<node>/<id>`. */
export interface ContainerRecord {
  readonly kind: 'ContainerInstance'
  readonly id: string
  readonly nodeName: string
  readonly sandboxId: string
  readonly pod: PodRef
  readonly name: string
  readonly attempt: number
  readonly image: string
  readonly imageId: string
  /** The user of the image, when it is another than root. */
  readonly imageUid?: number
  readonly state: 'created' | 'running' | 'exited'
  readonly createdAtMs: number
  readonly startedAtMs: number | null
  readonly finishedAtMs: number | null
  readonly exitCode: number | null
  readonly signal: number | null
  /** 'Completed', 'Error', 'OOMKilled', 'StartError' ... */
  readonly reason: string
  readonly message: string
  /** What it does, in a few words, for the canvas: 'sleeping', 'waiting for Service `db`', 'serving on :80'. */
  readonly activity: string
}

/** A volume of a Pod as mounted on its node. Key `Volume/<node>/<pod uid>/<volume>`. */
export interface VolumeRecord {
  readonly kind: 'Volume'
  readonly nodeName: string
  readonly pod: PodRef
  readonly name: string
  /** 'emptyDir', 'configMap', 'hostPath' ... the field of the volume source. */
  readonly type: string
  /** Files by path inside the volume, at most 50 of them, with their size in bytes. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  readonly fileCount: number
}

/** The images on a node and those being pulled. Key `Images/<node>`. */
export interface ImagesRecord {
  readonly kind: 'Images'
  readonly nodeName: string
  readonly images: readonly { readonly name: string; readonly bytes: number }[]
  readonly pulling: readonly string[]
}

/** The files of a node's own disk that a scenario set or that hostPath volumes wrote. Key `Disk/<node>`. */
export interface DiskRecord {
  readonly kind: 'Disk'
  readonly nodeName: string
  readonly files: readonly { readonly path: string; readonly content: string }[]
  /** Folders that were made and hold no file; absent when there are none. */
  readonly folders?: readonly string[]
  /** What every node starts with and this one no longer has; absent when nothing is. */
  readonly removed?: readonly string[]
}

/** The lines that a container instance prints by a rule. Key `ContainerLog/<node>/<id>`; absent before the first. */
export interface LogRecord {
  readonly kind: 'ContainerLog'
  readonly nodeName: string
  readonly containerId: string
  readonly pod: PodRef
  readonly rules: readonly LogRule[]
}

/**
 * A machine of the cluster: its power and its kubelet process. Key `Machine/<node>`. 'starting': it has power
 * and boots; nothing runs on it yet.
 */
export interface MachineRecord {
  readonly kind: 'Machine'
  readonly nodeName: string
  readonly power: 'on' | 'starting' | 'off'
  readonly kubelet: 'running' | 'stopped'
  /** Nobody on another machine reaches it, and it reaches nobody; left out while it has a network. */
  readonly network?: 'cut'
  /** The process of its container runtime does not run, what it started does; left out while it runs. */
  readonly containerd?: 'stopped'
  /** The lease of its Node, renewed as long as the kubelet runs; null before it ran for the first time. */
  readonly lease: LeaseRule | null
}

/** Renewals of a lease as a rule: they cost no timer. `untilMs` is null while they go on. */
export interface LeaseRule {
  readonly fromMs: number
  readonly untilMs: number | null
}

/**
 * A part of the control plane that runs in a container, and what it does for the cluster. Key `Component/<name>`; there is
 * none where the control plane works by itself. 'waits': its container runs, and it does nothing yet.
 */
export interface ComponentRecord {
  readonly kind: 'Component'
  readonly name: 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler'
  readonly nodeName: string
  readonly state: 'works' | 'waits' | 'stopped'
  /** Of the API server: what clients get instead of an answer; null while it answers, and of the others. */
  readonly refusal: Unanswered | null
}

/** Why a client of the API server has no answer. */
export interface Unanswered {
  /** '172.18.0.2:6443'. */
  readonly address: string
  /** Nobody listens there, its machine is not there, or it cannot read and write its store. */
  readonly how: 'refused' | 'no route' | 'no store'
}

export type RuntimeRecord =
  | MachineRecord
  | ComponentRecord
  | SandboxRecord
  | ContainerRecord
  | LogRecord
  | VolumeRecord
  | ImagesRecord
  | DiskRecord

/** `data` of an entry of kind 'Log'. */
export interface LogData {
  readonly containerId: string
  readonly line: string
  readonly stream: 'stdout' | 'stderr'
  /** Its place among the lines of its millisecond that follow rules; null is behind them. */
  readonly rank: number | null
}
/** `data` of an entry of kind 'VolumeWrite' or 'VolumeRead'. */
export interface VolumeAccessData {
  readonly containerId: string
  readonly containerName: string
  readonly volumeKey: string
  readonly path: string
}
/** `data` of an entry of kind 'Call': one process spoke to another over the Pod network. */
export interface CallData {
  readonly fromContainerId: string
  readonly toContainerId: string | null
  readonly address: string
  readonly outcome: string
}
/** `data` of a report of a Pod's status: whether it brings news, or only says what a step before it has told. */
export interface StatusReportData {
  readonly reports: 'news' | 'known'
}
