// Sets up a Pod's volumes before its containers start, and keeps projected files up to date.
// Follows pkg/kubelet/volumemanager/volume_manager.go (v1.36), WaitForAttachAndMount, and
// pkg/util/goroutinemap/exponentialbackoff for the retries.
import { everyContainerOfSpec } from '#api/core/containers.ts'
import type { Pod, Volume } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { Prng } from '#lib/prng.ts'
import type { Task } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import { podRefOf, type KubeletContext } from '../context.ts'
import type { PodAddresses } from '../downward-api.ts'
import { narrate, podInSentence, reportEvent } from '../narrator.ts'
import { type ResolveInput, resolveVolume, sourcesOf } from './resolve-volume.ts'

const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 122_000
const WAIT_LIMIT_MS = 123_000
/** How soon after a change of a ConfigMap or Secret its files follow: up to about a minute. */
const UPDATE_WITHIN_MS = 60_000

/** The text of an attempt that found the volume not attached; nobody reads it. */
const NOT_ATTACHED = 'Volume not attached according to node status'

interface Operation {
  readonly delayMs: number
  readonly retryAtMs: number
  readonly message: string
  readonly timer: number
}

interface PodVolumes {
  readonly pod: Pod
  readonly addresses: PodAddresses
  readonly mounted: Set<string>
  readonly operations: Map<string, Operation>
  /** With which text the wait ended last; '' when it never did. */
  readonly given: { up: string }
}

/** The volumes of one node. */
export class VolumeManager {
  readonly #context: KubeletContext
  readonly #alarms: Alarms
  readonly #pods = new Map<string, PodVolumes>()
  readonly #updates: string
  readonly #retries: string
  readonly #jitter: Prng

