// A container runtime whose containers do what a test says, for the tests of this folder.
import type { ContainerRecord, PodRef, SandboxRecord } from '#api/runtime/records.ts'
import { must } from '#lib/assert.ts'
import type {
  ContainerConfig,
  CriResult,
  ExecResult,
  ImageStatus,
  ImageUser,
  NodeRuntime,
  PodSandboxConfig,
  ProbeAnswer,
  PulledImage,
  RuntimeEvent,
  RuntimeService,
  VolumeHost,
  VolumeSetup,
} from '#runtime/cri.ts'
import { createListeners } from '#lib/listeners.ts'
import type { Clock } from '#sim/clock.ts'
import { createScope } from '#sim/scope.ts'
import { createFuture, type Future, settledFuture } from '#sim/task.ts'
import { type Alarms, createAlarms } from '../alarms.ts'
import { FakeDisk } from './fake-disk.ts'
import type { Behaviour, FakeRuntimeOptions } from './fake-runtime-options.ts'

/** With the question for its status that follows. */
const SANDBOX_MS = 200.1
const PULL_MS = 800
const EXEC_MS = 10
/** An answer over the network comes after all that happens at the moment of the question. */
const NETWORK_MS = 0.03
/** That a command ended with its container is heard after all that follows from the end at that moment. */
const CUT_OFF_MS = 0.03
const BYTES = 1000

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
  #lastPull: Future<unknown> = settledFuture(undefined)
  readonly #pulls = new Map<string, number>()
  readonly #ids = new Map<string, number>()
  readonly #listeners = createListeners<RuntimeEvent>()
  #count = 0

  constructor(options: FakeRuntimeOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#alarms = createAlarms(options.clock, `fake-runtime/${options.nodeName}`, createScope())
    this.#images = new Set(options.presentImages ?? [])
  }

  imageStatus(image: string): ImageStatus | undefined {
    return this.#images.has(image)
      ? { name: image, id: `sha256:${image}`, bytes: BYTES }
      : undefined
  }

  readonly refusal = null

  onAnswers(): () => void {
    return () => {}
  }

  imageUser(): ImageUser {
    return { uid: 0, username: '' }
  }

  pullImage(image: string): Future<CriResult<PulledImage>> {
    const nth = (this.#pulls.get(image) ?? 0) + 1
    this.#pulls.set(image, nth)
    const isMissing = this.#options.missingImages?.includes(image) === true
    const { takesMs = PULL_MS, error = isMissing ? `${image}: not found` : undefined } =
      this.#options.pull?.(image, nth) ?? {}
    const askedMs = this.#clock.nowMs
    return this.#oneByOne(() => {
      this.#call(`pull ${image}`)
      return this.#later(takesMs, (): CriResult<PulledImage> => {
        if (error !== undefined) return { ok: false, reason: 'ErrImagePull', message: error }
        this.#images.add(image)
        const durations = { durationMs: takesMs, durationWithWaitMs: this.#clock.nowMs - askedMs }
        const id = `sha256:${image}`
        return { ok: true, value: { name: image, id, bytes: BYTES, ...durations } }
      })
    })
  }

  /** Starts a pull when the one before has ended. */
  #oneByOne<T>(start: () => Future<T>): Future<T> {
    const result = createFuture<T>()
    const before = this.#lastPull
    before.whenSettled(() => {
      const pull = start()
      pull.whenSettled(() => result.settle(pull.value))
    })
    this.#lastPull = result
    return result
  }

  runPodSandbox(config: PodSandboxConfig): Future<CriResult<SandboxRecord>> {
    this.#call('run sandbox')
    return this.#later(SANDBOX_MS, (): CriResult<SandboxRecord> => {
      const { pod, attempt, hostNetwork } = config
      const id = this.#newId(`${pod.name}-sandbox-${attempt}`)
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
      this.#tell('SandboxStarted', pod.uid, null)
      return { ok: true, value: sandbox }
    })
  }

  stopPodSandbox(id: string): void {
    const sandbox = this.#sandboxes.get(id)
    if (sandbox?.state !== 'ready') return
    this.#call('stop sandbox')
    this.#sandboxes.set(id, { ...sandbox, state: 'notready', ip: '' })
  }

  removePodSandbox(id: string): void {
    this.#sandboxes.delete(id)
  }

  pods(): readonly PodRef[] {
    const refs = new Map([...this.#sandboxes.values()].map(({ pod }) => [pod.uid, pod]))
    return [...refs.values()]
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
    const id = this.#newId(`${sandbox.pod.name}-${config.name}-${config.attempt}`)
    const record = makeRecord(sandbox, config, { id, nowMs: this.#clock.nowMs })
    this.#instances.set(id, { record, gone: createFuture<void>() })
    return { ok: true, value: { containerId: id } }
  }

  startContainer(id: string): CriResult<null> {
    const instance = this.#find(id)
    const { nowMs } = this.#clock
    const { runMs, exitCode = 0, startError, reason } = this.#behaviourOf(instance)
    this.#call(`start ${instance.record.name} ${instance.record.attempt}`)
    if (startError !== undefined) {
      const failed = { exitCode: 128, reason: 'StartError', message: startError }
      instance.record = { ...instance.record, ...failed, state: 'exited', finishedAtMs: nowMs }
      return { ok: false, reason: 'StartError', message: startError }
    }
    instance.record = { ...instance.record, state: 'running', startedAtMs: nowMs }
    this.#say(`start ${instance.record.name}`)
    this.#tell('ContainerStarted', instance.record.pod.uid, id)
    if (runMs !== undefined) {
      this.#alarms
        .after(runMs, 'run')
        .done.whenSettled(() => this.#exit(instance, exitCode, reason))
    }
    return { ok: true, value: null }
  }

  stopContainer(id: string, gracePeriodMs: number): Future<void> {
    const instance = this.#find(id)
    if (instance.record.state !== 'running') return settledFuture(undefined)
    this.#say(`term ${instance.record.name} ${gracePeriodMs / 1000}s`)
    this.#call(`stop ${instance.record.name} within ${Math.round(gracePeriodMs / 1000)}s`)
    const { termMs = 100, termExitCode = 0 } = this.#behaviourOf(instance)
    const graceful = termMs !== null && termMs <= gracePeriodMs
    const alarm = this.#alarms.after(graceful ? termMs : gracePeriodMs, 'stop')
    alarm.done.whenSettled(() => this.#exit(instance, graceful ? termExitCode : 137))
    return instance.gone
  }

  removeContainer(id: string): void {
    this.#instances.delete(id)
  }

  containers(uid: string): readonly ContainerRecord[] {
    return this.allContainers().filter(({ pod }) => pod.uid === uid)
  }

  terminationMessage(id: string): string {
    const instance = this.#find(id)
    return this.#behaviourOf(instance).message ?? ''
  }

  logs(id: string): readonly string[] {
    return this.#behaviourOf(this.#find(id)).log ?? ['last words']
  }

  exec(id: string, command: readonly string[], timeoutMs: number): Future<ExecResult> {
    this.#say(`exec ${command.join(' ')}`)
    const instance = this.#instances.get(id)
    if (instance?.record.state !== 'running') {
      const error = `running container ${id}: not found`
      return settledFuture({ exitCode: 1, output: '', timedOut: false, error })
    }
    const result = this.#options.exec?.(command, this.#clock.nowMs, instance.record)
    const { takesMs = EXEC_MS, exitCode = 0, output = '', timedOut, error } = result ?? {}
    const isLate = timedOut ?? takesMs > timeoutMs
    const reply = (): ExecResult => ({
      exitCode,
      output,
      timedOut: isLate,
      ...(error === undefined ? {} : { error }),
    })
    if (takesMs === 0) return settledFuture(reply())
    const done = this.#later(Math.min(takesMs, timeoutMs), reply)
    const killed: ExecResult = { exitCode: 137, output: '', timedOut: false }
    instance.gone.whenSettled(() => this.#later(CUT_OFF_MS, () => done.settle(killed)))
    return done
  }

  probeHttp(id: string, _host: string, port: number, path: string): Future<ProbeAnswer> {
    const ok: ProbeAnswer = { kind: 'http', statusCode: 200 }
    return this.#reply(() => this.#probe(id, port, path) ?? ok)
  }

  probeTcp(id: string, _host: string, port: number): Future<ProbeAnswer> {
    return this.#reply(() => this.#probe(id, port, null) ?? { kind: 'open' })
  }

  /** The answer of the moment of the question, unless nobody listens any more when the connection would be taken. */
  #reply(ask: () => ProbeAnswer): Future<ProbeAnswer> {
    const answer = ask()
    const taken = (): ProbeAnswer =>
      answer.kind !== 'refused' && ask().kind === 'refused' ? { kind: 'reset' } : answer
    return this.#later(NETWORK_MS, taken)
  }

  #probe(sandboxId: string, port: number, path: string | null): ProbeAnswer | undefined {
    return this.#options.probe?.(this.#clock.nowMs, { sandboxId, port, path })
  }

  foresee(): null {
    return null
  }

  subscribe(listener: (event: RuntimeEvent) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Ends the running containers of that name. */
  kill(containerName: string, exitCode: number, reason?: string): void {
    for (const instance of this.#instances.values()) {
      if (instance.record.name === containerName) this.#exit(instance, exitCode, reason)
    }
  }

  /** Ends a Pod's sandbox and all that runs in it, as a reboot of the node does. */
  killSandbox(podUid: string): void {
    for (const sandbox of this.podSandboxes(podUid)) {
      this.#sandboxes.set(sandbox.id, { ...sandbox, state: 'notready', ip: '' })
      this.#tell('SandboxDied', podUid, null)
    }
    for (const instance of this.#instances.values()) {
      if (instance.record.pod.uid === podUid) this.#exit(instance, 137)
    }
  }

  /** Ends all that runs, as a machine does that loses its power; one that forgets has no records of it. */
  lose(forgets: boolean): void {
    for (const instance of this.#instances.values()) this.#exit(instance, 255, 'Unknown')
    for (const [id, sandbox] of this.#sandboxes)
      this.#sandboxes.set(id, { ...sandbox, state: 'notready', ip: '' })
    if (!forgets) return
    this.#instances.clear()
    this.#sandboxes.clear()
  }

  /** The runtime finds, when it starts again, what had been lost. */
  recover(): void {
    const finishedAtMs = this.#clock.nowMs
    for (const instance of this.#instances.values()) {
      if (instance.record.reason === 'Unknown')
        instance.record = { ...instance.record, finishedAtMs }
    }
  }

  /** The containers of all Pods, oldest first. */
  allContainers(): readonly ContainerRecord[] {
    return [...this.#instances.values()].map(({ record }) => record)
  }

  /** The IDs of all containers and sandboxes that are not removed. */
  everything(): readonly string[] {
    return [...this.#instances.keys(), ...this.#sandboxes.keys()]
  }

  /** The name itself, or with a number when a Pod of that name was there before. */
  #newId(name: string): string {
    this.#count += 1
    const nth = (this.#ids.get(name) ?? 0) + 1
    this.#ids.set(name, nth)
    return nth === 1 ? name : `${name}-${nth}`
  }

  #call(what: string): void {
    this.#options.onCall?.(what)
  }

  #say(text: string): void {
    this.log.push(`${(this.#clock.nowMs / 1000).toFixed(1)} ${text}`)
  }

  #tell(type: RuntimeEvent['type'], podUid: string, containerId: string | null): void {
    this.#listeners.tell({ type, podUid, containerId })
  }

  #later<T>(delayMs: number, value: () => T): Future<T> {
    const future = createFuture<T>()
    this.#alarms.after(delayMs, 'later').done.whenSettled(() => future.settle(value()))
    return future
  }

  #exit(
    instance: Instance,
    exitCode: number,
    reason: string = exitCode === 0 ? 'Completed' : 'Error',
  ): void {
    if (instance.record.state !== 'running') return
    const finishedAtMs = this.#clock.nowMs
    instance.record = { ...instance.record, state: 'exited', finishedAtMs, exitCode, reason }
    this.#say(`exit ${instance.record.name} ${exitCode}`)
    this.#call(`${instance.record.name} exited with ${exitCode}`)
    this.#tell('ContainerDied', instance.record.pod.uid, instance.record.id)
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
