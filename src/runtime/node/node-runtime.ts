// The container runtime of one node behind the interface that the kubelet uses.
// Follows the division of k8s.io/cri-api runtime/v1 (v1.36): RuntimeService and ImageService.
import type { ContainerRecord, PodRef, SandboxRecord } from '#api/runtime/records.ts'
import { NO_RUNTIME } from '#api/runtime/kubelet-reach.ts'
import { createListeners } from '#lib/listeners.ts'
import { createScope } from '#sim/scope.ts'
import { createFuture, settledFuture, wait, type Future, type Task } from '#sim/task.ts'
import type { Container } from '../container/container.ts'
import {
  askQuestion,
  type ContainerConfig,
  type DiskUsage,
  type CriResult,
  type ExecResult,
  type Foreseen,
  type ImageStatus,
  type ImageUser,
  type NodeRuntime,
  type PodSandboxConfig,
  type ProbeAnswer,
  type ProbeQuestion,
  type ProbeReply,
  type PulledImage,
  type RuntimeEvent,
  type RuntimeService,
} from '../cri.ts'
import { createDisk, type Disk } from '../filesystem/disk.ts'
import { createVolumes, type Volumes } from '../filesystem/volumes.ts'
import { Rehearsal, rehearse } from '../rest/rehearsal.ts'
import { createChanges } from '../rest/changes.ts'
import { createRepetition } from '../rest/repetition.ts'
import { hexOf } from '../images/reference.ts'
import { userOfImage } from '../images/image-users.ts'
import { createImageStore, type ImageStore } from '../images/store.ts'
import type { Shared } from '../shared.ts'
import { createAddresses, type Addresses } from './addresses.ts'
import { probeHttp, probeTcp } from './probe.ts'
import { Sandbox } from './sandbox.ts'
import { sandboxRefusal } from './too-little-memory.ts'

const LOCALHOST = '127.0.0.1'
/** The key of those who count on an answer of the runtime. */
const ANSWERS = 'answers'
/** How gRPC's code and the description that follows it begin; who makes or starts a container says the description alone. */
const CODE = 'rpc error: code = Unavailable desc = '
/** What is said of a call that was under way when the runtime ended. */
const CUT_SHORT = `${CODE}error reading from server: EOF`

const SANDBOX_MS = 180
const SANDBOX_SPREAD_MS = 200

export interface NodeAddress {
  readonly name: string
  readonly podCidr: string
  readonly ip: string
}

interface PodParts {
  readonly sandboxes: Sandbox[]
  readonly containers: Container[]
}

function removeFrom<T>(list: T[], item: T): void {
  const index = list.indexOf(item)
  if (index !== -1) list.splice(index, 1)
}

export class SimulatedNode implements NodeRuntime, RuntimeService {
  readonly service: RuntimeService = this
  readonly disk: Disk
  readonly volumes: Volumes
  readonly #shared: Shared
  readonly #address: NodeAddress
  readonly #images: ImageStore
  #addresses: Addresses
  /** By their ranges, also earlier ones, of which a Pod may still have an address. */
  readonly #ranges = new Map<string, Addresses>()
  readonly #sandboxes = new Map<string, Sandbox>()
  readonly #byContainer = new Map<
    string,
    { readonly container: Container; readonly sandbox: Sandbox }
  >()
  /** What there is of each Pod, by UID, oldest first. */
  readonly #byPod = new Map<string, PodParts>()
  readonly #listeners = createListeners<RuntimeEvent>()
  readonly #writers = createListeners<string>()
  readonly usage: DiskUsage = {
    volumeBytes: (uid, name) => this.volumes.usedBytes(uid, name),
    containerBytes: (uid, name) =>
      this.#byPod.get(uid)?.containers.findLast(({ record }) => record.name === name)
        ?.writtenBytes ?? 0,
    subscribe: (listener) => this.#writers.add(listener),
  }
  #made = 0
  /** What the machine is doing for containers; it ends with the power. */
  #power = createScope()
  /** The process of the runtime does not run. */
  #isStopped = false
  readonly #changes = createChanges()
  readonly #answering = createListeners<void>()
  /** What is being done for callers, each with how it fails when the process ends. */
  readonly #calls = new Set<() => void>()

