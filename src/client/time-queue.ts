// A queue of keys to work on, each at one time: an earlier time takes the place of a later one.
// Follows pkg/kubelet/util/queue/work_queue.go (v1.36); the waiting is a timer on the clock.
import type { Clock } from '#sim/clock.ts'

export interface TimeQueue {
  /** Asks for `key` to be reconciled, `delayMs` from now (default 1 ms, the way through a watch). */
  add(key: string, delayMs?: number): void
  /** Forgets everything that waits; nothing is reconciled any more, and the name of its timers is free. */
  stop(): void
}

/** Makes a queue that calls `reconcile(key)` when a key is due. `owner` names its timers. */
export function createTimeQueue(
  clock: Clock,
  owner: string,
  reconcile: (key: string) => void,
): TimeQueue {
  const due = new Map<string, { readonly timeMs: number; readonly timer: number }>()
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
    stop() {
      isStopped = true
      dirtyMs = null
      due.clear()
      free()
    },
  }
}
