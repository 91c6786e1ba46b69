// Virtual time. Timers are data in one queue with a total order (time, then rank, then fraction of the millisecond, then
// sequence number);
// the owner that set a timer is told when it is due. Nothing here waits, and nothing reads a real clock.
import { assert, must } from '#lib/assert.ts'
import { createHeap } from '#lib/heap.ts'

export interface Timer {
  /** Whole milliseconds, as all that is written down. */
  readonly timeMs: number
  /** How much later it is within its millisecond: 0 <= fraction < 1. */
  readonly fraction: number
  readonly sequence: number
  /** Its place within its millisecond: lower ranks come first, and those without one (Infinity) last. */
  readonly rank: number
  /** Who set it; chooses the handler, for example 'kubelet/worker-1'. */
  readonly owner: string
  readonly kind: string
  readonly key: string
  /** The journal entry in whose wake the timer was set; entries written when it fires name it as their cause. */
  readonly cause: number | null
}

export interface Clock {
  readonly nowMs: number
  /** The present time with the fraction of its millisecond, which says no more than what goes before what. */
  readonly exactMs: number
  /** The journal entry that the code now running follows from, or null. */
  cause: number | null
  /** The rank under which code runs now: that of the timer whose handler it is, or of the process. Infinity for none. */
  rank: number
  /** How far the present millisecond has come: what has a lower rank has been done in it. Infinity when all has been. */
  readonly reachedRank: number
  /** How many timers have fired so far. */
  readonly fired: number
  /**
   * A new rank, behind all that were taken. Who has one knows where in a millisecond its timers stand without
   * setting them, so that what repeats itself can be worked out later instead of being run.
   */
  takeRank(): number
  /**
   * Registers what is done with an owner's timers; one handler per owner at a time. Returns a function that
   * frees the name: the timers that the owner still has are forgotten, and the name can be taken again.
   */
  handle(owner: string, handler: (timer: Timer) => void): () => void
  /** Sets a timer `delayMs` (whole, >= 0) from now and returns its sequence number. */
  setTimer(delayMs: number, owner: string, kind: string, key: string, rank?: number): number
  /** The same with a delay of whole microseconds (>= 0), from the exact present time. */
  setExactTimer(delayMs: number, owner: string, kind: string, key: string): number
  /** Forgets a timer; does nothing when it has fired already. */
  cancelTimer(sequence: number): void
  /** The time of the next timer, or null when nothing is due ever again. */
  nextMs(): number | null
  /** The exact time of the next timer, or null. */
  nextExactMs(): number | null
  /** Moves to the next timer and runs its handler; false when there is none. */
  step(): boolean
  /** Moves on to `timeMs` without running anything; no timer may be due before. */
  skipTo(timeMs: number): void
}

/** Runs `work` as a consequence of the journal entry `cause`: its entries and timers name it. */
export function following<T>(clock: Clock, cause: number | null, work: () => T): T {
  const outer = clock.cause
  clock.cause = cause
  try {
    return work()
  } finally {
    clock.cause = outer
  }
}

/** Runs `work` under a rank, as if a timer of that rank had fired. */
export function ranked<T>(clock: Clock, rank: number, work: () => T): T {
  const outer = clock.rank
  clock.rank = rank
  try {
    return work()
  } finally {
    clock.rank = outer
  }
}

const MICROS = 1000

function assertDelay(delayMs: number, owner: string, kind: string): void {
  if (Number.isSafeInteger(delayMs) && delayMs >= 0) return
  assert(false, `bad delay ${delayMs} of ${owner}/${kind}`)
}

function isBefore(a: Timer, b: Timer): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs
  if (a.rank !== b.rank) return a.rank < b.rank
  return a.fraction === b.fraction ? a.sequence < b.sequence : a.fraction < b.fraction
}

interface Timers {
  push(timer: Timer): void
  /** The next that counts. */
  next(): Timer | undefined
  take(): Timer | undefined
  cancel(sequence: number): void
  /** The timers of an owner up to and with that of `sequence` do not count any more. */
  free(owner: string, sequence: number): void
}

