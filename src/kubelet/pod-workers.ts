// One worker per Pod UID. A Pod goes through sync (again and again), terminating and terminated, and
// never back. Work is done when there is a reason for it; a Pod at rest has no timer.
// Follows pkg/kubelet/pod_workers.go (v1.36).
// SIMPLIFIED: healthy Pods are not looked at again every minute, and the retry at the end of a crash back-off comes exactly then.
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import { createWorkQueue, type WorkQueue } from '#client/work-queue.ts'
import type { Clock } from '#sim/clock.ts'
import { type RunningTask, spawn, type Task } from '#sim/task.ts'
import { narrationOf, podInSentence } from './narrator.ts'
import { NO_RUNTIME_STATUS } from './pod-runtime-status.ts'
import {
  forgetPod,
  type KubeletParts,
  type PodEntry,
  publishStatus,
  type SyncResult,
  syncPod,
  syncTerminatedPod,
  syncTerminatingPod,
} from './sync-pod.ts'

/** The runtime is listed once a second: what happens is seen at the next listing. */
const RELIST_PERIOD_MS = 1000
const FAILED_SYNC_RETRY_MS = 10_000
const FAILED_SYNC_JITTER_MS = 5000

type WorkerState = 'waiting' | 'syncing' | 'terminating' | 'terminated' | 'finished'

export interface Worker {
  readonly entry: PodEntry
  state: WorkerState
  /** The source no longer has the Pod: its object or its file is gone. */
  gone: boolean
  because: string
  /** The grace period that the stopping began with; infinite when it was not a deletion. */
  graceSeconds: number
  task: RunningTask<unknown> | null
  /** Something happened while a task was running. */
  dirty: boolean
  /** A worker does not look again before the runtime was listed once more. */
  notBeforeMs: number
}

/** The workers of one kubelet. */
export class PodWorkers {
  readonly workers = new Map<string, Worker>()
  readonly #parts: KubeletParts
  readonly #onFinished: (worker: Worker) => void
  readonly #queue: WorkQueue
  readonly #reports: WorkQueue
  readonly #clock: Clock
  /** When, within each second, this node's runtime is listed. */
  readonly #relistOffsetMs: number

