// A queue of keys to reconcile: a key waits in it once, however often it is added, and is worked on
// by one call at a time. Follows k8s.io/client-go/util/workqueue; the waiting is a timer on the clock.
import type { Clock } from '#sim/clock.ts'

/** How long a key waits after a failure: at first, with twice the time after each more, and at most. */
export interface RetryDelays {
  readonly baseMs: number
  readonly maxMs: number
}

const DEFAULT_DELAYS: RetryDelays = { baseMs: 5, maxMs: 1_000_000 }

export interface WorkQueue {
  /** Asks for `key` to be reconciled, `delayMs` from now (default 1 ms, the way through a watch). */
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
  const due = new Map<string, { readonly timeMs: number; readonly timer: number }>()
  const failures = new Map<string, number>()
  let isStopped = false
  /** The key that is worked on, and when it is due again because it was added meanwhile. */
  let processing: string | null = null
  let dirtyMs: number | null = null
  const free = clock.handle(owner, ({ key }) => {
    due.delete(key)
    processing = key
    reconcile(key)
    processing = null
    if (dirtyMs !== null) add(key, dirtyMs - clock.nowMs)
    dirtyMs = null
  })
  const add = (key: string, delayMs: number): void => {
    if (isStopped) return
    if (key === processing) {
      // It goes to the end of the queue when it is done, behind what its own writes have asked of others.
      dirtyMs = Math.min(dirtyMs ?? Infinity, clock.nowMs + delayMs)
      return
    }
    const timeMs = clock.nowMs + delayMs
    const waiting = due.get(key)
    if (waiting !== undefined) {
      if (waiting.timeMs <= timeMs) return
      clock.cancelTimer(waiting.timer)
    }
    due.set(key, { timeMs, timer: clock.setTimer(delayMs, owner, 'reconcile', key) })
  }
  return {
    add: (key, delayMs = 1) => add(key, delayMs),
    addRateLimited(key) {
      const count = failures.get(key) ?? 0
      failures.set(key, count + 1)
      add(key, Math.min(baseMs * 2 ** count, maxMs))
    },
    numRequeues: (key) => failures.get(key) ?? 0,
    forget: (key) => void failures.delete(key),
    stop() {
      isStopped = true
      dirtyMs = null
      due.clear()
      failures.clear()
      free()
    },
  }
}
