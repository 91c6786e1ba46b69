// One worker per Pod UID. A Pod goes through sync (again and again), terminating and terminated, and
// never back. Work is done when there is a reason for it; a Pod at rest has no timer.
// Follows pkg/kubelet/pod_workers.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { Prng } from '#lib/prng.ts'
import { createWorkQueue, type WorkQueue } from '#client/work-queue.ts'
import type { ProbeResult } from './prober/prober-manager.ts'
import type { Clock } from '#sim/clock.ts'
import { type RunningTask, spawn, type Task } from '#sim/task.ts'
import { narrationOf, podInSentence } from './narrator.ts'
import { NO_RUNTIME_STATUS } from './pod-runtime-status.ts'
import {
  forgetPod,
  type KubeletParts,
  type PodEntry,
  type SyncResult,
  syncPod,
  syncTerminatedPod,
  syncTerminatingPod,
} from './sync-pod.ts'

simplified('periodic-sync', 'healthy Pods are not looked at again every minute.')

/** The runtime is listed once a second: what happens is seen at the next listing. */
const RELIST_PERIOD_MS = 1000
/** The sync loop looks once a second whose retry is due. */
const TICK_PERIOD_MS = 1000
const FAILED_SYNC_RETRY_MS = 10_000
/** The end of a crash back-off is not waited for longer than healthy Pods are left alone. */
const MAX_RETRY_MS = 60_000

type WorkerState = 'waiting' | 'syncing' | 'terminating' | 'terminated' | 'finished'

export interface Worker {
  readonly entry: PodEntry
  state: WorkerState
  because: string
  task: RunningTask<unknown> | null
  /** Something happened while a task was running. */
  dirty: boolean
  /** A look after the next one is due already. */
  again: boolean
  /** When the runtime reported the first and the last change during the task that runs; null when it did not. */
  changes: { readonly firstMs: number; readonly lastMs: number } | null
  /** A worker does not look again before the runtime was listed once more. */
  notBeforeMs: number
}

/** The workers of one kubelet. */
export class PodWorkers {
  readonly workers = new Map<string, Worker>()
  readonly #parts: KubeletParts
  readonly #onFinished: (worker: Worker) => void
  readonly #queue: WorkQueue
  readonly #clock: Clock
  /** When, within each second, this node's runtime is listed, and when its sync loop ticks. */
  readonly #relistOffsetMs: number
  readonly #tickOffsetMs: number
  readonly #jitter: Prng

  /** `onFinished` is called when all containers of a Pod have ended for good. */
  constructor(parts: KubeletParts, onFinished: (worker: Worker) => void) {
    const { clock, nodeName, prng } = parts.context
    this.#parts = parts
    this.#onFinished = onFinished
    this.#clock = clock
    this.#relistOffsetMs = prng.fork('relist').next(RELIST_PERIOD_MS)
    this.#jitter = prng.fork('jitter')
    this.#tickOffsetMs = prng.fork('tick').next(TICK_PERIOD_MS)
    this.#queue = createWorkQueue(clock, `kubelet/${nodeName}/pods`, (uid) => this.#work(uid))
  }

  /** Takes up a Pod, or notes its new object; a deletion starts the end. */
  updatePod(pod: Pod, source: PodEntry['source']): void {
    const worker = this.workers.get(pod.metadata.uid ?? '')
    if (worker === undefined) this.#takeUp(pod, source)
    else this.#update(worker, pod)
  }

  /** The source no longer has the Pod. */
  removePod(uid: string, because: string): void {
    const worker = this.workers.get(uid)
    if (worker === undefined) return
    worker.entry.gone = true
    this.#noteSuperseded(worker)
    if (worker.state === 'finished') this.#forget(worker)
    else if (worker.state !== 'terminating') this.#terminate(worker, because)
  }

  /** Looks at the Pod again, `delayMs` from now. */
  wake(uid: string, delayMs: number): void {
    this.#wakeAt(uid, this.#clock.nowMs + delayMs)
  }

  /** Looks at all static Pods again. */
  wakeStaticPods(): void {
    for (const { entry } of this.workers.values()) {
      if (entry.source === 'file') this.wake(entry.uid, 1)
    }
  }

  /** The runtime reported something: looks at the Pod after the next listing. */
  wakeAfterRelist(uid: string): void {
    const worker = this.workers.get(uid)
    if (worker?.state !== 'syncing') return
    const { nowMs } = this.#clock
    if (worker.task === null) this.#wakeAt(uid, this.#nextRelistMs())
    else worker.changes = { firstMs: worker.changes?.firstMs ?? nowMs, lastMs: nowMs }
  }

