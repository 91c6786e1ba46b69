// The watch over the engine's thread: one that gives no sign of life for too long is given up.

/** The page's time, for the watch over the engine's thread. */
export interface Watch {
  nowMs(): number
  /** Calls `act` every so many milliseconds, as long as the page is there. */
  every(delayMs: number, act: () => void): void
}

/** How often is looked. */
export const LOOK_MS = 250
const PATIENCE_MS = 2000
const MOST_SLOWNESS_MS = 30_000
/** A look that comes so late says that the machine has no time, or slept. */
const STARVED_MS = 4 * LOOK_MS
/** Reading a text takes its time, and cannot be interrupted. */
const PATIENCE_PER_CHARACTER_MS = 1 / 500

export interface Silence {
  /** A new thread: it is not asked before it has said that it is there. */
  restart(): void
  heard(): void
  /** So many characters are being read. */
  patience(characters: number): void
  look(nowMs: number, wants: boolean): 'wait' | 'ask' | 'give up'
}

/** Tells whether the engine's thread is to be asked for a sign of life, or to be given up. */
export function createSilence(): Silence {
  let isReady = false
  let askedMs: number | null = null
  let patienceMs = PATIENCE_MS
  let isLate = false
  let lookedMs = 0
  /** When the thread was first looked at, and how long it took until it was there: on a busy machine all takes longer. */
  let startedMs: number | null = null
  let slownessMs = 0
  return {
    /** A new thread: it is not asked before it has said that it is there. */
    restart(): void {
      isReady = false
      askedMs = null
      isLate = false
      startedMs = null
    },
    heard(): void {
      isReady = true
      askedMs = null
      isLate = false
    },
    patience(characters: number): void {
      patienceMs = PATIENCE_MS + characters * PATIENCE_PER_CHARACTER_MS
    },
    look(nowMs: number, wants: boolean): 'wait' | 'ask' | 'give up' {
      // Where the page itself got no time, the engine got none either: it gets the whole of its time again.
      if (startedMs === null) startedMs = nowMs
      if (!isReady) slownessMs = Math.min(MOST_SLOWNESS_MS, (nowMs - startedMs) * 3)
      const isStarved = nowMs - lookedMs > STARVED_MS
      lookedMs = nowMs
      if (isStarved && askedMs !== null) askedMs = nowMs
      if (!isReady || (askedMs === null && !wants)) return 'wait'
      if (askedMs === null) {
        askedMs = nowMs
        return 'ask'
      }
      if (nowMs - askedMs <= Math.max(patienceMs, slownessMs)) return 'wait'
      // Its answer may wait behind work of the page itself: it gets one more look.
      if (isLate) return 'give up'
      isLate = true
      return 'wait'
    },
  }
}
