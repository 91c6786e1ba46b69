// A queue of keys to reconcile: a key waits in it once, however often it is added, and is worked on
// by one worker at a time. Follows k8s.io/client-go/util/workqueue; the waiting is a timer on the clock.
import type { Clock } from '#sim/clock.ts'
import type { Future } from '#sim/task.ts'

/** How long a key waits after a failure: at first, with twice the time after each more, and at most. */
export interface RetryDelays {
  readonly baseMs: number
  readonly maxMs: number
}

const THROUGH_A_WATCH_MS = 1
const LATER = 'reconcile later'
const DEFAULT_DELAYS: RetryDelays = { baseMs: 5, maxMs: 1_000_000 }
/** --concurrent-deployment-syncs, --concurrent-replicaset-syncs ... */
const WORKERS = 5

export interface WorkQueue {
  /**
   * Asks for `key` to be reconciled, `delayMs` from now; without it after the way through a watch, 1 ms. Later times of one key are
   * one, the first; that it is asked for at once takes nothing away from that.
   */
  add(key: string, delayMs?: number): void
  /** Asks again after a failure: 5 ms, 10 ms, 20 ms ... as the default rate limiter does. */
  addRateLimited(key: string): void
  /** How often `key` has failed since it was forgotten. */
  numRequeues(key: string): number
  /** Forgets the failures of `key`. */
  forget(key: string): void
  /** Forgets everything that waits; nothing is reconciled any more, and the name of its timers is free. */
  stop(): void
}

/**
 * Makes a queue that calls `reconcile(key)` when a key is due. Who waits in there returns what settles when it is done; five
 * keys at most are worked on at the same time. `owner` names its timers.
 */
export function createWorkQueue(
  clock: Clock,
  owner: string,
  reconcile: (key: string) => Future<unknown> | void,
  delays: RetryDelays = DEFAULT_DELAYS,
): WorkQueue {
  return new KeyQueue(clock, owner, reconcile, delays)
}

class KeyQueue implements WorkQueue {
  readonly #clock: Clock
  readonly #owner: string
  readonly #reconcile: (key: string) => Future<unknown> | void
  readonly #delays: RetryDelays
  readonly #free: () => void
  /** The keys that stand in the queue, and those that are put there later; a key may be among both. */
  readonly #queued = new Set<string>()
  readonly #waiting = new Map<string, { readonly timeMs: number; readonly timer: number }>()
  readonly #failures = new Map<string, number>()
  /** The keys that are worked on, and whether they were added meanwhile. */
  readonly #processing = new Map<string, { isDirty: boolean }>()
  /** The keys whose turn has come while all workers have to do. */
  #held: readonly string[] = []
  #isStopped = false

  constructor(
    clock: Clock,
    owner: string,
    reconcile: (key: string) => Future<unknown> | void,
    delays: RetryDelays,
  ) {
    this.#clock = clock
    this.#owner = owner
    this.#reconcile = reconcile
    this.#delays = delays
    this.#free = clock.handle(owner, ({ kind, key }) => {
      if (kind === LATER) this.#due(key)
      else this.#work(key)
    })
  }

  add(key: string, delayMs = 0): void {
    if (delayMs > 0) this.#addAfter(key, delayMs)
    else this.#addNow(key)
  }

  addRateLimited(key: string): void {
    const { baseMs, maxMs } = this.#delays
    const count = this.numRequeues(key)
    this.#failures.set(key, count + 1)
    this.#addAfter(key, Math.min(baseMs * 2 ** count, maxMs))
  }

  numRequeues(key: string): number {
    return this.#failures.get(key) ?? 0
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }

  stop(): void {
    this.#isStopped = true
    for (const keys of [this.#queued, this.#processing, this.#waiting, this.#failures]) keys.clear()
    this.#held = []
    this.#free()
  }

  #addNow(key: string): void {
    if (this.#isStopped || this.#queued.has(key)) return
    const current = this.#processing.get(key)
    // It goes to the end of the queue when it is done, behind what its own writes have asked of others.
    if (current !== undefined) current.isDirty = true
    else {
      this.#queued.add(key)
      this.#clock.setTimer(THROUGH_A_WATCH_MS, this.#owner, 'reconcile', key)
    }
  }

  #addAfter(key: string, delayMs: number): void {
    if (this.#isStopped) return
    const timeMs = this.#clock.nowMs + delayMs
    const known = this.#waiting.get(key)
    if (known !== undefined) {
      if (known.timeMs <= timeMs) return
      this.#clock.cancelTimer(known.timer)
    }
    const timer = this.#clock.setTimer(delayMs, this.#owner, LATER, key)
    this.#waiting.set(key, { timeMs, timer })
  }

  #due(key: string): void {
    this.#waiting.delete(key)
    // It is to be worked on already.
    if (this.#queued.has(key)) return
    const current = this.#processing.get(key)
    if (current === undefined) this.#work(key)
    else current.isDirty = true
  }

  #work(key: string): void {
    if (this.#processing.size >= WORKERS) {
      this.#queued.add(key)
      this.#held = [...this.#held, key]
      return
    }
    this.#queued.delete(key)
    this.#processing.set(key, { isDirty: false })
    const end = this.#reconcile(key)
    if (end === undefined) this.#done(key)
    else end.whenSettled(() => this.#freed(key))
  }

  #done(key: string): void {
    const isDirty = this.#processing.get(key)?.isDirty === true
    this.#processing.delete(key)
    if (isDirty) this.#addNow(key)
  }

  /** A worker that has waited is free for those that wait for one. */
  #freed(key: string): void {
    this.#done(key)
    while (!this.#isStopped && this.#held.length > 0 && this.#processing.size < WORKERS) {
      const [next = '', ...others] = this.#held
      this.#held = others
      this.#work(next)
    }
  }
}
