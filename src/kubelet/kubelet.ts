// The kubelet of one node: it takes Pods from the API server and from files, and keeps their
// containers as they should be.
// Follows pkg/kubelet/kubelet.go (v1.36), syncLoop and its handlers.
import { simplified } from '#lib/simplified.ts'
import { findContainer, isMirrorPod, isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf, objectKey, parseKey } from '#api/meta/object.ts'
import type { Client, WatchEvent } from '#client/client.ts'
import { type Connection, CONNECTED, createBlankClient } from '#client/connection.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import { createTimeQueue } from '#client/time-queue.ts'
import type { Prng } from '#lib/prng.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import type { Clock } from '#sim/clock.ts'
import { createScope, type Scope } from '#sim/scope.ts'
import type { Narration } from '#sim/world.ts'
import { refused } from './admit-pod.ts'
import { createAlarms } from './alarms.ts'
import { CONTAINER_BACK_OFF_MS, createBackOff } from './backoff.ts'
import { startLocalStorageEviction } from './eviction/local-storage.ts'
import { createFileSource, type DecodeStaticPod, type StaticPodFile } from './config/file-source.ts'
import {
  DEFAULT_KUBELET_CONFIG,
  type KubeletConfig,
  readKubeletConfig,
} from './config/kubelet-config.ts'
import { createContainerManager } from './container-manager.ts'
import type { KubeletContext } from './context.ts'
import { ImageManager } from './images/image-manager.ts'
import { handlePodCleanups } from './handle-pod-cleanups.ts'
import { createLogFolders, type LogFolders } from './log-folders.ts'
import { createMirrorClient } from './mirror-client.ts'
import { narrate, podInSentence } from './narrator.ts'
import {
  initialNodeOf,
  type NodeReport,
  startNodeStatus,
} from './node-status/kubelet-node-status.ts'
import { Pleg } from './pleg.ts'
import { nextAt } from './pod-worker.ts'
import { PodWorkers } from './pod-workers.ts'
import type { ProbePlans } from './prober/probe-plans.ts'
import { ProberManager } from './prober/prober-manager.ts'
import { createReasonCache } from './reason-cache.ts'
import { needToReconcilePodReadiness } from './status/conditions.ts'
import { createStatusManager } from './status/status-manager.ts'
import type { KubeletParts } from './sync-pod.ts'
import { VolumeManager } from './volumes/volume-manager.ts'

simplified(
  'runtime-calls-go-on',
  'what a kubelet asked its container runtime for, such as a pull, goes on when the kubelet is stopped.',
)
simplified(
  'eviction-resize-ephemeral',
  'no eviction for want of memory or disk of the node. A Pod that is resized keeps running with what it had, and an ephemeral container is checked, stored and not started.',
  { fields: ['PodSpec.ephemeralContainers'] },
)

export interface KubeletOptions {
  readonly nodeName: string
  readonly client: Client
  /** Whether the API server answers; it always does when this is left out. */
  readonly connection?: Connection
  readonly clock: Clock
  readonly prng: Prng
  readonly runtime: NodeRuntime
  readonly recorder: EventRecorder
  /** Writes a journal entry that changes no object, and returns its id. */
  readonly narrate: (narration: Narration) => number
  /** Reads the one Pod of a static Pod's file, defaults applied; an error is a sentence. */
  readonly decodeStaticPod: DecodeStaticPod
  readonly config?: Partial<KubeletConfig>
  /** The logs on the node's disk, which outlive a kubelet; new ones when left out. */
  readonly logFolders?: LogFolders
  /** Where it notes when its probes run next; not at all when left out. */
  readonly probePlans?: ProbePlans
  /** What it reports of its machine; without it somebody else looks after the Node object. */
  readonly node?: NodeReport
}

export interface Kubelet {
  readonly isRunning: boolean
  /**
   * Starts the process: it reads its configuration, takes up the Pods of its files and of the API server, and
   * finds in the runtime what an earlier one left running. Does nothing when it runs.
   */
  start(): void
  /** Ends the process at once. Containers run on; nobody looks after them. */
  stop(): void
}

