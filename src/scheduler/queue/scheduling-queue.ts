// The Pods that wait for a node: those that are to be tried (activeQ), those that rest after a
// failure (backoffQ, and errorBackoffQ after faults), and those for which nothing has changed yet.
// Follows pkg/scheduler/backend/queue/scheduling_queue.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import type { Heap } from '#lib/heap.ts'
import { createHeap } from '#lib/heap.ts'
import { hintOf, isRegistered } from '../framework/events.ts'
import type { ClusterEvent, ClusterEventWithHint, PodAction } from '../framework/events.ts'
import type { QueuedPodInfo } from '../framework/plugin.ts'
import type { Status } from '../framework/status.ts'
import { BACKOFF_WINDOW_MS, backoffExpiryMs, isBackingOff } from './backoff.ts'

/** The longest that a Pod waits for an event before it is tried again all the same. */
export const MAX_IN_UNSCHEDULABLE_MS = 5 * 60 * 1000

export type Place = 'active' | 'backoff' | 'errorBackoff' | 'unschedulable' | 'gated' | 'inFlight'

export interface QueuedPod extends QueuedPodInfo {
  pod: Pod
  timestampMs: number
  place: Place
  /** Tries so far, the present one included. */
  attempts: number
  unschedulableCount: number
  errorCount: number
  /** The plugins that said no at the last try. */
  rejectors: ReadonlySet<string>
  /** Tells an entry of a heap from an outdated one. */
  stamp: number
  /** The timer that brings it back without an event, if one is set. */
  timer: number | null
  /** True when the present try came about by the timer only. */
  flushed: boolean
  /** The journal entry that made it worth a try. */
  cause: number | null
}

export interface SchedulingQueueParts {
  readonly nowMs: () => number
  /** The journal entry in whose wake the queue is called. */
  readonly cause: () => number | null
  readonly less: (a: QueuedPodInfo, b: QueuedPodInfo) => boolean
  readonly preEnqueue: (pod: Pod) => Status | null
  readonly eventsOf: ReadonlyMap<string, readonly ClusterEventWithHint[]>
  /** Called when there is something to pop; may be called again before it is popped. */
  readonly wake: () => void
  /** Asks for `flush(uid)` after a time; returns what `cancelTimer` takes. */
  readonly setTimer: (delayMs: number, uid: string) => number
  readonly cancelTimer: (timer: number) => void
}

export interface SchedulingQueue {
  /** How many Pods wait to be tried. */
  readonly ready: number
  add(pod: Pod): void
  /** Takes in a change of a waiting Pod, `actions` being what of it concerns scheduling. */
  update(before: Pod, after: Pod, actions: readonly PodAction[]): void
  delete(uid: string): void
  get(uid: string): QueuedPod | undefined
  /** The next Pod to try; it is in flight until it is put back or deleted. */
  pop(): QueuedPod | undefined
  /**
   * Puts a rejected Pod where it waits for an event that concerns `rejectors`; when there are none,
   * because there was no node at all, for any change of a Node.
   */
  addUnschedulable(entry: QueuedPod, rejectors: ReadonlySet<string>): void
  /** Puts a Pod back after a fault: it is tried again after a while. */
  addErrored(entry: QueuedPod): void
  /** Brings back the Pods that an event may help; with `concerns`, of those alone for which it is true. */
  moveOn(event: ClusterEvent, concerns?: (pod: Pod) => boolean): void
  /** A Pod's timer is due. */
  flush(uid: string): void
}

interface HeapEntry {
  readonly entry: QueuedPod
  readonly stamp: number
  /** Only for backoffQ. */
  readonly expiryMs: number
}

/** Makes an empty queue. */
export function createSchedulingQueue(parts: SchedulingQueueParts): SchedulingQueue {
  return new PriorityQueue(parts)
}

simplified(
  'unschedulable-retries',
  'a Pod that stays unschedulable is tried again once after five minutes and then only when something changed; kube-scheduler goes on every five minutes.',
)

