// A queue of keys to reconcile: a key waits in it once, however often it is added, and is worked on
// by one call at a time. Follows k8s.io/client-go/util/workqueue; the waiting is a timer on the clock.
import type { Clock } from '#sim/clock.ts'

/** How long a key waits after a failure: at first, with twice the time after each more, and at most. */
export interface RetryDelays {
  readonly baseMs: number
  readonly maxMs: number
}

const THROUGH_A_WATCH_MS = 1
const LATER = 'reconcile later'
const DEFAULT_DELAYS: RetryDelays = { baseMs: 5, maxMs: 1_000_000 }

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

/** Makes a queue that calls `reconcile(key)` when a key is due. `owner` names its timers. */
export function createWorkQueue(
  clock: Clock,
  owner: string,
  reconcile: (key: string) => void,
  { baseMs, maxMs }: RetryDelays = DEFAULT_DELAYS,
): WorkQueue {
  /** The keys that stand in the queue, and those that are put there later; a key may be among both. */
  const queued = new Set<string>()
  const waiting = new Map<string, { readonly timeMs: number; readonly timer: number }>()
  const failures = new Map<string, number>()
  let isStopped = false
  /** The key that is worked on, and whether it was added meanwhile. */
  let processing: string | null = null
  let isDirty = false
  const free = clock.handle(owner, ({ kind, key }) => {
    if (kind === LATER) {
      waiting.delete(key)
      // It is to be worked on already.
      if (queued.has(key)) return
    } else queued.delete(key)
    processing = key
    reconcile(key)
    processing = null
    if (isDirty) add(key)
    isDirty = false
  })
  const add = (key: string): void => {
    if (isStopped || queued.has(key)) return
    // It goes to the end of the queue when it is done, behind what its own writes have asked of others.
    if (key === processing) isDirty = true
    else {
      queued.add(key)
      clock.setTimer(THROUGH_A_WATCH_MS, owner, 'reconcile', key)
    }
  }
  const addAfter = (key: string, delayMs: number): void => {
    if (isStopped) return
    const timeMs = clock.nowMs + delayMs
    const known = waiting.get(key)
    if (known !== undefined) {
      if (known.timeMs <= timeMs) return
      clock.cancelTimer(known.timer)
    }
    waiting.set(key, { timeMs, timer: clock.setTimer(delayMs, owner, LATER, key) })
  }
  return {
    add(key, delayMs = 0) {
      if (delayMs > 0) addAfter(key, delayMs)
      else add(key)
    },
    addRateLimited(key) {
      const count = failures.get(key) ?? 0
      failures.set(key, count + 1)
      addAfter(key, Math.min(baseMs * 2 ** count, maxMs))
    },
    numRequeues: (key) => failures.get(key) ?? 0,
    forget: (key) => void failures.delete(key),
    stop() {
      isStopped = true
      isDirty = false
      queued.clear()
      waiting.clear()
      failures.clear()
      free()
    },
  }
}