const FILES = 'files'
/** The manifest folder is listed once in so long, also when no change of it was told. */
const LISTING = 'listing'
const LISTING_MS = 20_000
/** Every 2 s there is housekeeping, when there is something to do for it. */
const HOUSEKEEPING = 'housekeeping'
const HOUSEKEEPING_MS = 2000

/** A kubelet that waits for the API server looks once a second whether it has its Node. */
const SYNC = 'sync'
const SYNC_MS = 1000

/** Makes the kubelet of a node; it does not run yet. */
export function createKubelet(options: KubeletOptions): Kubelet {
  let scope: Scope | null = null
  let starts = 0
  return {
    get isRunning() {
      return scope !== null
    },
    start() {
      if (scope !== null) return
      scope = createScope()
      const prng = starts === 0 ? options.prng : options.prng.fork(`start/${starts}`)
      starts += 1
      run({ ...options, prng }, scope)
    },
    stop() {
      scope?.end()
      scope = null
    },
  }
}

/** One life of the process; it ends with `scope`. */
function run(options: KubeletOptions, scope: Scope): void {
  const { nodeName, clock, runtime, connection = CONNECTED } = options
  const config = readKubeletConfig(runtime.disk, { ...DEFAULT_KUBELET_CONFIG, ...options.config })
  let isSynced = connection.refusal === null
  const client = isSynced ? options.client : createBlankClient(options.client, () => isSynced)
  const initialNode =
    options.node === undefined ? undefined : initialNodeOf(nodeName, options.node, clock.nowMs)
  const context: KubeletContext = { ...options, client, connection, config, scope, initialNode }
  const leftRunning = runtime.service.pods()
  const report = options.node
  const reportNode = report === undefined ? () => {} : startNodeStatus(context, report)
  if (isSynced) reportNode()
  const tickOffsetMs = context.prng.fork('tick').next(1000)
  const inNext = (periodMs: number): number =>
    nextAt(clock.nowMs + 1, periodMs, tickOffsetMs) - clock.nowMs
  const keepHouse = (): void => queue.add(HOUSEKEEPING, inNext(HOUSEKEEPING_MS))
  const { parts, workers } = createParts(context, keepHouse)
  const source = createFileSource(context, options.decodeStaticPod)
  const readFiles = (isListing: boolean): void => {
    syncFiles(running, source.read(isListing))
    if (source.isUnsettled) queue.add(LISTING, inNext(LISTING_MS))
  }
  const queue = createTimeQueue(clock, `kubelet/${nodeName}/config`, (key) => {
    if (key === FILES) readFiles(false)
    else if (key === LISTING) readFiles(true)
    else if (key === SYNC) sync()
    else if (key !== HOUSEKEEPING) syncKey(running, key)
    else if (isSynced && handlePodCleanups(running)) keepHouse()
  })
  const running: Running = {
    context,
    parts,
    workers,
    desired: new Map(),
    turnedAway: new Set(),
    keepHouse,
  }
  const enqueue = ({ metadata }: Pod, delayMs: number): void =>
    queue.add(objectKey('Pod', metadata.namespace, metadata.name ?? ''), delayMs)
  scope.own(queue.stop)
  scope.own(runtime.disk.watch(config.staticPodPath, () => queue.add(FILES)))
  const takeUpPods = (): void => {
    for (const pod of client.podsOnNode(nodeName)) {
      parts.prober.keepReadiness(pod)
      enqueue(pod, 1)
    }
    if (leftRunning.length > 0) queue.add(HOUSEKEEPING, HOUSEKEEPING_MS)
  }
  /** The API server tells for the first time what there is. */
  const sync = (): void => {
    if (isSynced || connection.refusal !== null) return
    isSynced = true
    reportNode()
    takeUpPods()
    workers.wakeStaticPods()
  }
  watchApi(running, enqueue)
  queue.add(FILES, 0)
  if (isSynced) takeUpPods()
  scope.own(
    connection.watch(() => {
      if (isSynced) keepHouse()
      else queue.add(SYNC, SYNC_MS)
    }),
  )
}

