// The interface between the kubelet and the container runtime of one node, after k8s.io/cri-api
// runtime/v1, with the volumes and the node's disk beside it. Everything that takes time is a future.
import type { Future } from '#sim/task.ts'
import type { DnsAnswer, DnsType } from './network/dns.ts'
import type { Changes } from './rest/changes.ts'
import type { ContainerRecord, PodRef, SandboxRecord } from '#api/runtime/records.ts'

export type CriResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly message: string }

/** Who an image runs as: a number, or with `uid` null a name. */
export interface ImageUser {
  readonly uid: number | null
  readonly username: string
}

export interface ImageStatus {
  readonly name: string
  readonly id: string
  readonly bytes: number
}

export interface PulledImage extends ImageStatus {
  readonly durationMs: number
  readonly durationWithWaitMs: number
}

export interface PodSandboxConfig {
  readonly pod: PodRef
  readonly attempt: number
  readonly hostname: string
  readonly hostNetwork: boolean
  readonly shareProcessNamespace: boolean
  /** What the Pod as a whole may take of memory; left out without a limit. */
  readonly memoryLimitBytes?: number
  /** What /etc/resolv.conf says; when it is missing, what it says in Pods of the default policy. */
  readonly dns?: DnsConfig
}

export interface DnsConfig {
  readonly servers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly string[]
}

export interface ContainerMount {
  readonly volumeName: string
  readonly mountPath: string
  readonly subPath: string
  readonly readOnly: boolean
}

export interface ContainerConfig {
  readonly name: string
  readonly attempt: number
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly workingDir: string
  readonly env: Readonly<Record<string, string>>
  readonly mounts: readonly ContainerMount[]
  /** containerPorts: what an image that we do not know listens on. */
  readonly ports: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' | 'SCTP' }[]
  readonly memoryLimitBytes: number | null
  readonly terminationMessagePath: string
  /** The content of /etc/hosts, which the kubelet manages. */
  readonly hosts?: string
  /** Its own file system is read-only; volumes are what their mounts say. */
  readonly readOnlyRootFilesystem?: boolean
  readonly privileged?: boolean
  /** It is expected to end: for what is assumed of programs that are not known. */
  readonly ends?: boolean
  /** With one of them, a shell waits for somebody to type instead of ending at once. */
  readonly stdin?: boolean
  readonly tty?: boolean
  /** The container in whose process namespace it is; left out for one of its own. */
  readonly targetId?: string
}

export interface ExecResult {
  readonly exitCode: number
  readonly output: string
  readonly timedOut: boolean
  /** Why the command could not be run at all, in the runtime's words; then there is no exit code to go by. */
  readonly error?: string
}

/** What a probe or a hook over the network met. */
export type ProbeAnswer =
  | { readonly kind: 'http'; readonly statusCode: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'refused' }
  /** Who listened ended before it took the connection. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'timeout' }

/** What a probe asks the runtime. `host` '' is the Pod's own IP. */
export type ProbeQuestion = { readonly timeoutMs: number } & (
  | { readonly kind: 'exec'; readonly containerId: string; readonly command: readonly string[] }
  | {
      readonly kind: 'http'
      readonly sandboxId: string
      readonly host: string
      readonly port: number
      readonly path: string
    }
  | {
      readonly kind: 'tcp'
      readonly sandboxId: string
      readonly host: string
      readonly port: number
    }
)

export type ProbeReply = ExecResult | ProbeAnswer

/** From `fromMs` on, once every `everyMs`, as a timer of `rank` would do it. */
export interface Every {
  readonly fromMs: number
  readonly everyMs: number
  readonly rank: number
}

/** What is done again and again without timers. */
export interface Repeated<T> {
  /** Ends it: how often it was begun, and the answer of the last time when that is still under way. */
  stop(): { readonly started: number; readonly underWay: Future<T> | null }
}

/** The answer that a question gets now, and again until something changes. */
export interface Foreseen {
  readonly reply: ProbeReply
  /** Asks again and again without timers. Before something changes, `changed` is told and must end it. */
  repeat(every: Every, changed: () => void): Repeated<ProbeReply>
}

export interface VolumeSetup {
  readonly name: string
  /** The field of the volume source: 'emptyDir', 'configMap', 'persistentVolumeClaim' ... */
  readonly type: string
  /** The files that it starts with (configMap, secret, downwardAPI, projected); paths are relative. */
  readonly files: readonly {
    readonly path: string
    readonly content: string
    readonly mode: number
  }[]
  readonly hostPath: { readonly path: string; readonly type: string } | null
  /** Content that outlives the Pod, shared by everyone who names it: 'pvc/default/data'. */
  readonly sharedKey: string | null
  readonly readOnly: boolean
  /** How many bytes it takes, when it is in memory. */
  readonly capacityBytes?: number
  /** Its content is in the machine's memory (`medium: Memory`), and goes with the power. */
  readonly inMemory: boolean
}

/** A running container ended, or something else changed that the kubelet must look at (PLEG). */
export interface RuntimeEvent {
  readonly type: 'ContainerStarted' | 'ContainerDied' | 'SandboxStarted' | 'SandboxDied'
  readonly podUid: string
  readonly containerId: string | null
}

