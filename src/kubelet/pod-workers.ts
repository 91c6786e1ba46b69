// One worker per Pod UID. A Pod goes through sync (again and again), terminating and terminated, and
// never back. Work is done when there is a reason for it; a Pod at rest has no timer.
// Follows pkg/kubelet/pod_workers.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type { Prng } from '#lib/prng.ts'
import { isUnanswered } from '#client/connection.ts'
import { createTimeQueue, type TimeQueue } from '#client/time-queue.ts'
import type { ProbeResult } from './prober/prober-manager.ts'
import type { Clock } from '#sim/clock.ts'
import { createFuture, settledFuture, type Future, type Task } from '#sim/task.ts'
import { narrationOf, podInSentence } from './narrator.ts'
import type { Pleg } from './pleg.ts'
import {
  effectiveGraceSeconds,
  firstTick,
  newWorker,
  nextAt,
  TICK_PERIOD_MS,
  type TimerKind,
  type Worker,
} from './pod-worker.ts'
import { isNameTaken, noteSuperseded } from './static-names.ts'
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

simplified(
  'periodic-sync',
  'a Pod is looked at again every minute only when something of it is not as it should be.',
)

/** Containers and sandboxes are collected once in so long, and what the source no longer has is forgotten. */
const COLLECTION_PERIOD_MS = 60_000
const FAILED_SYNC_RETRY_MS = 10_000
/** All Pods are looked at again so long, or half as long again by chance, after the last time. */
const RESYNC_MS = 60_000
/** The end of a crash back-off is not waited for longer than healthy Pods are left alone. */
const MAX_RETRY_MS = 60_000
/** Upstream makes a probe that has ended with its container anew in each sync, and syncs because of it, for ever. */
const MAX_IDLE_ROUNDS = 60

/** The workers of one kubelet. */
export class PodWorkers {
  readonly workers = new Map<string, Worker>()
  /** The UIDs of static Pods of which only what they left in the runtime is there, until it is collected. */
  readonly leftovers = new Set<string>()
  /** All sources have told of their Pods, and the housekeeping has been through: whoever is not known is not wanted. */
  podsSynced = false
  readonly #parts: KubeletParts
  readonly #onOrphan: () => void
  readonly #queue: TimeQueue
  readonly #clock: Clock
  readonly #pleg: Pleg
  readonly #timers: string
  /** When the sync loop ticked first. */
  readonly #tickOffsetMs: number
  readonly #jitter: Prng
  /** What came while the sync loop passed over all: rounds, and what probes found. */
  readonly #held = new Set<string>()
  #heldResults: (readonly [uid: string, result: ProbeResult])[] = []

