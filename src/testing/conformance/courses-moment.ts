// What happens in one moment: the recordings' clock stands still while controllers work side by side. Here they work one after
// the other on a clock that does not move.
import type { ApiServer } from '#apiserver/api-server.ts'
import type { Clock } from '#sim/clock.ts'

/** A clock on which the way through a watch takes no time, as on that of the recordings. */
export function withoutHops(clock: Clock): Clock {
  return {
    get nowMs() {
      return clock.nowMs
    },
    get exactMs() {
      return clock.exactMs
    },
    get fired() {
      return clock.fired
    },
    get cause() {
      return clock.cause
    },
    set cause(cause) {
      clock.cause = cause
    },
    get rank() {
      return clock.rank
    },
    set rank(rank) {
      clock.rank = rank
    },
    get reachedRank() {
      return clock.reachedRank
    },
    takeRank: clock.takeRank,
    handle: clock.handle,
    setTimer: (delayMs, owner, kind, ...rest) =>
      clock.setTimer(kind === 'reconcile' ? 0 : delayMs, owner, kind, ...rest),
    setExactTimer: clock.setExactTimer,
    cancelTimer: clock.cancelTimer,
    nextMs: clock.nextMs,
    nextExactMs: clock.nextExactMs,
    step: clock.step,
    skipTo: clock.skipTo,
  }
}

/** A client of which what a write makes others do comes after what they were about to do: watches take their turn. */
export function withQueuedWatches(server: ApiServer, clock: Clock): ApiServer {
  const underway: (() => void)[] = []
  clock.handle('watches', () => underway.shift()?.())
  return {
    ...server,
    watch: (kind, handler, selection) =>
      server.watch(
        kind,
        (event) => {
          underway.push(() => handler(event))
          clock.setTimer(0, 'watches', 'watch event', '')
        },
        selection,
      ),
  }
}
