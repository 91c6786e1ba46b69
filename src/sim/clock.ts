// Virtual time. Timers are data in one queue with a total order (time, then rank, then sequence number);
// the owner that set a timer is told when it is due. Nothing here waits, and nothing reads a real clock.
import { assert, must } from '#lib/assert.ts'
import { createHeap } from '#lib/heap.ts'

export interface Timer {
  readonly timeMs: number
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
  /** Forgets a timer; does nothing when it has fired already. */
  cancelTimer(sequence: number): void
  /** The time of the next timer, or null when nothing is due ever again. */
  nextMs(): number | null
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

function assertDelay(delayMs: number, whose: string): void {
  assert(Number.isSafeInteger(delayMs) && delayMs >= 0, `bad delay ${delayMs} of ${whose}`)
}

function isBefore(a: Timer, b: Timer): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs
  return a.rank === b.rank ? a.sequence < b.sequence : a.rank < b.rank
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
    cancelled.delete(sequence) || (freed.size > 0 && sequence <= (freed.get(owner) ?? 0))
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

/** Makes a clock that stands at 0. */
export function createClock(): Clock {
  const timers = createTimers()
  const handlers = new Map<string, (timer: Timer) => void>()
  let nowMs = 0
  let sequence = 0
  let fired = 0
  let ranks = 0
  let reachedRank = Infinity
  const clock: Clock = {
    get nowMs() {
      return nowMs
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
    handle(owner, handler) {
      assert(!handlers.has(owner), `two handlers for the timers of ${owner}`)
      handlers.set(owner, handler)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        handlers.delete(owner)
        timers.free(owner, sequence)
      }
    },
    setTimer(delayMs, owner, kind, key, rank = Infinity) {
      assertDelay(delayMs, `${owner}/${kind}`)
      sequence += 1
      const timeMs = nowMs + delayMs
      timers.push({ timeMs, sequence, rank, owner, kind, key, cause: clock.cause })
      return sequence
    },
    cancelTimer: timers.cancel,
    nextMs: () => timers.next()?.timeMs ?? null,
    step() {
      const timer = timers.take()
      if (timer === undefined) return false
      reachedRank = timer.timeMs > nowMs ? timer.rank : Math.max(reachedRank, timer.rank)
      nowMs = timer.timeMs
      fired += 1
      clock.cause = timer.cause
      clock.rank = timer.rank
      must(handlers.get(timer.owner), `no handler for the timers of ${timer.owner}`)(timer)
      clock.cause = null
      clock.rank = Infinity
      return true
    },
    skipTo(timeMs) {
      const next = clock.nextMs()
      assert(timeMs >= nowMs && (next === null || next >= timeMs), `cannot skip to ${timeMs}`)
      nowMs = timeMs
      reachedRank = Infinity
    },
  }
  return clock
}
