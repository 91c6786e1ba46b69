// A Pod's sandbox on a node: its network namespace, and the containers that share it.
import type { PodRef, SandboxRecord } from '#api/runtime/records.ts'
import type { ContainerConfig, CriResult, PodSandboxConfig } from '../cri.ts'
import { Container } from '../container/container.ts'
import { observeAccess, reportCall } from '../container/narrate.ts'
import { makeFiles, type MadeFiles } from '../container/make-files.ts'
import { createdRecord } from '../container/record-changes.ts'
import { createSystem } from '../container/system.ts'
import { createFileSystem } from '../filesystem/mounts.ts'
import type { Volumes } from '../filesystem/volumes.ts'
import { findImage } from '../images/catalogue.ts'
import { imageUidOf } from '../images/image-users.ts'
import type { ImageSpec } from '../images/image-spec.ts'
import { hexOf, imageIdOf, parseImageReference } from '../images/reference.ts'
import { overrideOf } from '../images/store.ts'
import { libcOf } from '../images/dns-tools.ts'
import { createNetworkAccess } from '../network/access.ts'
import type { Listener, NetworkNamespace } from '../network/network.ts'
import { sleepOnStage } from '../rest/rehearsal.ts'
import { containerActor, type Shared } from '../shared.ts'

export interface SandboxParts {
  readonly shared: Shared
  readonly nodeName: string
  readonly config: PodSandboxConfig
  readonly id: string
  readonly network: NetworkNamespace
  readonly volumes: Volumes
  /** A container wrote to its own file system. */
  wrote(): void
  containerEnded(container: Container): void
}

export class Sandbox {
  readonly key: string
  readonly containers: Container[] = []
  readonly #parts: SandboxParts
  #current: SandboxRecord
  #created = 0