class PriorityQueue implements SchedulingQueue {
  readonly #parts: SchedulingQueueParts
  readonly #entries = new Map<string, QueuedPod>()
  readonly #waiting = new Set<QueuedPod>()
  readonly #active: Heap<HeapEntry>
  readonly #backoff: Heap<HeapEntry>
  #sequence = 0
  ready = 0

  constructor(parts: SchedulingQueueParts) {
    this.#parts = parts
    this.#active = createHeap((a, b) => parts.less(a.entry, b.entry))
    this.#backoff = createHeap((a, b) =>
      a.expiryMs === b.expiryMs ? parts.less(a.entry, b.entry) : a.expiryMs < b.expiryMs,
    )
  }

  add(pod: Pod): void {
    this.#sequence += 1
    const uid = pod.metadata.uid ?? ''
    const entry: QueuedPod = {
      pod,
      timestampMs: this.#parts.nowMs(),
      sequence: this.#sequence,
      place: 'inFlight',
      attempts: 0,
      unschedulableCount: 0,
      errorCount: 0,
      rejectors: new Set(),
      stamp: 0,
      timer: null,
      flushed: false,
      cause: this.#parts.cause(),
    }
    this.#entries.set(uid, entry)
    this.#enqueue(entry)
  }

  update(before: Pod, after: Pod, actions: readonly PodAction[]): void {
    const entry = this.#entries.get(after.metadata.uid ?? '')
    if (entry === undefined) return
    // The priority of a Pod never changes, so it keeps its place in a heap.
    entry.pod = after
    if (actions.length === 0) return
    if (entry.place === 'gated') {
      entry.cause = this.#parts.cause()
      this.#enqueue(entry)
    } else this.#moveIfHelped(entry, { resource: 'Pod', actions, before, after })
  }

  delete(uid: string): void {
    const entry = this.#entries.get(uid)
    if (entry === undefined) return
    this.#entries.delete(uid)
    this.#leave(entry, 'inFlight')
  }

  get(uid: string): QueuedPod | undefined {
    return this.#entries.get(uid)
  }

  pop(): QueuedPod | undefined {
    this.#moveRested()
    // A Pod that still rests is taken when nothing else is to be done (SchedulerPopFromBackoffQ).
    const entry = this.#popFrom(this.#active, 'active') ?? this.#popFrom(this.#backoff, 'backoff')
    if (entry === undefined) return undefined
    this.#leave(entry, 'inFlight')
    entry.attempts += 1
    return entry
  }

  addUnschedulable(entry: QueuedPod, rejectors: ReadonlySet<string>): void {
    if (!this.#isPresent(entry)) return
    entry.timestampMs = this.#parts.nowMs()
    entry.rejectors = rejectors
    entry.unschedulableCount += 1
    entry.errorCount = 0
    this.#wait(entry, 'unschedulable')
    if (!entry.flushed) this.#setTimer(entry, MAX_IN_UNSCHEDULABLE_MS)
  }

  addErrored(entry: QueuedPod): void {
    if (!this.#isPresent(entry)) return
    entry.timestampMs = this.#parts.nowMs()
    entry.errorCount += 1
    this.#leave(entry, 'errorBackoff')
    const expiryMs = backoffExpiryMs(entry.timestampMs, entry.errorCount)
    this.#setTimer(entry, expiryMs + BACKOFF_WINDOW_MS - this.#parts.nowMs())
  }

  moveOn(event: ClusterEvent, concerns: (pod: Pod) => boolean = () => true): void {
    if (this.#waiting.size === 0 || !this.#isWaitedFor(event)) return
    for (const entry of this.#waiting) if (concerns(entry.pod)) this.#moveIfHelped(entry, event)
  }

  flush(uid: string): void {
    const entry = this.#entries.get(uid)
    if (entry === undefined || entry.timer === null) return
    entry.timer = null
    const alone = entry.place === 'unschedulable'
    if (!alone && entry.place !== 'errorBackoff') return
    entry.cause = this.#parts.cause()
    this.#enqueue(entry)
    entry.flushed = alone
  }

  #isPresent(entry: QueuedPod): boolean {
    return this.#entries.get(entry.pod.metadata.uid ?? '') === entry
  }

  /** False when no plugin asks for this sort of event, which is told without a look at the Pods. */
  #isWaitedFor(event: ClusterEvent): boolean {
    return [...this.#parts.eventsOf.values()].flat().some((one) => isRegistered(one, event))
  }

  #moveIfHelped(entry: QueuedPod, event: ClusterEvent): void {
    if (entry.place !== 'unschedulable' || !this.#isHelped(entry, event)) return
    entry.cause = this.#parts.cause()
    const failures = entry.unschedulableCount
    const expiryMs = backoffExpiryMs(entry.timestampMs, failures)
    if (isBackingOff(failures, expiryMs, this.#parts.nowMs())) this.#putBackoff(entry, expiryMs)
    else this.#enqueue(entry)
  }

  #isHelped({ rejectors, pod }: QueuedPod, event: ClusterEvent): boolean {
    if (rejectors.size === 0) return event.resource === 'Node'
    return [...rejectors].some((plugin) =>
      (this.#parts.eventsOf.get(plugin) ?? []).some(
        (registered) => hintOf(registered, event, pod) === 'Queue',
      ),
    )
  }

  /** Puts a Pod into activeQ, unless something keeps it out. */
  #enqueue(entry: QueuedPod): void {
    entry.flushed = false
    const gate = this.#parts.preEnqueue(entry.pod)
    if (gate === null) {
      this.#putActive(entry)
      return
    }
    entry.rejectors = new Set([gate.plugin])
    this.#wait(entry, 'gated')
  }

  #wait(entry: QueuedPod, place: 'unschedulable' | 'gated'): void {
    this.#leave(entry, place)
    this.#waiting.add(entry)
  }

  #putActive(entry: QueuedPod): void {
    this.#leave(entry, 'active')
    this.ready += 1
    this.#active.push({ entry, stamp: entry.stamp, expiryMs: 0 })
    this.#parts.wake()
  }

  #putBackoff(entry: QueuedPod, expiryMs: number): void {
    entry.flushed = false
    this.#leave(entry, 'backoff')
    this.ready += 1
    this.#backoff.push({ entry, stamp: entry.stamp, expiryMs })
    this.#parts.wake()
  }

  /** Takes a Pod from where it is; its entries in heaps become outdated. */
  #leave(entry: QueuedPod, next: Place): void {
    if (entry.place === 'active' || entry.place === 'backoff') this.ready -= 1
    this.#waiting.delete(entry)
    if (entry.timer !== null) this.#parts.cancelTimer(entry.timer)
    entry.timer = null
    entry.stamp += 1
    entry.place = next
  }

  #popFrom(heap: Heap<HeapEntry>, place: Place): QueuedPod | undefined {
    for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
      if (top.entry.place === place && top.entry.stamp === top.stamp) return top.entry
    }
    return undefined
  }

  /** Moves those whose back-off has ended to activeQ, where priority alone counts. */
  #moveRested(): void {
    const nowMs = this.#parts.nowMs()
    for (let top = this.#backoff.peek(); top !== undefined; top = this.#backoff.peek()) {
      if (isBackingOff(1, top.expiryMs, nowMs)) return
      this.#backoff.pop()
      if (top.entry.place === 'backoff' && top.entry.stamp === top.stamp) this.#enqueue(top.entry)
    }
  }

  #setTimer(entry: QueuedPod, delayMs: number): void {
    entry.timer = this.#parts.setTimer(delayMs, entry.pod.metadata.uid ?? '')
  }
}