  constructor(shared: Shared, address: NodeAddress) {
    this.#shared = shared
    this.#address = address
    this.disk = createDisk(shared, address.name)
    this.volumes = createVolumes(shared, address.name, this.disk, (uid) => this.#writers.tell(uid))
    this.#images = createImageStore(shared, address)
    this.#addresses = this.#rangeFor(address.podCidr)
    shared.network.namespace(address.ip)
  }

  cutNetwork(): void {
    this.#shared.network.cables.cut(this.#ownsIp)
    this.#images.isCut = true
  }

  mendNetwork(): void {
    this.#shared.network.cables.mend(this.#ownsIp)
    this.#images.isCut = false
  }

  /** New Pods get their addresses out of another range. */
  movePods(podCidr: string): void {
    this.#addresses = this.#rangeFor(podCidr)
  }

  #rangeFor(podCidr: string): Addresses {
    const known = this.#ranges.get(podCidr) ?? createAddresses(podCidr)
    this.#ranges.set(podCidr, known)
    return known
  }

  #rangeOf(ip: string): Addresses | undefined {
    return [...this.#ranges.values()].find((range) => range.has(ip))
  }

  /** Whether an address is the node's own or one of its Pods. */
  readonly #ownsIp = (ip: string): boolean =>
    ip === this.#address.ip || this.#rangeOf(ip) !== undefined

  imageStatus(image: string): ImageStatus | undefined {
    return this.#images.status(image)
  }

  /** Has images on the node without a pull. */
  loadImages(images: readonly string[]): void {
    this.#images.load(images)
  }

  imageUser(image: string): ImageUser {
    return userOfImage(image)
  }

  pullImage(image: string, pod: PodRef): Future<CriResult<PulledImage>> {
    return this.#call('ErrImagePull', () => this.#images.pull(image, pod, this.#power))
  }

