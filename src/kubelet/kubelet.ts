// The kubelet of one node: it takes Pods from the API server and from files, and keeps their
// containers as they should be.
// Follows pkg/kubelet/kubelet.go (v1.36), syncLoop and its handlers.
import { simplified } from '#lib/simplified.ts'
import { findContainer, isMirrorPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { objectKey } from '#api/meta/object.ts'
import { noRuntimeService, RUNTIME_SOCKET } from '#api/runtime/kubelet-reach.ts'
import type { Client } from '#client/client.ts'
import { type Connection, CONNECTED, createBlankClient } from '#client/connection.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import { createTimeQueue } from '#client/time-queue.ts'
import type { Prng } from '#lib/prng.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import type { Clock } from '#sim/clock.ts'
import { createScope, type Scope } from '#sim/scope.ts'
import { type Future, settledFuture } from '#sim/task.ts'
import type { Narration } from '#sim/world.ts'
import { createAlarms } from './alarms.ts'
import { CONTAINER_BACK_OFF_MS, createBackOff } from './backoff.ts'
import { startLocalStorageEviction } from './eviction/local-storage.ts'
import { createFileSource, type DecodeStaticPod } from './config/file-source.ts'
import {
  DEFAULT_KUBELET_CONFIG,
  type KubeletConfig,
  type LoadedConfig,
  loadKubeletConfig,
  type ReadConfiguration,
} from './config/kubelet-config.ts'
import { createContainerManager } from './container-manager.ts'
import type { KubeletContext } from './context.ts'
import { ImageManager } from './images/image-manager.ts'
import { handlePodCleanups } from './handle-pod-cleanups.ts'
import { createLogFolders, type LogFolders } from './log-folders.ts'
import { createMirrorClient } from './mirror-client.ts'
import { shutdownPeriods } from './nodeshutdown/group-by-priority.ts'
import { endPodsForShutdown } from './nodeshutdown/shut-down.ts'
import { configuredMachine } from './node-status/configured-machine.ts'
import {
  initialNodeOf,
  type NodeReport,
  reportShutdown,
  startNodeStatus,
} from './node-status/kubelet-node-status.ts'
import { Pleg } from './pleg.ts'
import { firstTick, nextAt } from './pod-worker.ts'
import { PodWorkers } from './pod-workers.ts'
import type { ProbePlans } from './prober/probe-plans.ts'
import { ProberManager } from './prober/prober-manager.ts'
import { createReasonCache } from './reason-cache.ts'
import { createRuntimeState } from './runtime-state.ts'
import { createStatusManager } from './status/status-manager.ts'
import type { KubeletParts } from './sync-pod.ts'
import {
  FILES,
  matters,
  newRunning,
  noteLostMirror,
  type Running,
  syncFiles,
  syncKey,
  takeUpPostponed,
} from './sync-sources.ts'
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
  /** Without a configuration on its disk: what differs from the defaults. */
  readonly config?: Partial<KubeletConfig>
  /** Reads the configuration on the disk, which has to be there; nobody looks for it when this is left out. */
  readonly readConfiguration?: ReadConfiguration
  /** The process has ended by itself, with the last line of its log. */
  readonly onExit?: (because: string) => void
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
   * finds in the runtime what an earlier one left running. It ends at once where the configuration cannot be read. Does
   * nothing when it runs.
   */
  start(): void
  /** Ends the process at once. Containers run on; nobody looks after them. */
  stop(): void
  /**
   * The machine is being shut down: ends its Pods as the configuration says, and settles when the machine may go off; at once
   * where Pods are not waited for.
   */
  shutDown(): Future<void>
}

/** The manifest folder is listed once in a while, also when no change of it was told. */
const LISTING = 'listing'
/** Every 2 s there is housekeeping, when there is something to do for it. */
const HOUSEKEEPING = 'housekeeping'
const HOUSEKEEPING_MS = 2000

/** A kubelet that waits for the API server looks once a second whether it has its Node. */
const SYNC = 'sync'
const SYNC_MS = 1000
/** One that does not get a list tries again, after twice as long each time. Follows reflector.go, defaultBackoff. */
const LIST_BACK_OFF_MS = 800
const MAX_LIST_BACK_OFF_MS = 30_000

