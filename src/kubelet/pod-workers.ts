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
import type { Task } from '#sim/task.ts'
import { narrationOf, podInSentence } from './narrator.ts'
import type { Pleg } from './pleg.ts'
import {
  effectiveGraceSeconds,
  newWorker,
  nextAt,
  type TimerKind,
  type Worker,
} from './pod-worker.ts'
import type { Verdict } from './status/status-manager.ts'
import {
  forgetPod,
  type KubeletParts,
  type PodEntry,
  removeFromRuntime,
  type SyncResult,
  syncPod,
  syncTerminatedPod,
  syncTerminatingPod,
} from './sync-pod.ts'

simplified('periodic-sync', 'healthy Pods are not looked at again every minute.')

/** The sync loop looks once a second whose retry is due. */
const TICK_PERIOD_MS = 1000
/** Containers and sandboxes are collected once in so long, and what the source no longer has is forgotten. */
const COLLECTION_PERIOD_MS = 60_000
const HOUSEKEEPING_PERIOD_MS = 2000
const FAILED_SYNC_RETRY_MS = 10_000
/** The end of a crash back-off is not waited for longer than healthy Pods are left alone. */
const MAX_RETRY_MS = 60_000
/** Upstream makes a probe that has ended with its container anew in each sync, and syncs because of it, for ever. */
const MAX_IDLE_ROUNDS = 60

/** The workers of one kubelet. */
export class PodWorkers {
  readonly workers = new Map<string, Worker>()
  readonly #parts: KubeletParts
  readonly #onFinished: (worker: Worker) => void
  readonly #queue: WorkQueue
  readonly #clock: Clock
  readonly #pleg: Pleg
  readonly #timers: string
  /** When, within each second, the sync loop ticks. */
  readonly #tickOffsetMs: number
  readonly #jitter: Prng

  /** `onFinished` is called when all containers of a Pod have ended for good. */
  constructor(parts: KubeletParts, onFinished: (worker: Worker) => void) {
    const { clock, nodeName, prng, scope } = parts.context
    this.#parts = parts
    this.#onFinished = onFinished
    this.#clock = clock
    this.#pleg = parts.pleg
    this.#jitter = prng.fork('jitter')
    this.#tickOffsetMs = prng.fork('tick').next(TICK_PERIOD_MS)
    this.#queue = createWorkQueue(clock, `kubelet/${nodeName}/pods`, (uid) => this.#work(uid))
    this.#timers = `kubelet/${nodeName}/ticks`
    scope.own(this.#queue.stop)
    const free = clock.handle(this.#timers, ({ kind, key }) => {
      const worker = this.workers.get(key)
      if (worker === undefined) return
      worker.timers.delete(kind as TimerKind)
      if (kind === 'collect') {
        if (worker.state === 'terminated') removeFromRuntime(this.#parts, worker.entry)
        return
      }
      this.wake(key)
    })
    scope.own(free)
  }

  /** Takes up a Pod, or notes its new object; a deletion starts the end. */
  updatePod(pod: Pod, source: PodEntry['source']): void {
    const worker = this.workers.get(pod.metadata.uid ?? '')
    if (worker === undefined) this.#takeUp(pod, source)
    else if (worker.state === 'finished') {
      if (pod.metadata.deletionTimestamp !== undefined) this.#release(worker)
    } else this.#wake(worker, pod)
  }

  /** The source no longer has the Pod. */
  removePod(uid: string, because: string): void {
    const worker = this.workers.get(uid)
    if (worker === undefined) return
    worker.entry.gone = true
    worker.entry.forgottenMs = nextAt(this.#clock.nowMs, HOUSEKEEPING_PERIOD_MS, this.#tickOffsetMs)
    this.#noteSuperseded(worker)
    if (worker.state === 'finished') this.#forget(worker)
    else this.#terminate(worker, because)
  }

  /** Ends a Pod for good, within a second. Follows killPodNow of an eviction. */
  evict(uid: string, verdict: Verdict): void {
    const worker = this.workers.get(uid)
    if (worker === undefined || worker.state !== 'syncing') return
    worker.entry.verdict = verdict
    worker.entry.graceSeconds = 1
    this.#terminate(worker, verdict.message.trim())
  }

  /** Looks at the Pod again, with its newest object. */
  wake(uid: string): void {
    const worker = this.workers.get(uid)
    if (worker !== undefined) this.#wake(worker, this.#newest(worker.entry))
  }

  /** Looks at all static Pods again. */
  wakeStaticPods(): void {
    for (const { entry } of this.workers.values()) if (entry.source === 'file') this.wake(entry.uid)
  }

  /** A probe changed its verdict: the status says so at once, and a sync draws the consequences. */
  onProbeResult(uid: string, result: ProbeResult): void {
    const { type, containerId, isSuccess, isRepeated, isFollowed } = result
    const worker = this.workers.get(uid)
    // After so many syncs that found all as it was, there is no reason for another one in that.
    if (worker === undefined || (isRepeated && worker.idleRounds > MAX_IDLE_ROUNDS)) return
    const { status, prober } = this.#parts
    const pod = this.#newest(worker.entry)
    if (type !== 'Liveness') {
      const field = type === 'Startup' ? 'started' : 'ready'
      const probed = { containerId, field, value: isSuccess } as const
      const reported = status.probed(pod, worker.entry.source === 'file', probed)
      if (reported !== undefined) prober.look(uid, reported)
    }
    this.#wake(worker, pod, isFollowed)
  }

  #takeUp(pod: Pod, source: PodEntry['source']): void {
    const uid = pod.metadata.uid ?? ''
    const worker = newWorker(pod, source)
    this.workers.set(uid, worker)
    this.#noteSuperseded(worker)
    const isOver = source === 'api' && isTerminalPod(pod)
    if (isOver && !this.#runs(uid)) {
      worker.state = 'finished'
      if (pod.metadata.deletionTimestamp !== undefined) this.#release(worker)
      return
    }
    if (source === 'api') worker.state = 'syncing'
    if (isOver) this.#terminate(worker, 'the Pod has ended')
    else this.#wake(worker, pod)
  }

  /** True when the runtime still runs something of the Pod, as an earlier kubelet may have left it. */
  #runs(uid: string): boolean {
    const { service } = this.#parts.context.runtime
    return service.containers(uid).some(({ state }) => state === 'running')
  }

