// A container runtime whose containers do what a test says, for the tests of this folder.
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import { must } from '#lib/assert.ts'
import type {
  ContainerConfig,
  CriResult,
  ExecResult,
  ImageStatus,
  NodeDisk,
  NodeRuntime,
  PodSandboxConfig,
  ProbeAnswer,
  PulledImage,
  RuntimeEvent,
  RuntimeService,
  VolumeHost,
  VolumeSetup,
} from '#runtime/cri.ts'
import type { Clock } from '#sim/clock.ts'
import { createFuture, type Future, settledFuture } from '#sim/task.ts'
import { type Alarms, createAlarms } from '../alarms.ts'

/** What one instance of a container does. */
export interface Behaviour {
  /** Ends by itself after so long; for ever when it is missing. */
  readonly runMs?: number
  readonly exitCode?: number
  /** How long it takes to end after SIGTERM; never when null. */
  readonly termMs?: number | null
  /** The start fails with this message. */
  readonly startError?: string
}

export interface FakeRuntimeOptions {
  readonly clock: Clock
  readonly nodeName: string
  /** The behaviour of instance `attempt` of a container; by default it runs for ever. */
  readonly behave?: (name: string, attempt: number) => Behaviour
  readonly missingImages?: readonly string[]
  readonly presentImages?: readonly string[]
  readonly probe?: (timeMs: number) => ProbeAnswer
  readonly exec?: (command: readonly string[], timeMs: number) => ExecResult
  readonly files?: Readonly<Record<string, string>>
}

const SANDBOX_MS = 200
const PULL_MS = 800

interface Instance {
  record: ContainerRecord
  readonly gone: Future<void>
}

/** The runtime of one node: disk, volumes and service in one. */
export class FakeRuntime implements NodeRuntime {
  readonly service: FakeService
  readonly disk: FakeDisk
  /** All volumes in the order of their set-up and update. */
  readonly volumesSetUp: VolumeSetup[] = []
  readonly volumes: VolumeHost = {
    setUp: (_pod, setup) => {
      this.volumesSetUp.push(setup)
      return { ok: true, value: null }
    },
    update: (_pod, setup) => void this.volumesSetUp.push(setup),
    tearDown: () => {},
  }

  constructor(options: FakeRuntimeOptions) {
    this.service = new FakeService(options)
    this.disk = new FakeDisk(options.files ?? {})
  }
}