/** Follows the changes of the API server. */
function watchApi(running: Running, enqueue: (pod: Pod, delayMs: number) => void): void {
  const { context, workers } = running
  const { client, nodeName, scope } = context
  scope.own(
    client.watchPodsOnNode(nodeName, (event) => {
      if (event.type === 'DELETED' && isMirrorPod(event.object))
        noteLostMirror(running, event.object)
      if (matters(event)) enqueue(event.object, 0)
    }),
  )
  // A mirror that had no namespace to live in can be made now.
  scope.own(
    client.watch('Namespace', ({ type }) => {
      if (type === 'ADDED') workers.wakeStaticPods()
    }),
  )
}

/** Makes the parts of a kubelet and joins them; `keepHouse` asks for the next housekeeping. */
function createParts(
  context: KubeletContext,
  keepHouse: () => void,
): { readonly parts: KubeletParts; readonly workers: PodWorkers } {
  const { clock, nodeName, client, config } = context
  const alarms = createAlarms(clock, `kubelet/${nodeName}/alarms`, context.scope)
  const reasons = createReasonCache()
  const maxMs = config.maxContainerRestartPeriodMs
  const backOff = createBackOff(CONTAINER_BACK_OFF_MS, maxMs)
  const images = new ImageManager(context)
  const mirrors = createMirrorClient(context)
  const prober = new ProberManager(context, alarms, (uid, result) =>
    workers.onProbeResult(uid, result),
  )
  const status = createStatusManager({
    context,
    alarms,
    onEnded: (uid) => workers.release(uid),
    roundOffsetMs: context.prng.fork('tick').next(1000),
    reasons,
    prober: () => prober,
    mirrorOfName: (pod) => mirrors.mirrorOfName(pod),
    apiPodOf(pod, isStatic) {
      if (isStatic) return mirrors.mirrorOf(pod)
      const { namespace = 'default', name = '', uid } = pod.metadata
      const found = client.get('Pod', namespace, name)
      return found?.metadata.uid === uid ? found : undefined
    },
  })
  const pleg = new Pleg(context, {
    onEvent: (uid) => workers.wake(uid),
    isOver: (uid) => workers.isOver(uid),
    onRemoved: (uid, name) => logs.delete(uid, name),
    containerOf(uid, name) {
      const pod = workers.workers.get(uid)?.entry.pod
      return pod === undefined ? undefined : findContainer(pod, name)?.container
    },
  })
  const logs = context.logFolders ?? createLogFolders()
  const tools = { context, alarms, images, backOff, reasons, logs, pleg }
  const parts: KubeletParts = {
    context,
    alarms,
    containers: createContainerManager(tools),
    volumes: new VolumeManager(context, alarms),
    prober,
    status,
    mirrors,
    reasons,
    backOff,
    images,
    logs,
    pleg,
  }
  const workers = new PodWorkers(parts, keepHouse)
  startLocalStorageEviction(
    context,
    (uid) => workers.workers.get(uid)?.entry.pod,
    (uid, verdict) => workers.evict(uid, verdict),
  )
  return { parts, workers }
}

/** True when a change of a Pod is more than the status that the kubelet itself writes. */
function matters({ type, object, old }: WatchEvent<Pod>): boolean {
  if (type !== 'MODIFIED' || old === undefined) return true
  const { metadata, spec } = object
  const was = old.metadata
  return (
    spec !== old.spec ||
    metadata.deletionTimestamp !== was.deletionTimestamp ||
    metadata.deletionGracePeriodSeconds !== was.deletionGracePeriodSeconds ||
    metadata.labels !== was.labels ||
    metadata.annotations !== was.annotations ||
    // A static Pod goes by its file, whose status says nothing.
    (!isMirrorPod(object) && needToReconcilePodReadiness(object))
  )
}