  /** A probe changed its verdict: the status says so at once, and a sync draws the consequences. */
  onProbeResult(uid: string, { type, containerId, isSuccess }: ProbeResult): void {
    const worker = this.workers.get(uid)
    if (worker === undefined) return
    const { status, prober } = this.#parts
    if (type !== 'Liveness') {
      const field = type === 'Startup' ? 'started' : 'ready'
      const { pod, source } = worker.entry
      const probed = { containerId, field, value: isSuccess } as const
      const reported = status.probed(pod, source === 'file', probed)
      if (reported !== undefined) prober.look(uid, reported)
    }
    this.wake(uid, 0)
  }

  #takeUp(pod: Pod, source: PodEntry['source']): void {
    const uid = pod.metadata.uid ?? ''
    const worker: Worker = {
      entry: {
        uid,
        source,
        pod,
        runtime: NO_RUNTIME_STATUS,
        verdict: null,
        gone: false,
        superseded: false,
        inRuntime: false,
      },
      state: isTerminalPod(pod) && source === 'api' ? 'finished' : 'waiting',
      because: '',
      task: null,
      dirty: false,
      again: false,
      changes: null,
      notBeforeMs: 0,
    }
    this.workers.set(uid, worker)
    this.#noteSuperseded(worker)
    if (worker.state === 'finished') return
    if (pod.metadata.deletionTimestamp === undefined) this.wake(uid, 0)
    else {
      worker.state = 'syncing'
      this.#terminate(worker, 'the Pod was deleted')
    }
  }

  #update(worker: Worker, pod: Pod): void {
    const { deletionTimestamp } = pod.metadata
    // The stopping of a Pod goes on as it began; what changed since is seen when it is done.
    const isStopping = worker.state === 'terminating' && worker.task !== null
    if (!isStopping || worker.entry.inRuntime) worker.entry.pod = pod
    if (deletionTimestamp === undefined) this.wake(worker.entry.uid, 0)
    else if (worker.state === 'finished') this.#release(worker)
    else if (worker.state !== 'terminating') this.#terminate(worker, 'the Pod was deleted')
  }

  /** The next listing of the runtime, later than now. */
  #nextRelistMs(): number {
    return nextAt(this.#clock.nowMs + 1, RELIST_PERIOD_MS, this.#relistOffsetMs)
  }

  #wakeAt(uid: string, timeMs: number): void {
    this.#queue.add(uid, Math.max(0, timeMs - this.#clock.nowMs))
  }

  #work(uid: string): void {
    const worker = this.workers.get(uid)
    if (worker === undefined) return
    const { entry, state } = worker
    if (worker.task !== null) worker.dirty = true
    else if (worker.notBeforeMs > this.#clock.nowMs) this.#wakeAt(uid, worker.notBeforeMs)
    else if (state === 'waiting') this.#start(worker)
    else if (state === 'syncing') {
      this.#refreshPod(worker)
      this.#run(worker, syncPod(this.#parts, entry), (result) => this.#afterSync(worker, result))
    } else if (state === 'terminating') {
      this.#run(worker, syncTerminatingPod(this.#parts, entry, worker.because), () => {
        worker.state = 'terminated'
        this.#wakeAt(uid, worker.notBeforeMs)
      })
    } else if (state === 'terminated') this.#finish(worker)
  }

  /** Runs a task of the worker; `then` is called with its result. */
  #run<T>(worker: Worker, task: Task<T>, then: (result: T) => void): void {
    worker.dirty = worker.again
    worker.again = false
    worker.changes = null
    const running = spawn(task)
    worker.task = running
    running.done.whenSettled(() => {
      worker.task = null
      worker.notBeforeMs = this.#nextRelistMs()
      then(running.done.value)
    })
  }

  /** A static Pod whose name is still taken by one that is being stopped waits for its end. */
  #start(worker: Worker): void {
    if (worker.entry.source === 'file' && this.isNameTaken(worker)) {
      this.#wakeAt(worker.entry.uid, this.#retryMs(null))
      return
    }
    worker.state = 'syncing'
    this.wake(worker.entry.uid, 0)
  }

  /** Of the static Pods of one name only one shall run; the others have lost the name to it. */
  #noteSuperseded(worker: Worker): void {
    if (worker.entry.source !== 'file') return
    const all = [worker, ...this.#ofName(worker)]
    const current = all.find(({ entry }) => !entry.gone)
    for (const { entry } of all) entry.superseded = current !== undefined && entry !== current.entry
  }

  /** The workers of the other static Pods of the same name. */
  #ofName({ entry }: Worker): readonly Worker[] {
    const key = keyOf(entry.pod)
    return [...this.workers.values()].filter(
      (other) =>
        other.entry !== entry && other.entry.source === 'file' && keyOf(other.entry.pod) === key,
    )
  }

  /** Whether a static Pod of that name is still there, or waits to begin. */
  isNameTaken(worker: Worker): boolean {
    return this.#ofName(worker).some(({ state }) => state !== 'finished')
  }

  /** Reads the Pod's newest object. */
  #refreshPod({ entry }: Worker): void {
    if (entry.source !== 'api') return
    const { namespace = 'default', name = '' } = entry.pod.metadata
    const current = this.#parts.context.client.get('Pod', namespace, name)
    if (current?.metadata.uid === entry.uid) entry.pod = current
  }

  #afterSync(worker: Worker, result: SyncResult): void {
    const { uid, verdict } = worker.entry
    const isGood = !result.failed && result.retryAtMs === null
    // A sync that changed something and went well has the Pod listed again at once (PLEGOnDemandRelist).
    if (isGood && result.changed) worker.notBeforeMs = this.#clock.nowMs
    if (result.terminal) {
      worker.because = verdict?.message ?? 'the app containers of the Pod have finished'
      worker.state = 'terminating'
      this.#wakeAt(uid, worker.notBeforeMs)
      return
    }
    if (worker.state !== 'syncing') {
      this.#wakeAt(uid, worker.notBeforeMs)
      return
    }
    worker.again = this.#isDueTwice(worker)
    if (worker.dirty || result.changed) this.#wakeAt(uid, worker.notBeforeMs)
    if (!isGood) this.#wakeAt(uid, this.#retryMs(result.retryAtMs))
    if (result.deadlineMs !== null) this.#wakeAt(uid, this.#tickAt(result.deadlineMs))
  }

  /** True when there was a reason to look before the sync ended, and the next listing will bring another one. */
  #isDueTwice({ dirty, changes }: Worker): boolean {
    if (changes === null) return false
    const lastListMs = this.#nextRelistMs() - RELIST_PERIOD_MS
    return changes.lastMs > lastListMs && (dirty || changes.firstMs <= lastListMs)
  }

  /** When a sync that failed is tried again: at the end of the shortest crash back-off, or later by chance. */
  #retryMs(retryAtMs: number | null): number {
    const { nowMs } = this.#clock
    const leftMs = retryAtMs === null ? FAILED_SYNC_RETRY_MS : retryAtMs - nowMs
    const delayMs = Math.min(Math.max(leftMs, 0), MAX_RETRY_MS)
    const jitterMs = this.#jitter.next(Math.floor(delayMs / 2) + 1)
    // A sync takes a moment, so that a retry never falls on the tick that began it.
    return this.#tickAt(nowMs + delayMs + jitterMs + 1)
  }

  /** The first tick of the sync loop that is not before `timeMs`. */
  #tickAt(timeMs: number): number {
    return nextAt(timeMs, TICK_PERIOD_MS, this.#tickOffsetMs)
  }

  #terminate(worker: Worker, because: string): void {
    if (worker.state === 'terminated' || worker.state === 'finished') return
    worker.state = worker.state === 'waiting' ? 'terminated' : 'terminating'
    worker.because = because
    // What goes on in the runtime comes to its end first: pulls, hooks and starts are not called off.
    if (worker.entry.inRuntime) return
    if (worker.task !== null) {
      worker.task.cancel()
      worker.task = null
      worker.notBeforeMs = this.#nextRelistMs()
    }
    this.#wakeAt(worker.entry.uid, worker.notBeforeMs)
  }

  #finish(worker: Worker): void {
    const { entry } = worker
    const { status } = entry.pod
    this.#refreshPod(worker)
    // How far the Pod had got when its end began still counts.
    entry.pod = { ...entry.pod, ...(status === undefined ? {} : { status }) }
    syncTerminatedPod(this.#parts, entry)
    worker.state = 'finished'
    this.#release(worker)
    this.#onFinished(worker)
  }

  /** The last steps for a Pod whose containers are gone: its object, then what is left on the node. */
  #release(worker: Worker): void {
    const { entry } = worker
    this.#refreshPod(worker)
    const { namespace = 'default', name = '', uid = '', deletionTimestamp } = entry.pod.metadata
    if (entry.source === 'api' && deletionTimestamp !== undefined && !entry.gone) {
      const narration = narrationOf(this.#parts.context, entry.pod, {
        message: `removed ${podInSentence(entry.pod)} from the API server`,
        because: 'it was deleted and all its containers have stopped',
        level: 'step',
        kind: 'PodDeleted',
      })
      const options = { gracePeriodSeconds: 0, uid }
      this.#parts.context.client.delete('Pod', namespace, name, options, narration)
    }
    if (entry.gone) this.#forget(worker)
  }

  #forget(worker: Worker): void {
    forgetPod(this.#parts, worker.entry)
    this.workers.delete(worker.entry.uid)
  }
}

/** The first of the times `offsetMs + n × periodMs` that is not before `timeMs`. */
function nextAt(timeMs: number, periodMs: number, offsetMs: number): number {
  const since = (timeMs + periodMs - offsetMs) % periodMs
  return since === 0 ? timeMs : timeMs + periodMs - since
}