  runPodSandbox(config: PodSandboxConfig): Future<CriResult<SandboxRecord>> {
    return this.#call(
      'CreatePodSandboxError',
      () => this.#power.spawn(this.#makeSandbox(config)).done,
    )
  }

  get refusal(): string | null {
    return this.#isStopped ? NO_RUNTIME : null
  }

  onAnswers(listener: () => void): () => void {
    return this.#answering.add(listener)
  }

  /** The process of the runtime ends: what it was making fails, what it has started runs on. */
  stopService(): void {
    this.#changes.tell(ANSWERS)
    this.#isStopped = true
    this.#power.end()
    this.#power = createScope()
    this.#images.giveUp('it was stopped')
    const calls = [...this.#calls]
    this.#calls.clear()
    this.#answering.tell()
    for (const fail of calls) fail()
  }

  /** It starts again, and finds all that it has started. */
  startService(): void {
    this.#changes.tell(ANSWERS)
    this.#isStopped = false
    this.#answering.tell()
  }

  /** Does what a caller asks for, which fails at once when nobody answers, and later when the process ends meanwhile. */
  #call<T>(reason: string, work: () => Future<CriResult<T>>): Future<CriResult<T>> {
    if (this.#isStopped) return settledFuture({ ok: false, reason, message: NO_RUNTIME })
    const done = work()
    if (done.settled) return done
    const answer = createFuture<CriResult<T>>()
    const fail = (): void => answer.settle({ ok: false, reason, message: CUT_SHORT })
    this.#calls.add(fail)
    done.whenSettled(() => {
      this.#calls.delete(fail)
      answer.settle(done.value)
    })
    return answer
  }

  #refused<T>(reason: string): CriResult<T> {
    return { ok: false, reason, message: NO_RUNTIME.slice(CODE.length) }
  }

  stopPodSandbox(sandboxId: string): void {
    const sandbox = this.#sandboxes.get(sandboxId)
    if (sandbox === undefined || sandbox.record.state === 'notready') return
    sandbox.stop()
    this.#releaseAddress(sandbox)
    this.#tell({ type: 'SandboxDied', podUid: sandbox.pod.uid, containerId: null })
  }

  removePodSandbox(sandboxId: string): void {
    const sandbox = this.#sandboxes.get(sandboxId)
    if (sandbox === undefined) return
    this.stopPodSandbox(sandboxId)
    const parts = this.#partsOf(sandbox.pod.uid)
    for (const container of sandbox.containers) {
      this.#byContainer.delete(container.record.id)
      removeFrom(parts.containers, container)
    }
    sandbox.remove()
    this.#sandboxes.delete(sandboxId)
    removeFrom(parts.sandboxes, sandbox)
    if (parts.sandboxes.length === 0) this.#byPod.delete(sandbox.pod.uid)
  }

  pods(): readonly PodRef[] {
    return [...this.#byPod.values()].flatMap(({ sandboxes }) => sandboxes[0]?.pod ?? [])
  }

  podSandboxes(podUid: string): readonly SandboxRecord[] {
    return (this.#byPod.get(podUid)?.sandboxes ?? []).map((one) => one.record)
  }

  createContainer(
    sandboxId: string,
    config: ContainerConfig,
  ): CriResult<{ readonly containerId: string }> {
    if (this.#isStopped) return this.#refused('CreateContainerError')
    const sandbox = this.#sandboxes.get(sandboxId)
    if (sandbox === undefined || sandbox.record.state === 'notready') {
      return {
        ok: false,
        reason: 'CreateContainerError',
        message: `sandbox "${sandboxId}" not found`,
      }
    }
    const made = sandbox.createContainer(config)
    if (!made.ok) return made
    const containerId = made.value.record.id
    this.#byContainer.set(containerId, { container: made.value, sandbox })
    this.#partsOf(sandbox.pod.uid).containers.push(made.value)
    return { ok: true, value: { containerId } }
  }

  startContainer(containerId: string): CriResult<null> {
    if (this.#isStopped) return this.#refused('RunContainerError')
    const container = this.#byContainer.get(containerId)?.container
    if (container === undefined || container.record.state !== 'created') {
      return {
        ok: false,
        reason: 'RunContainerError',
        message: `container "${containerId}" is not in created state`,
      }
    }
    const started = container.start()
    if (started.ok) this.#tell({ type: 'ContainerStarted', podUid: container.pod.uid, containerId })
    return started
  }

  /** One that is asked for while nobody answers is asked for again when somebody does. */
  stopContainer(containerId: string, gracePeriodMs: number): Future<void> {
    if (this.#isStopped) {
      const stopped = createFuture<void>()
      const forget = this.onAnswers(() => {
        forget()
        this.stopContainer(containerId, gracePeriodMs).whenSettled(() => stopped.settle())
      })
      return stopped
    }
    const container = this.#byContainer.get(containerId)?.container
    return container === undefined ? settledFuture(undefined) : container.requestStop(gracePeriodMs)
  }

  removeContainer(containerId: string): void {
    const known = this.#byContainer.get(containerId)
    if (known === undefined) return
    this.#byContainer.delete(containerId)
    removeFrom(this.#partsOf(known.container.pod.uid).containers, known.container)
    known.sandbox.removeContainer(known.container)
  }

  containers(podUid: string): readonly ContainerRecord[] {
    return (this.#byPod.get(podUid)?.containers ?? []).map((one) => one.record)
  }

  terminationMessage(containerId: string): string {
    const container = this.#byContainer.get(containerId)?.container
    const path = container?.parts.config.terminationMessagePath ?? ''
    const text = path === '' ? undefined : container?.parts.files.read(path)
    return text?.ok === true ? text.value : ''
  }

  logs(containerId: string, tail: number): readonly string[] {
    const lines = this.#byContainer.get(containerId)?.container.log.lines() ?? []
    return tail <= 0 ? [] : lines.slice(-tail)
  }

  exec(containerId: string, command: readonly string[], timeoutMs: number): Future<ExecResult> {
    this.#shared.stage.rehearsal?.needs(this.#changes, ANSWERS)
    if (this.#isStopped)
      return settledFuture({ exitCode: 1, output: '', timedOut: false, error: NO_RUNTIME })
    const container = this.#byContainer.get(containerId)?.container
    if (container !== undefined) return container.exec(command, timeoutMs)
    return settledFuture({
      exitCode: 1,
      output: `container "${containerId}" not found`,
      timedOut: false,
      error: `rpc error: code = NotFound desc = failed to exec in container: failed to find container "${containerId}" in store: not found`,
    })
  }

  probeHttp(
    sandboxId: string,
    host: string,
    port: number,
    path: string,
    timeoutMs: number,
  ): Future<ProbeAnswer> {
    return probeHttp(this.#probeTarget(sandboxId, host), port, path, timeoutMs)
  }

  probeTcp(sandboxId: string, host: string, port: number, timeoutMs: number): Future<ProbeAnswer> {
    return probeTcp(this.#probeTarget(sandboxId, host), port, timeoutMs)
  }

  foresee(question: ProbeQuestion): Foreseen | null {
    const shared = this.#shared
    if (shared.eager) return null
    const rehearsal = new Rehearsal()
    const ask = (): Future<ProbeReply> => askQuestion(this, question)
    const done = rehearse(shared.stage, rehearsal, ask)
    if (done === null) return null
    return {
      reply: done.value,
      repeat: (every, changed) =>
        createRepetition({ shared, rehearsal, every, doOnce: ask, changed }),
    }
  }

  subscribe(listener: (event: RuntimeEvent) => void): () => void {
    return this.#listeners.add(listener)
  }

  /**
   * Everything that runs on the node is gone at once, as when it loses its power. The disk, the images, the
   * volumes that are not in memory and the records of the containers stay.
   */
  powerOff(): void {
    this.#power.end()
    this.#power = createScope()
    this.#isStopped = false
    this.#calls.clear()
    this.#images.giveUp('its machine went off')
    for (const sandbox of this.#sandboxes.values()) {
      if (sandbox.record.state === 'notready') continue
      sandbox.lose(`machine \`${this.#address.name}\` went off`)
      this.#releaseAddress(sandbox)
    }
    this.volumes.powerOff()
  }

  /** The runtime starts with the machine: what it finds of containers that were lost ended now, as far as it knows. */
  powerOn(): void {
    for (const { container } of this.#byContainer.values()) container.recover()
  }

  /** Sends a text to a port of a sandbox from inside of its network namespace; null when nobody listens there. */
  connect(sandboxId: string, port: number, text: string): Future<string> | null {
    const { network } = this.#shared
    const namespace = this.#sandboxes.get(sandboxId)?.network
    if (namespace === undefined) return null
    const place = network.find(namespace, LOCALHOST, port, 'TCP')
    return place.kind === 'listener'
      ? network.ask(place.listener, { text, fromIp: LOCALHOST })
      : null
  }

  /** The container with this ID, or undefined when it is not on this node. */
  find(containerId: string): Container | undefined {
    return this.#byContainer.get(containerId)?.container
  }

  #partsOf(podUid: string): PodParts {
    const known = this.#byPod.get(podUid)
    if (known !== undefined) return known
    const parts: PodParts = { sandboxes: [], containers: [] }
    this.#byPod.set(podUid, parts)
    return parts
  }

  #probeTarget(sandboxId: string, host: string): Parameters<typeof probeTcp>[0] {
    const shared = this.#shared
    const address = this.#address
    const ip = host === '' ? (this.#sandboxes.get(sandboxId)?.record.ip ?? '') : host
    return { shared, from: shared.network.namespace(address.ip), ip }
  }

  *#makeSandbox(config: PodSandboxConfig): Task<CriResult<SandboxRecord>> {
    const shared = this.#shared
    const address = this.#address
    this.#made += 1
    const id = hexOf(`sandbox/${address.name}/${config.pod.uid}/${config.attempt}/${this.#made}`)
    const spread = shared.prng.fork(`sandbox/${id}`).next(SANDBOX_SPREAD_MS)
    yield* wait(shared.sleeper.sleep(SANDBOX_MS + spread, `sandbox of ${config.pod.name}`))
    const refused = sandboxRefusal(id, config)
    if (refused !== null) return refused
    const ip = config.hostNetwork ? address.ip : this.#addresses.take()
    if (ip === undefined) {
      const message = `rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": no IP addresses available in range set: ${address.podCidr}`
      return { ok: false, reason: 'CreatePodSandboxError', message }
    }
    const sandbox = new Sandbox({
      shared,
      nodeName: address.name,
      config,
      id,
      network: shared.network.namespace(ip),
      volumes: this.volumes,
      wrote: () => this.#writers.tell(config.pod.uid),
      containerEnded: (container) =>
        this.#tell({
          type: 'ContainerDied',
          podUid: config.pod.uid,
          containerId: container.record.id,
        }),
    })
    this.#sandboxes.set(id, sandbox)
    this.#partsOf(config.pod.uid).sandboxes.push(sandbox)
    this.#tell({ type: 'SandboxStarted', podUid: config.pod.uid, containerId: null })
    return { ok: true, value: sandbox.record }
  }

  #releaseAddress(sandbox: Sandbox): void {
    if (sandbox.record.hostNetwork) return
    this.#rangeOf(sandbox.record.ip)?.free(sandbox.record.ip)
    this.#shared.network.release(sandbox.record.ip)
  }

  #tell(event: RuntimeEvent): void {
    this.#listeners.tell(event)
  }
}
