// What falls on one moment: the real kubelet is many goroutines, and which of those that wake within the same few milliseconds comes
// first is up to the scheduler of Go. Here it is up to the order of timers, of which this makes others.
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'

const MICROS = 1000
/** How late a timer is at the most: later than all that a kubelet is at work with at the beginning of a millisecond. */
const LATE_MICROS = 9000
/** Of so many timers one is late by itself, whatever others of its kind are. */
const ODD_ONE_OF = 8

/**
 * A clock on which timers that are set for later come up to nine milliseconds late: all of a kind alike, as far as nothing else is
 * drawn. What is written down are tenths of a second, mostly the same; what comes first in one of them may be another.
 */
export function withLateTimers(clock: Clock, chance: Prng): Clock {
  const byKind = new Map<string, number>()
  const late = (): number => chance.next(2) * chance.next(LATE_MICROS)
  const lateOf = (kind: string): number => {
    const known = byKind.get(kind) ?? late()
    byKind.set(kind, known)
    return chance.next(ODD_ONE_OF) === 0 ? late() : known
  }
  const setTimer: Clock['setTimer'] = (delayMs, owner, kind, key, rank) => {
    if (delayMs === 0) return clock.setTimer(0, owner, kind, key, rank)
    const micros = Math.round((delayMs - (clock.exactMs - clock.nowMs)) * MICROS)
    return clock.setExactTimer((micros + lateOf(`${owner}/${key}`)) / MICROS, owner, kind, key)
  }
  return Object.create(clock, { setTimer: { value: setTimer } }) as Clock
}
