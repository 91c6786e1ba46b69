// The container runtime of one node behind the interface that the kubelet uses.
// Follows the division of k8s.io/cri-api runtime/v1 (v1.36): RuntimeService and ImageService.
import type { ContainerRecord, PodRef, SandboxRecord } from '#api/runtime/records.ts'
import { createListeners } from '#lib/listeners.ts'
import { createScope } from '#sim/scope.ts'
import { wait, type Future, type Task } from '#sim/task.ts'
import { settledFuture } from '#sim/task.ts'
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
    return this.#images.pull(image, pod, this.#power)
  }

  runPodSandbox(config: PodSandboxConfig): Future<CriResult<SandboxRecord>> {
    return this.#power.spawn(this.#makeSandbox(config)).done
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

  stopContainer(containerId: string, gracePeriodMs: number): Future<void> {
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
    this.#images.powerOff()
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