export interface RuntimeService {
  /** Why it does not answer, in the words of its clients; null when it does. */
  readonly refusal: string | null
  /** Calls when it does not answer any more, and when it does again. Returns a function that ends it. */
  onAnswers(listener: () => void): () => void
  imageStatus(image: string): ImageStatus | undefined
  /** Who a container of the image runs as, when nothing else says it. */
  imageUser(image: string): ImageUser
  /** One pull at a time per node; fails with reason 'ErrImagePull' and the registry's words. */
  pullImage(image: string, pod: PodRef): Future<CriResult<PulledImage>>
  runPodSandbox(config: PodSandboxConfig): Future<CriResult<SandboxRecord>>
  /** Kills what still runs in it and gives the IP back. */
  stopPodSandbox(sandboxId: string): void
  removePodSandbox(sandboxId: string): void
  /** The Pods of which it has a sandbox, in whatever state, in the order in which they came. */
  pods(): readonly PodRef[]
  podSandboxes(podUid: string): readonly SandboxRecord[]
  createContainer(
    sandboxId: string,
    config: ContainerConfig,
  ): CriResult<{ readonly containerId: string }>
  /** Starts its process. Fails with reason 'StartError' or 'RunContainerError' (no such binary ...). */
  startContainer(containerId: string): CriResult<null>
  /** SIGTERM now, SIGKILL after `gracePeriodMs`; settles when the process is gone. */
  stopContainer(containerId: string, gracePeriodMs: number): Future<void>
  removeContainer(containerId: string): void
  /** All instances of a Pod's containers that are not removed, oldest first. */
  containers(podUid: string): readonly ContainerRecord[]
  /** The content of the container's termination message file, or ''. */
  terminationMessage(containerId: string): string
  /** The last lines that it printed, oldest first. */
  logs(containerId: string, tail: number): readonly string[]
  exec(containerId: string, command: readonly string[], timeoutMs: number): Future<ExecResult>
  /** `host` '' is the Pod's own IP. */
  probeHttp(
    sandboxId: string,
    host: string,
    port: number,
    path: string,
    timeoutMs: number,
  ): Future<ProbeAnswer>
  probeTcp(sandboxId: string, host: string, port: number, timeoutMs: number): Future<ProbeAnswer>
  /** The answer to a question, when nothing else comes of asking it than lines of logs; null when that cannot be said. */
  foresee(question: ProbeQuestion): Foreseen | null
  /** Returns a function that ends it. */
  subscribe(listener: (event: RuntimeEvent) => void): () => void
}

/** Asks a probe's question once. */
export function askQuestion(service: RuntimeService, question: ProbeQuestion): Future<ProbeReply> {
  const { timeoutMs } = question
  if (question.kind === 'exec')
    return service.exec(question.containerId, question.command, timeoutMs)
  const { kind, sandboxId, host, port } = question
  if (kind === 'tcp') return service.probeTcp(sandboxId, host, port, timeoutMs)
  return service.probeHttp(sandboxId, host, port, question.path, timeoutMs)
}

export interface NodeDisk {
  read(path: string): string | undefined
  /** Files directly in a folder, sorted by name. */
  list(folder: string): readonly { readonly path: string; readonly content: string }[]
  /** Null when it was written, else why not, in the words of the kernel. */
  write(path: string, content: string): string | null
  remove(path: string): void
  /** Makes a folder and those above it; one that is there stays. */
  makeFolder(path: string): void
  /** inotify: called after each write or removal below `folder`. Returns a function that ends it. */
  watch(folder: string, listener: (path: string) => void): () => void
}

export interface VolumeHost {
  /** Makes the volume for the Pod; fails with a FailedMount text such as 'hostPath type check failed: /x is not a directory'. */
  setUp(pod: PodRef, setup: VolumeSetup): CriResult<null>
  /** Replaces the projected files of a configMap, secret, downwardAPI or projected volume that is set up. */
  update(pod: PodRef, setup: VolumeSetup): void
  /** Forgets the Pod's volumes; emptyDir content is gone, shared content stays. */
  tearDown(podUid: string): void
}

export interface NodeRuntime {
  readonly service: RuntimeService
  readonly disk: NodeDisk
  readonly volumes: VolumeHost
  /** What was written; absent when nobody measures it. */
  readonly usage?: DiskUsage
}

/** What Pods have written to the disk of the node, in bytes. */
export interface DiskUsage {
  volumeBytes(podUid: string, volume: string): number
  /** The own file system of the newest instance of a container. */
  containerBytes(podUid: string, container: string): number
  /** Tells the UID of a Pod that has written something. Returns a function that ends it. */
  subscribe(listener: (podUid: string) => void): () => void
}

/** What processes can reach outside their Pod; the cluster answers from the Services in the API. */
export interface ServiceDirectory {
  /**
   * What the DNS server of the cluster says of a full name. `needs` is told the keys of `changes` that the answer
   * depends on, `from` the keys of the objects that make it what it is, also of one that is missing.
   */
  query(
    name: string,
    type: DnsType,
    needs?: (key: string) => void,
    from?: (objectKey: string) => void,
  ): DnsAnswer
  /** The IP and port behind a cluster IP and port, or undefined when no endpoint is there. */
  endpoint(
    clusterIp: string,
    port: number,
    protocol: 'TCP' | 'UDP' | 'SCTP',
    needs?: (key: string) => void,
    from?: (objectKey: string) => void,
  ): { readonly ip: string; readonly port: number } | undefined
  /** The last entry that changed what one of these objects is to those who ask; null when none has, or nobody counts. */
  lastChange?(objectKeys: Iterable<string>): number | null
  /** Tells, right after it, what has changed; absent when nobody tells, so that no answer can be foreseen. */
  readonly changes?: Changes
}