  /** `onFinished` is called when all containers of a Pod have ended for good. */
  constructor(parts: KubeletParts, onFinished: (worker: Worker) => void) {
    const { clock, nodeName, prng } = parts.context
    this.#parts = parts
    this.#onFinished = onFinished
    this.#clock = clock
    this.#relistOffsetMs = prng.fork('relist').next(RELIST_PERIOD_MS)
    this.#queue = createWorkQueue(clock, `kubelet/${nodeName}/pods`, (uid) => this.#work(uid))
    this.#reports = createWorkQueue(clock, `kubelet/${nodeName}/reports`, (uid) => {
      const worker = this.workers.get(uid)
      if (worker?.state === 'syncing') publishStatus(parts, worker.entry)
    })
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
    worker.gone = true
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
    if (worker.task === null) this.#wakeAt(uid, this.#nextRelistMs())
    else worker.dirty = true
  }

  /** A probe changed its verdict: the status says so at once, and a sync draws the consequences. */
  onProbeResult(uid: string): void {
    this.#reports.add(uid, 0)
    this.wake(uid, 0)
  }

  #takeUp(pod: Pod, source: PodEntry['source']): void {
    const uid = pod.metadata.uid ?? ''
    const worker: Worker = {
      entry: { uid, source, pod, runtime: NO_RUNTIME_STATUS, verdict: null },
      state: isTerminalPod(pod) && source === 'api' ? 'finished' : 'waiting',
      gone: false,
      because: '',
      graceSeconds: Infinity,
      task: null,
      dirty: false,
      notBeforeMs: 0,
    }
    this.workers.set(uid, worker)
    if (worker.state === 'finished') return
    if (pod.metadata.deletionTimestamp === undefined) this.wake(uid, 0)
    else {
      worker.state = 'syncing'
      this.#terminate(worker, 'the Pod was deleted')
    }
  }

  #update(worker: Worker, pod: Pod): void {
    const { deletionTimestamp, deletionGracePeriodSeconds: grace = Infinity } = pod.metadata
    worker.entry.pod = pod
    if (deletionTimestamp === undefined) this.wake(worker.entry.uid, 0)
    else if (worker.state === 'finished') this.#release(worker)
    else if (worker.state !== 'terminating') this.#terminate(worker, 'the Pod was deleted')
    else if (grace < worker.graceSeconds) this.#terminate(worker, 'the grace period was shortened')
  }

  /** The next listing of the runtime, later than now. */
  #nextRelistMs(): number {
    const { nowMs } = this.#clock
    const since = (nowMs + RELIST_PERIOD_MS - this.#relistOffsetMs) % RELIST_PERIOD_MS
    return nowMs + RELIST_PERIOD_MS - since
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
    worker.dirty = false
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
    const key = keyOf(worker.entry.pod)
    const isTaken = [...this.workers.values()].some(
      (other) => other !== worker && other.state !== 'finished' && keyOf(other.entry.pod) === key,
    )
    if (isTaken && worker.entry.source === 'file') return
    worker.state = 'syncing'
    this.wake(worker.entry.uid, 0)
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
    if (result.terminal) {
      worker.because = verdict?.message ?? 'the app containers of the Pod have finished'
      worker.state = 'terminating'
      this.#wakeAt(uid, worker.notBeforeMs)
      return
    }
    const wake = (timeMs: number): void => this.#wakeAt(uid, Math.max(timeMs, worker.notBeforeMs))
    if (worker.dirty || result.soon) wake(worker.notBeforeMs)
    if (result.failed) wake(this.#laterMs())
    if (result.retryAtMs !== null) wake(result.retryAtMs)
    if (result.deadlineMs !== null) wake(result.deadlineMs)
  }

  #laterMs(): number {
    const jitterMs = this.#parts.context.prng.next(FAILED_SYNC_JITTER_MS)
    return this.#clock.nowMs + FAILED_SYNC_RETRY_MS + jitterMs
  }

  #terminate(worker: Worker, because: string): void {
    if (worker.state === 'terminated' || worker.state === 'finished') return
    worker.state = worker.state === 'waiting' ? 'terminated' : 'terminating'
    worker.because = because
    worker.graceSeconds = worker.entry.pod.metadata.deletionGracePeriodSeconds ?? Infinity
    if (worker.task !== null) {
      worker.task.cancel()
      worker.task = null
      worker.notBeforeMs = this.#nextRelistMs()
    }
    this.#wakeAt(worker.entry.uid, worker.notBeforeMs)
  }

  #finish(worker: Worker): void {
    syncTerminatedPod(this.#parts, worker.entry)
    worker.state = 'finished'
    this.#release(worker)
    this.#onFinished(worker)
    for (const other of this.workers.values()) {
      if (other.state === 'waiting') this.wake(other.entry.uid, 0)
    }
  }

  /** The last steps for a Pod whose containers are gone: its object, then what is left on the node. */
  #release(worker: Worker): void {
    const { entry } = worker
    this.#refreshPod(worker)
    const { namespace = 'default', name = '', uid = '', deletionTimestamp } = entry.pod.metadata
    if (entry.source === 'api' && deletionTimestamp !== undefined && !worker.gone) {
      const narration = narrationOf(this.#parts.context, entry.pod, {
        message: `removed ${podInSentence(entry.pod)} from the API server`,
        because: 'it was deleted and all its containers have stopped',
        level: 'step',
        kind: 'PodDeleted',
      })
      const options = { gracePeriodSeconds: 0, uid }
      this.#parts.context.client.delete('Pod', namespace, name, options, narration)
    }
    if (worker.gone) this.#forget(worker)
  }

  #forget(worker: Worker): void {
    forgetPod(this.#parts, worker.entry)
    this.workers.delete(worker.entry.uid)
  }
}
