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

const NOTHING = Symbol('not settled')

// A class, because a run makes tens of thousands of them: their functions are shared.
class SimpleFuture<T> implements Future<T> {
  #result: T | typeof NOTHING = NOTHING
  #listeners: readonly (() => void)[] = []

  get settled(): boolean {
    return this.#result !== NOTHING
  }

  get value(): T {
    const result = this.#result
    assert(result !== NOTHING, 'read a future before it settled')
    return result
  }

  settle(value: T): void {
    if (this.#result !== NOTHING) return
    this.#result = value
    const waiting = this.#listeners
    this.#listeners = []
    for (const listener of waiting) listener()
  }

  whenSettled(listener: () => void): () => void {
    if (this.#result !== NOTHING) {
      listener()
      return doNothing
    }
    this.#listeners = this.#listeners.length === 0 ? [listener] : [...this.#listeners, listener]
    return () => {
      if (this.#listeners.includes(listener)) {
        this.#listeners = this.#listeners.filter((other) => other !== listener)
        this.forgotten()
      }
    }
  }

  protected get hasListeners(): boolean {
    return this.#listeners.length > 0
  }

  /** A listener was called off. */
  protected forgotten(): void {}
}

function doNothing(): void {}

/** Makes a future that somebody will settle. */
export function createFuture<T>(): Future<T> {
  return new SimpleFuture<T>()
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

class Spawned<T> implements RunningTask<T> {
  readonly done: Future<T> = createFuture<T>()
  readonly #task: Task<T>
  #cancelled = false
  #forget: () => void = doNothing

  constructor(task: Task<T>) {
    this.#task = task
  }

  cancel(): void {
    if (this.#cancelled || this.done.settled) return
    this.#cancelled = true
    this.#forget()
    this.#task.return(undefined as never)
  }

  readonly run = (): void => {
    while (!this.#cancelled) {
      const { value, done: ended } = this.#task.next()
      if (ended === true) {
        this.done.settle(value)
        return
      }
      if (!value.settled) {
        this.#forget = value.whenSettled(this.run)
        return
      }
    }
  }
}

/** Starts a task now; returns when it first waits, or has ended. */
export function spawn<T>(task: Task<T>): RunningTask<T> {
  const spawned = new Spawned(task)
  spawned.run()
  return spawned
}

/** A task that was cancelled before it began. */
export function cancelledTask<T>(task: Task<T>): RunningTask<T> {
  const spawned = new Spawned(task)
  spawned.cancel()
  return spawned
}

export interface Sleeper {
  /**
   * A future that settles `delayMs` from now. `label` says what waits, for the timer's data. When all
   * who waited for it have been called off, its timer goes too, so that a run at rest has none. `rank` is
   * that of its timer, by default none.
   */
  sleep(delayMs: number, label: string, rank?: number): Future<void>
}

const OWNER = 'sleeper'

type Waiting = Map<number, Sleep>

class Sleep extends SimpleFuture<void> {
  #timer = 0
  readonly #endMs: number
  readonly #label: string
  readonly #rank: number
  readonly #clock: Clock
  readonly #waiting: Waiting

  constructor(clock: Clock, waiting: Waiting, delayMs: number, label: string, rank: number) {
    super()
    this.#clock = clock
    this.#waiting = waiting
    this.#endMs = clock.nowMs + delayMs
    this.#label = label
    this.#rank = rank
    this.#arm()
  }

  override whenSettled(listener: () => void): () => void {
    if (!this.settled && !this.#waiting.has(this.#timer)) this.#arm()
    return super.whenSettled(listener)
  }

  protected override forgotten(): void {
    if (!this.hasListeners && this.#waiting.delete(this.#timer))
      this.#clock.cancelTimer(this.#timer)
  }

  #arm(): void {
    const clock = this.#clock
    const endMs = this.#endMs
    const label = this.#label
    const rank = this.#rank
    this.#timer = clock.setTimer(Math.max(0, endMs - clock.nowMs), OWNER, label, '', rank)
    this.#waiting.set(this.#timer, this)
  }
}

/** Makes the one source of waiting on a clock. */
export function createSleeper(clock: Clock): Sleeper {
  const waiting: Waiting = new Map()
  clock.handle(OWNER, ({ sequence }) => {
    const sleep = waiting.get(sequence)
    waiting.delete(sequence)
    sleep?.settle()
  })
  return {
    sleep: (delayMs, label, rank = Infinity) => new Sleep(clock, waiting, delayMs, label, rank),
  }
}
