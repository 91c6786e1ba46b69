// Work that waits on virtual time: a generator that yields the futures it waits for. A task runs
// until its first unsettled future and goes on, in the same instant, when that settles. So a
// kubelet's syncPod and a container's process read as straight code and stay deterministic.
import { assert } from '#lib/assert.ts'
import type { Clock } from './clock.ts'

export interface Future<T> {
  readonly settled: boolean
  /** The result; an error of ours before it is settled. */
  readonly value: T
  /** Settles it, once; later calls do nothing. Those who wait go on at once, in the order they came. */
  settle(value: T): void
  /** Calls `listener` when it settles, or now when it has. Returns a function that forgets the listener. */
  whenSettled(listener: () => void): () => void
}

export type Task<T> = Generator<Future<unknown>, T, unknown>

/** Makes a future that somebody will settle. */
export function createFuture<T>(): Future<T> {
  let result: { readonly value: T } | undefined
  let listeners: (() => void)[] = []
  return {
    get settled() {
      return result !== undefined
    },
    get value() {
      assert(result !== undefined, 'read a future before it settled')
      return result.value
    },
    settle(value) {
      if (result !== undefined) return
      result = { value }
      const waiting = listeners
      listeners = []
      for (const listener of waiting) listener()
    },
    whenSettled(listener) {
      if (result !== undefined) {
        listener()
        return () => {}
      }
      listeners.push(listener)
      return () => {
        listeners = listeners.filter((other) => other !== listener)
      }
    },
  }
}

/** A future that has its result already. */
export function settledFuture<T>(value: T): Future<T> {
  const future = createFuture<T>()
  future.settle(value)
  return future
}

/** Waits, inside a task, for a future and returns its result: `const x = yield* wait(future)`. */
export function* wait<T>(future: Future<T>): Task<T> {
  if (!future.settled) yield future
  return future.value
}

export interface RunningTask<T> {
  readonly done: Future<T>
  /** Stops it where it waits; its `finally` blocks run, `done` never settles. */
  cancel(): void
}

/** Starts a task now; returns when it first waits, or has ended. */
export function spawn<T>(task: Task<T>): RunningTask<T> {
  const done = createFuture<T>()
  let cancelled = false
  let forget = (): void => {}
  const run = (): void => {
    while (!cancelled) {
      const { value, done: ended } = task.next()
      if (ended === true) {
        done.settle(value)
        return
      }
      if (!value.settled) {
        forget = value.whenSettled(run)
        return
      }
    }
  }
  run()
  return {
    done,
    cancel() {
      if (cancelled || done.settled) return
      cancelled = true
      forget()
      task.return(undefined as never)
    },
  }
}

export interface Sleeper {
  /**
   * A future that settles `delayMs` from now. `label` says what waits, for the timer's data. When all
   * who waited for it have been called off, its timer goes too, so that a run at rest has none.
   */
  sleep(delayMs: number, label: string): Future<void>
}

const OWNER = 'sleeper'

/** Makes the one source of waiting on a clock. */
export function createSleeper(clock: Clock): Sleeper {
  const waiting = new Map<number, Future<void>>()
  clock.handle(OWNER, ({ sequence }) => {
    const future = waiting.get(sequence)
    waiting.delete(sequence)
    future?.settle()
  })
  return {
    sleep(delayMs, label) {
      const done = createFuture<void>()
      const endMs = clock.nowMs + delayMs
      let listeners = 0
      let timer = 0
      const arm = (): void => {
        timer = clock.setTimer(Math.max(0, endMs - clock.nowMs), OWNER, label, '')
        waiting.set(timer, done)
      }
      const forgotten = (): void => {
        listeners -= 1
        if (listeners === 0 && waiting.delete(timer)) clock.cancelTimer(timer)
      }
      arm()
      return {
        get settled() {
          return done.settled
        },
        get value() {
          return done.value
        },
        settle: (value) => done.settle(value),
        whenSettled(listener) {
          if (!done.settled && !waiting.has(timer)) arm()
          listeners += 1
          const forget = done.whenSettled(listener)
          let known = true
          return () => {
            if (known && !done.settled) {
              forget()
              forgotten()
            }
            known = false
          }
        },
      }
    },
  }
}