  constructor(context: KubeletContext, alarms: Alarms) {
    const { client, clock, nodeName, prng, scope } = context
    this.#jitter = prng.fork('volume updates')
    this.#context = context
    this.#alarms = alarms
    this.#updates = `kubelet/${nodeName}/volume-updates`
    this.#retries = `kubelet/${nodeName}/volume-retries`
    scope.own(clock.handle(this.#updates, ({ key }) => this.#updateFrom(key)))
    scope.own(clock.handle(this.#retries, ({ key }) => this.#retryFor(key)))
    for (const kind of ['ConfigMap', 'Secret'] as const) {
      const stop = client.watch(kind, ({ type, object }) => {
        if (type === 'MODIFIED') this.#sourceChanged(keyOf(object))
      })
      scope.own(stop)
    }
  }

  /**
   * Sets up what is not set up yet and waits for it, for about two minutes; false when that did not do.
   * What failed is tried again at its own times, whether anyone waits or not.
   */
  *waitForAttachAndMount(pod: Pod, addresses: PodAddresses): Task<boolean> {
    const all = usedVolumesOf(pod)
    if (all.length === 0) return true
    const { clock } = this.#context
    const volumes = this.#remember(pod, addresses)
    const deadlineMs = clock.nowMs + WAIT_LIMIT_MS
    for (;;) {
      const missing = all.filter(({ name }) => !volumes.mounted.has(name))
      for (const volume of missing) {
        if (volumes.operations.has(volume.name)) continue
        const failure = this.#mount(volumes, volume)
        if (failure !== null) {
          return this.#notProcessed(pod, volume.name, failure)
        }
      }
      const waits = missing.flatMap(({ name }) => volumes.operations.get(name)?.retryAtMs ?? [])
      if (waits.length === 0) return true
      if (clock.nowMs >= deadlineMs) return this.#givenUp(volumes, missing)
      const delayMs = Math.min(...waits, deadlineMs) - clock.nowMs
      yield* this.#alarms.sleep(delayMs, `mount/${pod.metadata.uid ?? ''}`)
    }
  }

  /** Writes the files of the downward API again, after the Pod's IP, labels or annotations changed. */
  refresh(pod: Pod, addresses: PodAddresses): void {
    if (!this.#pods.has(pod.metadata.uid ?? '')) return
    this.#update(
      this.#remember(pod, addresses),
      ({ downwardAPI, projected }) =>
        downwardAPI !== undefined ||
        (projected?.sources ?? []).some((source) => source.downwardAPI !== undefined),
    )
  }

  /** Forgets the Pod's volumes. */
  tearDown(podUid: string): void {
    for (const { timer } of this.#pods.get(podUid)?.operations.values() ?? []) {
      this.#context.clock.cancelTimer(timer)
    }
    this.#pods.delete(podUid)
    this.#context.runtime.volumes.tearDown(podUid)
  }

  #remember(pod: Pod, addresses: PodAddresses): PodVolumes {
    const uid = pod.metadata.uid ?? ''
    const before = this.#pods.get(uid)
    const volumes: PodVolumes = {
      pod,
      addresses,
      mounted: before?.mounted ?? new Set(),
      operations: before?.operations ?? new Map(),
      given: before?.given ?? { up: '' },
    }
    this.#pods.set(uid, volumes)
    return volumes
  }

  /** Tries again what is due of a Pod's volumes. */
  #retryFor(podUid: string): void {
    const volumes = this.#pods.get(podUid)
    if (volumes === undefined) return
    for (const volume of usedVolumesOf(volumes.pod)) {
      const operation = volumes.operations.get(volume.name)
      if (operation === undefined || operation.retryAtMs > this.#context.clock.nowMs) continue
      const failure = this.#mount(volumes, volume)
      // A claim that is gone by now ends the wait of the next sync.
      if (failure !== null) volumes.operations.delete(volume.name)
    }
  }

  /** Tries one volume; the text that ends the whole wait at once, or null. */
  #mount(volumes: PodVolumes, volume: Volume): string | null {
    const { pod, mounted, operations } = volumes
    const resolved = resolveVolume(this.#inputOf(volumes), volume)
    if (!resolved.ok && resolved.claim) return resolved.message
    if (resolved.ok && !this.#isAttached(resolved.attachment)) {
      this.#tryLater(volumes, volume.name, NOT_ATTACHED)
      return null
    }
    const result = resolved.ok
      ? this.#context.runtime.volumes.setUp(podRefOf(pod), resolved.setup)
      : resolved
    if (result.ok) {
      mounted.add(volume.name)
      operations.delete(volume.name)
    } else this.#mountFailed(volumes, volume.name, result.message)
    return null
  }

  /** Whether the node's status lists the volume; the attach-detach controller writes it. */
  #isAttached(attachment: string | undefined): boolean {
    if (attachment === undefined) return true
    const { client, nodeName } = this.#context
    const attached = client.get('Node', '', nodeName)?.status?.volumesAttached ?? []
    return attached.some(({ name }) => name === attachment)
  }

  /** Sets the time of the next attempt, each time later. */
  #tryLater({ pod, operations }: PodVolumes, name: string, message: string): void {
    const before = operations.get(name)
    const delayMs =
      before === undefined ? FIRST_RETRY_MS : Math.min(before.delayMs * 2, MAX_RETRY_MS)
    const { clock } = this.#context
    const timer = clock.setTimer(delayMs, this.#retries, 'retry', pod.metadata.uid ?? '')
    operations.set(name, { delayMs, retryAtMs: clock.nowMs + delayMs, message, timer })
  }

  #mountFailed(volumes: PodVolumes, name: string, message: string): void {
    const { pod, operations } = volumes
    const before = operations.get(name)
    this.#tryLater(volumes, name, message)
    this.#report(pod, `MountVolume.SetUp failed for volume "${name}" : ${message}`)
    narrate(this.#context, pod, {
      message: `could not mount volume \`${name}\` of ${podInSentence(pod)}`,
      because: message,
      // The same failure again teaches nothing new.
      level: before?.message === message ? 'detail' : 'step',
      kind: 'FailedMount',
    })
  }