class FakeDisk implements NodeDisk {
  readonly #files: Map<string, string>
  readonly #watchers: ((path: string) => void)[] = []

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = new Map(Object.entries(files))
  }

  read(path: string): string | undefined {
    return this.#files.get(path)
  }

  list(folder: string): readonly { readonly path: string; readonly content: string }[] {
    return [...this.#files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, content]) => ({ path, content }))
  }

  write(path: string, content: string): void {
    this.#files.set(path, content)
    for (const watcher of this.#watchers) watcher(path)
  }

  remove(path: string): void {
    this.#files.delete(path)
    for (const watcher of this.#watchers) watcher(path)
  }

  watch(_folder: string, listener: (path: string) => void): void {
    this.#watchers.push(listener)
  }
}

class FakeService implements RuntimeService {
  /** What processes did: '3.2 start app', '9.0 term app 30s' ... */
  readonly log: string[] = []
  /** What containers were created with, in order. */
  readonly configs: ContainerConfig[] = []
  readonly #options: FakeRuntimeOptions
  readonly #clock: Clock
  readonly #alarms: Alarms
  readonly #instances = new Map<string, Instance>()
  readonly #sandboxes = new Map<string, SandboxRecord>()
  readonly #images: Set<string>
  readonly #listeners: ((event: RuntimeEvent) => void)[] = []
  #count = 0

  constructor(options: FakeRuntimeOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#alarms = createAlarms(options.clock, `fake-runtime/${options.nodeName}`)
    this.#images = new Set(options.presentImages ?? [])
  }

  imageStatus(image: string): ImageStatus | undefined {
    return this.#images.has(image) ? { name: image, id: `sha256:${image}`, bytes: 1 } : undefined
  }

  pullImage(image: string): Future<CriResult<PulledImage>> {
    return this.#later(PULL_MS, (): CriResult<PulledImage> => {
      if (this.#options.missingImages?.includes(image) === true) {
        return { ok: false, reason: 'ErrImagePull', message: `${image}: not found` }
      }
      this.#images.add(image)
      const durations = { durationMs: PULL_MS, durationWithWaitMs: PULL_MS }
      return { ok: true, value: { name: image, id: `sha256:${image}`, bytes: 1, ...durations } }
    })
  }

  runPodSandbox(config: PodSandboxConfig): Future<CriResult<SandboxRecord>> {
    return this.#later(SANDBOX_MS, (): CriResult<SandboxRecord> => {
      const { pod, attempt, hostNetwork } = config
      const id = this.#newId('s')
      const sandbox: SandboxRecord = {
        kind: 'Sandbox',
        id,
        nodeName: this.#options.nodeName,
        pod,
        attempt,
        state: 'ready',
        hostNetwork,
        ip: `10.244.1.${this.#count}`,
        createdAtMs: this.#clock.nowMs,
        ports: [],
      }
      this.#sandboxes.set(id, sandbox)
      return { ok: true, value: sandbox }
    })
  }

  stopPodSandbox(id: string): void {
    const sandbox = this.#sandboxes.get(id)
    if (sandbox !== undefined) this.#sandboxes.set(id, { ...sandbox, state: 'notready', ip: '' })
  }

  removePodSandbox(id: string): void {
    this.#sandboxes.delete(id)
  }

  podSandboxes(uid: string): readonly SandboxRecord[] {
    return [...this.#sandboxes.values()].filter(({ pod }) => pod.uid === uid)
  }

  createContainer(
    sandboxId: string,
    config: ContainerConfig,
  ): CriResult<{ readonly containerId: string }> {
    const sandbox = this.#sandboxes.get(sandboxId)
    if (sandbox === undefined) {
      return { ok: false, reason: 'CreateContainerError', message: 'no sandbox' }
    }
    this.configs.push(config)
    const id = this.#newId('c')
    const record = makeRecord(sandbox, config, { id, nowMs: this.#clock.nowMs })
    this.#instances.set(id, { record, gone: createFuture<void>() })
    return { ok: true, value: { containerId: id } }
  }

  startContainer(id: string): CriResult<null> {
    const instance = this.#find(id)
    const { nowMs } = this.#clock
    const { runMs, exitCode = 0, startError } = this.#behaviourOf(instance)
    if (startError !== undefined) {
      const failed = { exitCode: 128, reason: 'StartError', message: startError }
      instance.record = { ...instance.record, ...failed, state: 'exited', finishedAtMs: nowMs }
      return { ok: false, reason: 'StartError', message: startError }
    }
    instance.record = { ...instance.record, state: 'running', startedAtMs: nowMs }
    this.#say(`start ${instance.record.name}`)
    this.#tell('ContainerStarted', instance.record)
    if (runMs !== undefined) {
      this.#alarms.after(runMs, 'run').done.whenSettled(() => this.#exit(instance, exitCode))
    }
    return { ok: true, value: null }
  }

  stopContainer(id: string, gracePeriodMs: number): Future<void> {
    const instance = this.#find(id)
    if (instance.record.state !== 'running') return settledFuture(undefined)
    this.#say(`term ${instance.record.name} ${gracePeriodMs / 1000}s`)
    const { termMs = 100 } = this.#behaviourOf(instance)
    const graceful = termMs !== null && termMs < gracePeriodMs
    const alarm = this.#alarms.after(graceful ? termMs : gracePeriodMs, 'stop')
    alarm.done.whenSettled(() => this.#exit(instance, graceful ? 0 : 137))
    return instance.gone
  }

  removeContainer(id: string): void {
    this.#instances.delete(id)
  }

  containers(uid: string): readonly ContainerRecord[] {
    const records = [...this.#instances.values()].map(({ record }) => record)
    return records.filter(({ pod }) => pod.uid === uid)
  }

  terminationMessage(): string {
    return ''
  }

  logs(): readonly string[] {
    return ['last words']
  }

  exec(_id: string, command: readonly string[]): Future<ExecResult> {
    this.#say(`exec ${command.join(' ')}`)
    const ok = { exitCode: 0, output: '', timedOut: false }
    return this.#later(10, () => this.#options.exec?.(command, this.#clock.nowMs) ?? ok)
  }

  probeHttp(): Future<ProbeAnswer> {
    const answer = this.#options.probe?.(this.#clock.nowMs) ?? { kind: 'http', statusCode: 200 }
    return this.#later(1, () => answer)
  }

  probeTcp(): Future<ProbeAnswer> {
    return this.#later(1, () => this.#options.probe?.(this.#clock.nowMs) ?? { kind: 'open' })
  }

  subscribe(listener: (event: RuntimeEvent) => void): void {
    this.#listeners.push(listener)
  }

  /** Ends the running containers of that name. */
  kill(containerName: string, exitCode: number): void {
    for (const instance of this.#instances.values()) {
      if (instance.record.name === containerName) this.#exit(instance, exitCode)
    }
  }

  /** Ends a Pod's sandbox and all that runs in it, as a reboot of the node does. */
  killSandbox(podUid: string): void {
    for (const sandbox of this.podSandboxes(podUid)) this.stopPodSandbox(sandbox.id)
    for (const instance of this.#instances.values()) {
      if (instance.record.pod.uid === podUid) this.#exit(instance, 137)
    }
  }

  /** The IDs of all containers and sandboxes that are not removed. */
  everything(): readonly string[] {
    return [...this.#instances.keys(), ...this.#sandboxes.keys()]
  }

  #newId(prefix: string): string {
    this.#count += 1
    return `${prefix}${this.#count}`
  }

  #say(text: string): void {
    this.log.push(`${(this.#clock.nowMs / 1000).toFixed(1)} ${text}`)
  }

  #tell(type: RuntimeEvent['type'], { pod, id }: ContainerRecord): void {
    for (const listener of this.#listeners) listener({ type, podUid: pod.uid, containerId: id })
  }

  #later<T>(delayMs: number, value: () => T): Future<T> {
    const future = createFuture<T>()
    this.#alarms.after(delayMs, 'later').done.whenSettled(() => future.settle(value()))
    return future
  }

  #exit(instance: Instance, exitCode: number): void {
    if (instance.record.state !== 'running') return
    const reason = exitCode === 0 ? 'Completed' : 'Error'
    const finishedAtMs = this.#clock.nowMs
    instance.record = { ...instance.record, state: 'exited', finishedAtMs, exitCode, reason }
    this.#say(`exit ${instance.record.name} ${exitCode}`)
    this.#tell('ContainerDied', instance.record)
    instance.gone.settle()
  }

  #behaviourOf({ record }: Instance): Behaviour {
    return this.#options.behave?.(record.name, record.attempt) ?? {}
  }

  #find(id: string): Instance {
    return must(this.#instances.get(id), `no container ${id}`)
  }
}

function makeRecord(
  sandbox: SandboxRecord,
  config: ContainerConfig,
  made: { readonly id: string; readonly nowMs: number },
): ContainerRecord {
  const { name, attempt, image } = config
  return {
    kind: 'ContainerInstance',
    id: made.id,
    nodeName: sandbox.nodeName,
    sandboxId: sandbox.id,
    pod: sandbox.pod,
    name,
    attempt,
    image,
    imageId: `sha256:${image}`,
    state: 'created',
    createdAtMs: made.nowMs,
    startedAtMs: null,
    finishedAtMs: null,
    exitCode: null,
    signal: null,
    reason: '',
    message: '',
    activity: '',
  }
}