/** Makes the kubelet of a node; it does not run yet. */
export function createKubelet(options: KubeletOptions): Kubelet {
  let scope: Scope | null = null
  let shutDown: () => Future<void> = () => settledFuture(undefined)
  let starts = 0
  return {
    get isRunning() {
      return scope !== null
    },
    start() {
      if (scope !== null) return
      const loaded = loadConfig(options)
      if ('error' in loaded) {
        options.onExit?.(loaded.error)
        return
      }
      // Follows PreInitRuntimeService.
      if (options.runtime.service.refusal !== null) {
        options.onExit?.(`failed to run Kubelet: ${noRuntimeService(RUNTIME_SOCKET)}`)
        return
      }
      scope = createScope()
      const prng = starts === 0 ? options.prng : options.prng.fork(`start/${starts}`)
      const comesBack = starts > 0 || options.node?.resumes === false
      starts += 1
      shutDown = run(configured({ ...options, prng }, loaded), scope, comesBack)
    },
    stop() {
      scope?.end()
      scope = null
    },
    shutDown: () => (scope === null ? settledFuture(undefined) : shutDown()),
  }
}

function loadConfig({
  runtime,
  config,
  readConfiguration,
}: KubeletOptions): ReturnType<typeof loadKubeletConfig> {
  if (readConfiguration !== undefined) return loadKubeletConfig(runtime.disk, readConfiguration)
  return { config: { ...DEFAULT_KUBELET_CONFIG, ...config }, unknown: [], idle: [] }
}

/** The kubelet with the configuration that it has read; it says what it passes over. */
function configured(options: KubeletOptions, { config, unknown, idle }: LoadedConfig): Configured {
  const { nodeName, node } = options
  const say = (message: string, because: string, kind: string): void =>
    void options.narrate({
      actor: `kubelet on ${nodeName}`,
      message,
      because,
      level: 'detail',
      kind,
      objects: [`Node//${nodeName}`],
    })
  if (unknown.length > 0)
    say(`passes over ${namesOf(unknown)}`, 'no kubelet has such a setting', 'KubeletConfigLenient')
  if (idle.length > 0)
    say(`does without ${namesOf(idle)}`, 'this has no effect here', 'KubeletConfigIdle')
  if (node === undefined) return { ...options, config }
  return { ...options, config, node: { ...node, machine: configuredMachine(node.machine, config) } }
}

const namesOf = (fields: readonly string[]): string =>
  fields.map((name) => `\`${name}\``).join(', ')

type Configured = KubeletOptions & { readonly config: KubeletConfig }

/**
 * One life of the process; it ends with `scope`. One that comes back has to be told of its Node first. Returns what ends
 * its Pods for a shutdown of the machine.
 */
function run(options: Configured, scope: Scope, comesBack: boolean): () => Future<void> {
  const { nodeName, clock, runtime, connection = CONNECTED } = options
  const wasDown = connection.refusal !== null
  let isSynced = !wasDown && !comesBack
  const client = isSynced ? options.client : createBlankClient(options.client, () => isSynced)
  const context = contextOf(options, scope, client)
  const hasLeft = runtime.service.pods().length > 0
  const reportNode = startReport(options, context)
  if (!wasDown) reportNode()
  const tickOffsetMs = firstTick(context)
  const inNext = (periodMs: number): number =>
    nextAt(clock.nowMs + 1, periodMs, tickOffsetMs) - clock.nowMs
  const keepHouse = (): void => queue.add(HOUSEKEEPING, inNext(HOUSEKEEPING_MS))
  const { parts, workers } = createParts(context, { keepHouse, isNew: comesBack })
  const source = createFileSource(context, options.decodeStaticPod)
  const readFiles = (isListing: boolean): void => {
    syncFiles(running, source.read(isListing))
    if (source.isUnsettled) queue.add(LISTING, inNext(context.config.fileCheckFrequencyMs))
  }
  const queue = createTimeQueue(clock, `kubelet/${nodeName}/config`, (key) => {
    if (running.isBlocked || context.runtimeState.isSkipping) running.postponed.add(key)
    else if (key === FILES) readFiles(false)
    else if (key === LISTING) readFiles(true)
    else if (key === SYNC) sync()
    else if (key !== HOUSEKEEPING) syncKey(running, key)
    else if (isSynced && handlePodCleanups(running)) keepHouse()
  })
  const again = (key: string): void => queue.add(key, 0)
  const running = newRunning({ context, parts, workers, keepHouse, again })
  scope.own(
    context.runtimeState.onResume(() => {
      if (!running.isBlocked) takeUpPostponed(running)
      workers.resume()
    }),
  )
  const enqueue = ({ metadata }: Pod, delayMs: number): void =>
    queue.add(objectKey('Pod', metadata.namespace, metadata.name ?? ''), delayMs)
  scope.own(queue.stop)
  const { staticPodPath } = context.config
  if (staticPodPath !== '') scope.own(runtime.disk.watch(staticPodPath, () => queue.add(FILES)))
  const takeUpPods = (): void => {
    for (const pod of client.podsOnNode(nodeName)) {
      parts.prober.keepReadiness(pod)
      enqueue(pod, 1)
    }
    if (hasLeft || !workers.podsSynced) queue.add(HOUSEKEEPING, HOUSEKEEPING_MS)
  }
  /** The API server tells for the first time what there is. */
  const sync = (): void => {
    if (isSynced || connection.refusal !== null) return
    isSynced = true
    if (wasDown) reportNode()
    takeUpPods()
    workers.showStaticPods()
  }
  const untilNextList = listBackOff(context)
  watchApi(running, enqueue)
  queue.add(FILES, 0)
  workers.podsSynced = isSynced
  if (isSynced) takeUpPods()
  else if (!wasDown) queue.add(SYNC, SYNC_MS)
  scope.own(
    connection.watch(() => {
      if (isSynced) keepHouse()
      else if (connection.refusal === null) queue.add(SYNC, untilNextList())
    }),
  )
  return () => shutDownNode(context, parts, workers, options.node)
}