  /** There is a reason for a round with this object: a Pod that was deleted is ended. Follows UpdatePod. */
  #wake(worker: Worker, pod: Pod, isFollowed = false): void {
    if (worker.state === 'finished') return
    worker.pending = pod
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate(worker, 'the Pod was deleted')
    else if (worker.state === 'syncing' && !isFollowed) this.#begin(worker)
    else {
      worker.isLetting = isFollowed
      this.#queue.add(worker.entry.uid, 0)
    }
  }

  #terminate(worker: Worker, because: string): void {
    const { entry, state } = worker
    worker.pending ??= entry.pod
    if (state === 'waiting' || state === 'syncing') {
      worker.state = state === 'waiting' ? 'terminated' : 'terminating'
      worker.because = because
      // A sync that has not come to the runtime is called off; else it comes to its end first.
      if (entry.isMounting) {
        worker.round?.cancel()
        this.#endRound(worker)
      }
    }
    entry.graceSeconds = effectiveGraceSeconds(entry.graceSeconds, worker.pending)
    this.#queue.add(entry.uid, 0)
  }

  #work(uid: string): void {
    const worker = this.workers.get(uid)
    if (worker === undefined) return
    // What a probe that began at this moment finds at once comes before it.
    if (worker.isLetting) {
      worker.isLetting = false
      this.#queue.add(uid, 0)
    } else this.#begin(worker)
  }

  /** Begins the next round, unless one is at work. */
  #begin(worker: Worker): void {
    if (worker.round !== null || worker.pending === null) return
    const { entry } = worker
    if (worker.state === 'waiting') {
      if (this.isNameTaken(worker)) {
        this.#timerAt('retry', worker, this.#retryMs(null))
        return
      }
      worker.state = 'syncing'
    }
    entry.pod = worker.pending
    worker.pending = null
    const round = this.#parts.context.scope.spawn(this.#round(worker))
    if (!round.done.settled) worker.round = round
  }

  /** One round: what it does is settled before it waits for a listing. Follows podWorkerLoop. */
  *#round(worker: Worker): Task<void> {
    const { entry, state } = worker
    entry.runtime = yield* this.#pleg.newerThan(entry.uid, worker.lastSyncMs)
    if (state === 'syncing') this.#afterSync(worker, yield* syncPod(this.#parts, entry))
    else if (state === 'terminating') {
      yield* syncTerminatingPod(this.#parts, entry, worker.because)
      worker.state = 'terminated'
      if (entry.graceSeconds !== null) this.#timerAt('collect', worker, this.#collectionFrom())
      worker.pending ??= entry.pod
      this.#endRound(worker)
      this.#pleg.note(entry.uid)
    } else if (state === 'terminated') {
      this.#endRound(worker)
      this.#finish(worker)
    }
  }

  #endRound(worker: Worker): void {
    worker.round = null
    worker.entry.isMounting = false
    worker.lastSyncMs = this.#clock.nowMs
    if (worker.pending !== null) this.#queue.add(worker.entry.uid, 0)
  }

  #afterSync(worker: Worker, result: SyncResult): void {
    const { entry } = worker
    const isGood = !result.failed && result.retryAtMs === null
    const isIdle = isGood && !result.acted && !entry.isAsking
    worker.idleRounds = isIdle ? worker.idleRounds + 1 : 0
    if (worker.state === 'syncing' && result.terminal) {
      worker.because = entry.verdict?.message ?? 'the app containers of the Pod have finished'
      worker.state = 'terminating'
      worker.pending ??= entry.pod
    }
    if (result.again) worker.pending ??= entry.pod
    this.#endRound(worker)
    if (result.acted) this.#pleg.note(entry.uid)
    if (result.acted && isGood) this.#pleg.requestRelist(entry.uid)
    this.#timerAt('retry', worker, isGood ? null : this.#retryMs(result.retryAtMs))
    if (result.deadlineMs !== null) {
      this.#timerAt('deadline', worker, this.#tickAt(result.deadlineMs))
    }
  }

  /** A static Pod whose name is still taken by one that is being stopped waits for its end. */
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

  /** The Pod's newest object. */
  #newest({ source, pod, uid }: PodEntry): Pod {
    if (source !== 'api') return pod
    const { namespace = 'default', name = '' } = pod.metadata
    const current = this.#parts.context.client.get('Pod', namespace, name)
    return current?.metadata.uid === uid ? current : pod
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

  /** The next garbage collection: what is left of a deleted Pod that has been stopped goes then at the latest. */
  #collectionFrom(): number {
    return nextAt(this.#clock.nowMs, COLLECTION_PERIOD_MS, this.#tickOffsetMs)
  }

  /** Sets the one timer of that kind, or takes it back. */
  #timerAt(kind: TimerKind, { entry, timers }: Worker, timeMs: number | null): void {
    const before = timers.get(kind)
    if (before !== undefined) this.#clock.cancelTimer(before)
    timers.delete(kind)
    if (timeMs === null) return
    const delayMs = Math.max(0, timeMs - this.#clock.nowMs)
    timers.set(kind, this.#clock.setTimer(delayMs, this.#timers, kind, entry.uid))
  }

  #finish(worker: Worker): void {
    const { entry } = worker
    this.#stopTimers(worker)
    const { status } = entry.pod
    const newest = this.#newest(entry)
    // How far the Pod had got when its end began still counts.
    entry.pod = { ...newest, ...(status === undefined ? {} : { status }) }
    syncTerminatedPod(this.#parts, entry)
    worker.state = 'finished'
    this.#release(worker)
    this.#onFinished(worker)
  }

  /** The last steps for a Pod whose containers are gone: its object, then what is left on the node. */
  #release(worker: Worker): void {
    const { entry } = worker
    entry.pod = this.#newest(entry)
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

  #stopTimers(worker: Worker): void {
    for (const kind of worker.timers.keys()) this.#timerAt(kind, worker, null)
  }

  #forget(worker: Worker): void {
    this.#stopTimers(worker)
    this.#pleg.forget(worker.entry.uid)
    forgetPod(this.#parts, worker.entry)
    this.workers.delete(worker.entry.uid)
  }
}