function createTimers(): Timers {
  const queue = createHeap<Timer>(isBefore)
  const cancelled = new Set<number>()
  /** The last timer that an owner had set when its name was freed: up to it none counts. */
  const freed = new Map<string, number>()
  const isDead = ({ owner, sequence }: Timer): boolean =>
    (cancelled.size > 0 && cancelled.delete(sequence)) ||
    (freed.size > 0 && sequence <= (freed.get(owner) ?? 0))
  const next = (): Timer | undefined => {
    for (let top = queue.peek(); top !== undefined && isDead(top); top = queue.peek()) queue.pop()
    return queue.peek()
  }
  return {
    push: queue.push,
    next,
    take: () => (next() === undefined ? undefined : queue.pop()),
    cancel: (sequence) => void cancelled.add(sequence),
    free: (owner, sequence) => void freed.set(owner, sequence),
  }
}

interface Handlers {
  /** Returns a function that frees the owner's name. */
  add(owner: string, handler: (timer: Timer) => void): () => void
  of(timer: Timer): (timer: Timer) => void
}

function createHandlers(free: (owner: string) => void): Handlers {
  const handlers = new Map<string, (timer: Timer) => void>()
  return {
    add(owner, handler) {
      assert(!handlers.has(owner), `two handlers for the timers of ${owner}`)
      handlers.set(owner, handler)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        handlers.delete(owner)
        free(owner)
      }
    },
    of: ({ owner }) => must(handlers.get(owner), `no handler for the timers of ${owner}`),
  }
}

/** A time so many milliseconds after a whole one, to the microsecond. */
function exactly(sinceMs: number, delayMs: number): Pick<Timer, 'timeMs' | 'fraction'> {
  const micros = Math.round(delayMs * MICROS)
  const wholeMs = Math.floor(micros / MICROS)
  return { timeMs: sinceMs + wholeMs, fraction: (micros - wholeMs * MICROS) / MICROS }
}

function exactTimeOf(timer: Timer | undefined): number | null {
  return timer === undefined ? null : timer.timeMs + timer.fraction
}

type Unnumbered = Omit<Timer, 'sequence' | 'cause'>

// Written out, because timers are made by the ten thousand and copying objects takes its time.
function numbered(timer: Unnumbered, sequence: number, cause: number | null): Timer {
  const { timeMs, fraction, rank, owner, kind, key } = timer
  return { timeMs, fraction, sequence, rank, owner, kind, key, cause }
}

/** Makes a clock that stands at 0. */
export function createClock(): Clock {
  const timers = createTimers()
  const handlers = createHandlers((owner) => timers.free(owner, sequence))
  let nowMs = 0
  let fraction = 0
  let sequence = 0
  let fired = 0
  let ranks = 0
  let reachedRank = Infinity
  const add = (timer: Unnumbered): number => {
    sequence += 1
    timers.push(numbered(timer, sequence, clock.cause))
    return sequence
  }
  const clock: Clock = {
    get nowMs() {
      return nowMs
    },
    get exactMs() {
      return nowMs + fraction
    },
    get fired() {
      return fired
    },
    cause: null,
    rank: Infinity,
    get reachedRank() {
      return reachedRank
    },
    takeRank: () => (ranks += 1),
    handle: handlers.add,
    setTimer(delayMs, owner, kind, key, rank = Infinity) {
      assertDelay(delayMs, owner, kind)
      const part = delayMs === 0 ? fraction : 0
      return add({ timeMs: nowMs + delayMs, fraction: part, rank, owner, kind, key })
    },
    setExactTimer(delayMs, owner, kind, key) {
      const due = exactly(nowMs, fraction + delayMs)
      assertDelay(due.timeMs - nowMs, owner, kind)
      const { timeMs, fraction: part } = due
      return add({ timeMs, fraction: part, rank: Infinity, owner, kind, key })
    },
    cancelTimer: timers.cancel,
    nextMs: () => timers.next()?.timeMs ?? null,
    nextExactMs: () => exactTimeOf(timers.next()),
    step() {
      const timer = timers.take()
      if (timer === undefined) return false
      reachedRank = timer.timeMs > nowMs ? timer.rank : Math.max(reachedRank, timer.rank)
      fraction = timer.timeMs > nowMs ? timer.fraction : Math.max(fraction, timer.fraction)
      nowMs = timer.timeMs
      fired += 1
      clock.cause = timer.cause
      clock.rank = timer.rank
      handlers.of(timer)(timer)
      clock.cause = null
      clock.rank = Infinity
      return true
    },
    skipTo(timeMs) {
      const next = clock.nextMs()
      assert(timeMs >= nowMs && (next === null || next >= timeMs), `cannot skip to ${timeMs}`)
      if (timeMs > nowMs) fraction = 0
      nowMs = timeMs
      reachedRank = Infinity
    },
  }
  return clock
}