/** A mirror that nobody asked to be deleted before is gone. */
function noteLostMirror({ workers }: Running, mirror: Pod): void {
  if (mirror.metadata.deletionTimestamp !== undefined) return
  for (const { entry } of workers.workers.values()) {
    if (entry.source === 'file' && keyOf(entry.pod) === keyOf(mirror)) entry.lostMirror = true
  }
}

interface Running {
  readonly context: KubeletContext
  readonly parts: KubeletParts
  readonly workers: PodWorkers
  /** The static Pods that the files describe and the node has admitted, by UID. */
  readonly desired: Map<string, Pod>
  /** The UIDs of the static Pods that were refused. */
  readonly turnedAway: Set<string>
  /** Asks for the next housekeeping. */
  readonly keepHouse: () => void
}

/** Brings what the kubelet knows of one name in line with the API server. */
function syncKey(running: Running, key: string): void {
  const { context, workers } = running
  const parsed = parseKey(key)
  if (parsed === undefined) return
  const found = context.client.get('Pod', parsed.namespace, parsed.name)
  const pod = found?.spec?.nodeName === context.nodeName ? found : undefined
  const named = [...workers.workers.values()].filter(({ entry }) => {
    const { namespace, name } = entry.pod.metadata
    return name === parsed.name && (namespace ?? 'default') === parsed.namespace
  })
  for (const { entry } of named) {
    if (entry.source === 'file') workers.wake(entry.uid)
    else if (entry.uid !== pod?.metadata.uid) {
      workers.removePod(entry.uid, 'its object is gone from the API server')
    }
  }
  if (pod === undefined) return
  if (isMirrorPod(pod)) {
    const isShown = named.some(({ entry }) => entry.source === 'file')
    if (!isShown) running.keepHouse()
    return
  }
  const isKnown = workers.workers.has(pod.metadata.uid ?? '')
  if (!isKnown && !isTerminalPod(pod) && refused(running, pod)) return
  workers.updatePod(pod, 'api')
}

/** Brings the static Pods in line with the files of the node. */
function syncFiles(running: Running, files: readonly StaticPodFile[]): void {
  const { context, workers, desired, turnedAway } = running
  const wanted = new Set(files.map(({ pod }) => pod.metadata.uid ?? ''))
  const names = new Set(files.map(({ pod }) => keyOf(pod)))
  for (const { entry } of workers.workers.values()) {
    if (entry.source !== 'file' || entry.gone || wanted.has(entry.uid)) continue
    const because = names.has(keyOf(entry.pod)) ? 'its file changed' : 'its file is gone'
    sayFile(context, entry.pod, { verb: 'is ending static', because, kind: 'StaticPodRemoved' })
    workers.removePod(entry.uid, because)
  }
  for (const uid of desired.keys()) if (!wanted.has(uid)) desired.delete(uid)
  for (const uid of turnedAway) if (!wanted.has(uid)) turnedAway.delete(uid)
  for (const { path, pod } of files) {
    const { uid = '' } = pod.metadata
    const known = workers.workers.get(uid)
    if (known !== undefined) {
      desired.set(uid, pod)
      if (known.entry.gone) workers.restart(known)
    }
    if (known !== undefined || turnedAway.has(uid)) continue
    if (refused(running, pod)) {
      turnedAway.add(uid)
      continue
    }
    sayFile(context, pod, {
      verb: 'takes up static',
      because: `the file \`${path}\` describes it`,
      kind: 'StaticPodAdded',
    })
    desired.set(uid, pod)
    workers.updatePod(pod, 'file')
  }
}

function sayFile(
  context: KubeletContext,
  pod: Pod,
  sentence: { readonly verb: string; readonly because: string; readonly kind: string },
): void {
  const { verb, because, kind } = sentence
  narrate(context, pod, {
    message: `${verb} ${podInSentence(pod)}`,
    because,
    level: 'step',
    kind,
    records: [`Disk/${context.nodeName}`],
  })
}