  /** `onOrphan` is called when the next housekeeping has something to do. */
  constructor(parts: KubeletParts, onOrphan: () => void) {
    const { clock, nodeName, prng, scope } = parts.context
    this.#parts = parts
    this.#onOrphan = onOrphan
    this.#clock = clock
    this.#pleg = parts.pleg
    this.#jitter = prng.fork('jitter')
    this.#tickOffsetMs = firstTick(parts.context)
    this.#queue = createTimeQueue(clock, `kubelet/${nodeName}/pods`, (uid) => this.#work(uid))
    this.#timers = `kubelet/${nodeName}/ticks`
    scope.own(this.#queue.stop)
    const free = clock.handle(this.#timers, ({ kind, key }) => {
      const worker = this.workers.get(key)
      worker?.timers.delete(kind as TimerKind)
      if (kind === 'collect') this.#collect(key)
      else if (worker !== undefined) {
        this.wake(key)
        // Follows active_deadline.go, ShouldSync: each tick after the deadline brings the newest object, to the end of the Pod.
        if (kind === 'deadline' && worker.state === 'terminating')
          this.#deadlineAt(worker, this.#clock.nowMs)
      }
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

  /** The last status of a Pod has been written. */
  release(uid: string): void {
    const worker = this.workers.get(uid)
    if (worker?.state === 'finished') this.#release(worker)
  }

  /** The source no longer has the Pod. */
  removePod(uid: string, because: string): void {
    const worker = this.workers.get(uid)
    if (worker === undefined) return
    worker.entry.gone = true
    noteSuperseded(this.workers, worker)
    if (worker.state !== 'finished') this.#terminate(worker, because)
    else if (worker.entry.source === 'api') this.#forget(worker)
    this.#onOrphan()
  }

  /** The file of a static Pod that is being ended is there again. */
  restart(worker: Worker): void {
    worker.entry.gone = false
    worker.entry.isForgotten = false
    worker.isToRestart = true
    noteSuperseded(this.workers, worker)
    this.#onOrphan()
  }

  /** Whether nothing of a Pod is needed any more. Follows ShouldPodContentBeRemoved. */
  isOver(uid: string): boolean {
    const worker = this.workers.get(uid)
    if (worker === undefined) return this.podsSynced
    const { entry, state } = worker
    const isDeleted = worker.isDeleted || entry.pod.metadata.deletionTimestamp !== undefined
    return isDeleted && (state === 'terminated' || state === 'finished')
  }

  /** Lets go of a static Pod that has ended; what it left in the runtime goes with the next garbage collection. */
  purge(worker: Worker): void {
    this.#stopTimers(worker)
    this.workers.delete(worker.entry.uid)
    if (worker.isToRestart) return
    this.leftovers.add(worker.entry.uid)
    this.#timerAt('collect', worker, this.#collectionFrom())
  }

  #collect(uid: string): void {
    const worker = this.workers.get(uid)
    this.leftovers.delete(uid)
    if (worker?.state === 'terminated') removeFromRuntime(this.#parts, uid)
    else if (worker === undefined) forgetPod(this.#parts, uid)
  }

  /** Ends a Pod for good, within a second. Follows killPodNow of an eviction. */
  evict(uid: string, verdict: Verdict): void {
    const worker = this.workers.get(uid)
    if (worker === undefined || worker.state !== 'syncing') return
    worker.entry.verdict = verdict
    worker.entry.graceSeconds = 1
    this.#terminate(worker, verdict.message.trim())
  }

  /** Ends a Pod for good, with the grace that it has, or with less; settles when it is stopped. Follows killPodNow. */
  kill(uid: string, verdict: Verdict, graceSeconds: number | null = null): Future<void> {
    const worker = this.workers.get(uid)
    if (worker === undefined || worker.state === 'terminated' || worker.state === 'finished')
      return settledFuture(undefined)
    worker.entry.verdict ??= verdict
    worker.stopped ??= createFuture<void>()
    if (graceSeconds !== null) worker.entry.graceSeconds ??= graceSeconds
    this.#terminate(worker, verdict.message)
    return worker.stopped
  }

  /** Looks at the Pod again, with its newest object. */
  wake(uid: string): void {
    const worker = this.workers.get(uid)
    if (worker !== undefined) this.#wake(worker, this.#newest(worker.entry))
  }

  /** The API server is known now: it is told of the static Pods, and shown their mirrors. */
  showStaticPods(): void {
    for (const { entry } of this.workers.values())
      if (entry.source === 'file') this.#parts.status.sendInRound(entry.uid)
    this.wakeStaticPods()
  }

  /** Looks at all static Pods again. */
  wakeStaticPods(): void {
    for (const { entry } of this.workers.values()) if (entry.source === 'file') this.wake(entry.uid)
  }

  /** The sync loop goes on. */
  resume(): void {
    const results = this.#heldResults
    this.#heldResults = []
    for (const [uid, result] of results) this.onProbeResult(uid, result)
    for (const uid of this.#held) if (this.workers.has(uid)) this.#queue.add(uid, 0)
    this.#held.clear()
  }

  /** A probe changed its verdict: the status says so at once, and a sync draws the consequences. */
  onProbeResult(uid: string, result: ProbeResult): void {
    if (this.#parts.context.runtimeState.isSkipping) {
      this.#heldResults.push([uid, result])
      return
    }
    const { type, containerId, isSuccess, isRepeated, isFollowed } = result
    const worker = this.workers.get(uid)
    // Of a Pod that its source has no more nobody asks what its probes find. Follows handleProbeSync.
    if (worker === undefined || worker.entry.gone) return
    // After so many syncs that found all as it was, there is no reason for another one in that.
    if (isRepeated && worker.idleRounds > MAX_IDLE_ROUNDS) return
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
    noteSuperseded(this.workers, worker)
    const isOver = source === 'api' && isTerminalPod(pod)
    if (isOver && !this.#runs(uid)) {
      worker.state = 'terminated'
      worker.pending = pod
      this.#queue.add(uid, 0)
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
    if (this.#parts.context.runtimeState.isSkipping) {
      this.#held.add(entry.uid)
      return
    }
    if (worker.state === 'waiting') {
      if (isNameTaken(this.workers, worker)) {
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
      worker.stopped?.settle()
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
    worker.lastSyncMs = this.#clock.exactMs
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
    this.#timerAt(
      'retry',
      worker,
      isGood ? this.#resyncMs(worker, result) : this.#retryMs(result.retryAtMs),
    )
    if (result.deadlineMs !== null) this.#deadlineAt(worker, result.deadlineMs)
  }

  /** Looks at the Pod in the first tick from its deadline on that is still to come. */
  #deadlineAt(worker: Worker, deadlineMs: number): void {
    this.#timerAt('deadline', worker, this.#tickAt(Math.max(deadlineMs, this.#clock.nowMs + 1)))
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

  /** When a Pod is looked at again of which all was done; null when that would change nothing. */
  #resyncMs({ entry }: Worker, { hasNoMirror }: SyncResult): number | null {
    if (!entry.isAsking && !hasNoMirror) return null
    const jitterMs = this.#jitter.next(Math.floor(RESYNC_MS / 2) + 1)
    return this.#tickAt(this.#clock.nowMs + RESYNC_MS + jitterMs)
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
    syncTerminatedPod(this.#parts, entry)
    worker.state = 'finished'
    const { gone, source } = worker.entry
    if (gone && source === 'api') this.#forget(worker)
    else if (gone || worker.isToRestart) this.#onOrphan()
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
      const { client, connection } = this.#parts.context
      const result = client.delete('Pod', namespace, name, options, narration)
      if (isUnanswered(result, connection)) this.#parts.status.sendAgain(uid)
    }
    if (entry.gone) this.#forget(worker)
  }

  #stopTimers(worker: Worker): void {
    for (const kind of worker.timers.keys()) this.#timerAt(kind, worker, null)
  }

  #forget(worker: Worker): void {
    this.#stopTimers(worker)
    this.#pleg.forget(worker.entry.uid)
    forgetPod(this.#parts, worker.entry.uid)
    this.workers.delete(worker.entry.uid)
  }
}
