// What belongs together and ends together: watches, timers' handlers, tasks, subscriptions. Whoever starts
// something gives the function that stops it to a scope, and ends the scope when it goes away.
import { cancelledTask, type RunningTask, spawn, type Task } from './task.ts'

export interface Scope {
  readonly ended: boolean
  /**
   * Keeps a function that stops something; in a scope that has ended it is called at once. Returns a
   * function that stops it now and lets the scope forget it.
   */
  own(stop: () => void): () => void
  /** Starts a task that is cancelled when the scope ends; in a scope that has ended it never begins. */
  spawn<T>(task: Task<T>): RunningTask<T>
  /** A scope inside this one: it can end by itself, and ends with this one. */
  child(): Scope
  /** Stops everything that is still owned, the last first. Later calls do nothing. */
  end(): void
}

/** Makes a scope that owns nothing yet. */
export function createScope(): Scope {
  const owned = new Set<{ readonly stop: () => void }>()
  let ended = false
  const own = (stop: () => void): (() => void) => {
    const held = { stop }
    if (ended) stop()
    else owned.add(held)
    return () => {
      if (owned.delete(held)) stop()
    }
  }
  return {
    get ended() {
      return ended
    },
    own,
    spawn(task) {
      if (ended) return cancelledTask(task)
      const running = spawn(task)
      if (running.done.settled) return running
      const forget = own(() => running.cancel())
      // A task that is over has nothing to cancel, so letting go of it stops nothing.
      running.done.whenSettled(forget)
      return running
    },
    child() {
      const inner = createScope()
      const forget = own(() => inner.end())
      inner.own(forget)
      return inner
    },
    end() {
      if (ended) return
      ended = true
      for (const held of [...owned].toReversed()) {
        if (owned.delete(held)) held.stop()
      }
    },
  }
}