/** Follows nodeshutdown_manager_linux.go. */
function shutDownNode(
  context: KubeletContext,
  { alarms }: KubeletParts,
  workers: PodWorkers,
  node: NodeReport | undefined,
): Future<void> {
  const { shutdown, scope, config } = context
  if (shutdownPeriods(config).length === 0) return settledFuture(undefined)
  shutdown.isUnderWay = true
  if (node !== undefined) reportShutdown(context, node)
  return scope.spawn(endPodsForShutdown({ context, alarms, workers })).done
}

function contextOf(options: Configured, scope: Scope, client: Client): KubeletContext {
  const { nodeName, node, clock, connection = CONNECTED } = options
  const initialNode =
    node === undefined
      ? options.client.get('Node', '', nodeName)
      : initialNodeOf(nodeName, node, clock.nowMs)
  const runtimeState = createRuntimeState({ ...options, scope })
  const shutdown = { isUnderWay: false }
  return { ...options, client, connection, scope, initialNode, shutdown, runtimeState }
}

/** Returns what reports the Node, once the API server answers; it does not wait for a list of Pods. */
function startReport({ node, client }: KubeletOptions, context: KubeletContext): () => void {
  return node === undefined ? () => {} : startNodeStatus({ ...context, client }, node)
}

/** Returns how long it takes from now until a kubelet that began here to ask for a list asks again, in ms. */
function listBackOff({ clock, prng }: KubeletContext): () => number {
  const startMs = clock.nowMs
  return () => {
    let tryMs = startMs
    let backOffMs = LIST_BACK_OFF_MS
    const jitter = prng.fork('list')
    for (; tryMs < clock.nowMs; backOffMs = Math.min(2 * backOffMs, MAX_LIST_BACK_OFF_MS))
      tryMs += backOffMs + jitter.next(backOffMs + 1)
    return nextAt(tryMs, SYNC_MS, startMs % SYNC_MS) - clock.nowMs
  }
}

/** Follows the changes of the API server. */
function watchApi(running: Running, enqueue: (pod: Pod, delayMs: number) => void): void {
  const { context, workers, parts } = running
  const { client, nodeName, scope } = context
  scope.own(
    client.watchPodsOnNode(nodeName, (event) => {
      if (event.type === 'DELETED' && isMirrorPod(event.object))
        noteLostMirror(running, event.object)
      if (matters(event)) enqueue(event.object, 0)
      if (event.type === 'MODIFIED' && event.object.status !== event.old?.status)
        parts.status.reconcile(event.object)
    }),
  )
  // A mirror that had no namespace to live in can be made now.
  scope.own(
    client.watch('Namespace', ({ type }) => {
      if (type === 'ADDED') workers.wakeStaticPods()
    }),
  )
}

/** Makes the parts of a kubelet and joins them; `keepHouse` asks for the next housekeeping, `isNew` is one that has just started. */
function createParts(
  context: KubeletContext,
  { keepHouse, isNew }: { readonly keepHouse: () => void; readonly isNew: boolean },
): { readonly parts: KubeletParts; readonly workers: PodWorkers } {
  const { clock, nodeName, client, config } = context
  const alarms = createAlarms(clock, `kubelet/${nodeName}/alarms`, context.scope)
  const reasons = createReasonCache()
  const maxMs = config.maxContainerRestartPeriodMs
  const backOff = createBackOff(CONTAINER_BACK_OFF_MS, maxMs)
  const images = new ImageManager(context)
  const mirrors = createMirrorClient(context)
  const prober = new ProberManager(
    context,
    alarms,
    (uid, result) => workers.onProbeResult(uid, result),
    isNew,
  )
  const status = createStatusManager({
    context,
    alarms,
    onEnded: (uid) => workers.release(uid),
    roundOffsetMs: firstTick(context),
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
    onRemoved: (uid, name, attempt) => logs.delete(uid, name, attempt),
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