  /** Ends the wait because its time is over; what is not attached is told with its name. */
  #givenUp({ pod, operations }: PodVolumes, missing: readonly Volume[]): false {
    const waiting = missing.filter(({ name }) => operations.get(name)?.message === NOT_ATTACHED)
    if (waiting.length === 0) return false
    const namesOf = (some: readonly Volume[]): string => some.map(({ name }) => name).join(' ')
    this.#report(
      pod,
      `Unable to attach or mount volumes: unmounted volumes=[${namesOf(missing)}], unattached volumes=[${namesOf(waiting)}], failed to process volumes=[]: context deadline exceeded`,
    )
    return false
  }

  /** Ends the wait because a claim cannot be looked up. */
  #notProcessed(pod: Pod, name: string, cause: string): false {
    const message = `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: ${cause}`
    const volumes = this.#pods.get(pod.metadata.uid ?? '')
    const isNew = volumes?.given.up !== message
    if (volumes !== undefined) volumes.given.up = message
    this.#report(pod, message)
    narrate(this.#context, pod, {
      message: `could not mount volume \`${name}\` of ${podInSentence(pod)} and tries again later`,
      because: cause,
      level: isNew ? 'step' : 'detail',
      kind: 'FailedMount',
    })
    return false
  }

  #report(pod: Pod, message: string): void {
    reportEvent(this.#context, pod, { type: 'Warning', reason: 'FailedMount', message })
  }

  #inputOf({ pod, addresses }: PodVolumes): ResolveInput {
    const { client, nodeName } = this.#context
    const allocatable = client.get('Node', '', nodeName)?.status?.allocatable ?? {}
    return { client, pod, addresses, allocatable }
  }

  /** A ConfigMap or Secret changed: its files follow when the kubelet's cache has seen it. */
  #sourceChanged(key: string): void {
    const isUsed = [...this.#pods.values()].some(({ pod }) => usesSource(pod, key))
    if (!isUsed) return
    const delayMs = 1 + this.#jitter.next(UPDATE_WITHIN_MS)
    this.#context.clock.setTimer(delayMs, this.#updates, 'update', key)
  }

  #updateFrom(key: string): void {
    for (const volumes of this.#pods.values()) {
      const { pod } = volumes
      if (!usesSource(pod, key)) continue
      this.#update(volumes, (volume) => sourcesOf(pod, volume).includes(key))
      narrate(this.#context, pod, {
        message: `wrote the new content of \`${key.slice(key.lastIndexOf('/') + 1)}\` into the volumes of ${podInSentence(pod)}`,
        because: 'the object changed, and files follow within about a minute',
        level: 'step',
        kind: 'VolumeUpdated',
        records: [key],
      })
    }
  }

  #update(volumes: PodVolumes, wanted: (volume: Volume) => boolean): void {
    for (const volume of volumes.pod.spec?.volumes ?? []) {
      if (!volumes.mounted.has(volume.name) || !wanted(volume)) continue
      const resolved = resolveVolume(this.#inputOf(volumes), volume)
      if (resolved.ok) this.#context.runtime.volumes.update(podRefOf(volumes.pod), resolved.setup)
    }
  }
}

/** The volumes that some container mounts; the others are never set up. */
function usedVolumesOf(pod: Pod): readonly Volume[] {
  const used = new Set(
    everyContainerOfSpec(pod.spec).flatMap(({ container }) => [
      ...(container.volumeMounts ?? []).map(({ name }) => name),
      ...(container.volumeDevices ?? []).map(({ name }) => name),
    ]),
  )
  return (pod.spec?.volumes ?? []).filter(({ name }) => used.has(name))
}

function usesSource(pod: Pod, key: string): boolean {
  return usedVolumesOf(pod).some((volume) => sourcesOf(pod, volume).includes(key))
}