  constructor(parts: SandboxParts) {
    const { config, id, nodeName, network, shared } = parts
    this.#parts = parts
    this.key = `Sandbox/${nodeName}/${id}`
    this.#current = {
      kind: 'Sandbox',
      id,
      nodeName,
      pod: config.pod,
      attempt: config.attempt,
      state: 'ready',
      hostNetwork: config.hostNetwork,
      ip: network.ip,
      createdAtMs: shared.world.clock.nowMs,
      ports: [],
    }
    this.#commit(
      `has made the sandbox of Pod \`${this.pod.name}\` with IP ${network.ip}`,
      'SandboxCreated',
      this.#current,
    )
  }

  get record(): SandboxRecord {
    return this.#current
  }

  get pod(): PodRef {
    return this.#parts.config.pod
  }

  get network(): NetworkNamespace {
    return this.#parts.network
  }

  /** Makes a container; its volumes must be set up. */
  createContainer(config: ContainerConfig): CriResult<Container> {
    const reference = parseImageReference(config.image)
    if (reference === undefined)
      return { ok: false, reason: 'CreateContainerError', message: 'invalid reference format' }
    const { shared, nodeName } = this.#parts
    this.#created += 1
    const id = hexOf(
      `container/${nodeName}/${this.#parts.id}/${config.name}/${config.attempt}/${this.#created}`,
    )
    const image = findImage(reference)
    const made = this.#filesOf(config, image, id)
    if (typeof made === 'string')
      return { ok: false, reason: 'CreateContainerError', message: made }
    const { hostname } = this.#parts.config
    const imageUid = imageUidOf(config.image)
    made.tree.subscribe(() => this.#parts.wrote())
    let container: Container | null = null
    const files = createFileSystem(made.tree, made.mounts, shared.stage, (access) => {
      if (container !== null)
        observeAccess({ container, access, volumes: this.#parts.volumes, shared })
    })
    const instance: Container = new Container({
      shared,
      nodeName,
      config,
      hostname,
      image,
      files,
      target: this.#targetOf(config),
      writtenBytes: () => made.tree.usedBytes,
      filesProblem: made.problem,
      override: overrideOf(shared, config.image, config.name),
      record: createdRecord({ id, nodeName, sandboxId: this.#parts.id, pod: this.pod }, config, {
        imageId: imageIdOf(reference),
        nowMs: shared.world.clock.nowMs,
        ...(imageUid === 0 ? {} : { imageUid }),
      }),
      makeSystem: () =>
        createSystem({
          shared,
          container: instance,
          files,
          image,
          hostname,
          net: this.#networkOf(instance, files),
        }),
      ending: () => this.#parts.volumes.flush(this.pod.uid),
      ended: () => this.#containerEnded(instance),
    })
    container = instance
    this.containers.push(instance)
    return { ok: true, value: instance }
  }

  /** The container whose processes another one sees; null where it has ended. */
  #targetOf({ targetId }: ContainerConfig): Container | null {
    const target = this.containers.find(({ record }) => record.id === targetId)
    return target?.record.state === 'running' ? target : null
  }

  /** Kills what runs, and gives up the network. */
  stop(): void {
    for (const container of this.containers) {
      container.end({ code: 137, because: 'its Pod sandbox was stopped' })
    }
    if (this.#current.state === 'notready') return
    const stopped: SandboxRecord = { ...this.#current, state: 'notready', ports: [] }
    this.#commit(`has stopped the sandbox of Pod \`${this.pod.name}\``, 'SandboxStopped', stopped)
  }

  /** Everything in it is gone at once, and nobody saw how. */
  lose(because: string): void {
    for (const container of this.containers) container.lose(because)
    const lost: SandboxRecord = { ...this.#current, state: 'notready', ports: [] }
    this.#commit(`lost the sandbox of Pod \`${this.pod.name}\``, 'SandboxLost', lost)
  }

  removeContainer(container: Container): void {
    container.end({ code: 137, because: 'it was removed' })
    this.containers.splice(this.containers.indexOf(container), 1)
    container.remove()
  }

  /** Forgets it and its containers. */
  remove(): void {
    this.stop()
    for (const container of this.containers.slice()) this.removeContainer(container)
    this.#commit(`has removed the sandbox of Pod \`${this.pod.name}\``, 'SandboxRemoved', undefined)
  }

  #containerEnded(container: Container): void {
    if (this.network.closeContainer(container.record.id)) this.#portsChanged(container, null)
    this.#parts.containerEnded(container)
  }

  #networkOf(
    container: Container,
    files: Container['parts']['files'],
  ): ReturnType<typeof createNetworkAccess> {
    const { shared } = this.#parts
    const report = reportCall(shared, container)
    return createNetworkAccess({
      network: shared.network,
      namespace: this.network,
      services: shared.services,
      kubernetesNamespace: this.pod.namespace,
      containerId: container.parts.record.id,
      containerName: container.parts.record.name,
      files,
      libc: libcOf(container.parts.image, container.parts.config.image),
      stage: shared.stage,
      sleep: (delayMs) =>
        sleepOnStage(
          { ...shared, clock: shared.world.clock },
          delayMs,
          `network of ${this.pod.name}`,
        ),
      report,
      portsChanged: (opened) => this.#portsChanged(container, opened),
    })
  }

  #portsChanged(container: Container, opened: Listener | null): void {
    const own = new Set(this.containers.map((one) => one.record.id)).add(container.record.id)
    const ports = this.network.listeners
      .filter((listener) => own.has(listener.containerId))
      .map(({ port, protocol, containerName, containerId }) => ({
        port,
        protocol,
        containerName,
        containerId,
      }))
    this.#current = { ...this.#current, ports }
    if (this.#current.state === 'notready') return
    const actor = containerActor(this.pod, container.record.name)
    const message = opened === null ? 'closed a port' : `listens on port ${opened.port}`
    const narration = {
      actor,
      message,
      level: 'detail',
      kind: 'PortsChanged',
      objects: [container.key],
    } as const
    this.#parts.shared.world.commit(narration, [[this.key, this.#current]])
  }

  #filesOf(config: ContainerConfig, image: ImageSpec, containerId: string): MadeFiles | string {
    const { shared, volumes } = this.#parts
    const { namespace, uid } = this.pod
    const { hostname, dns } = this.#parts.config
    return makeFiles({
      config,
      image,
      containerId,
      pod: { ip: this.network.ip, hostname, namespace, uid, dns },
      nowMs: () => shared.world.clock.nowMs,
      volume: (name) => volumes.find(uid, name),
    })
  }

  #commit(message: string, kind: string, after: SandboxRecord | undefined): void {
    if (after !== undefined) this.#current = after
    const actor = `containerd on ${this.#parts.nodeName}`
    this.#parts.shared.world.commit({ actor, message, level: 'detail', kind }, [[this.key, after]])
  }
}
