// What happens in one moment: the recordings' clock stands still while controllers work side by side. Here they work one after
// the other on a clock that does not move.
import type { ApiServer } from '#apiserver/api-server.ts'
import type { Informers } from '#client/informer.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'

/** How often something is late, of so many times: with each seed another, because what goes on there is alike from moment to moment. */
const LATENESS = [0, 4, 7]
const OF = 8

/** A clock on which the way through a watch takes no time, as on that of the recordings. */
export interface QuickClock extends Clock {
  /** How many keys stand in the queues and are to be looked at. */
  readonly due: number
}

/** Makes one of another clock. */
export function withoutHops(clock: Clock): QuickClock {
  let due = 0
  return {
    get due() {
      return due
    },
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
    handle: (owner, handler) =>
      clock.handle(owner, (timer) => {
        if (timer.kind === 'reconcile') due -= 1
        handler(timer)
      }),
    setTimer(delayMs, owner, kind, ...rest) {
      if (kind !== 'reconcile') return clock.setTimer(delayMs, owner, kind, ...rest)
      due += 1
      return clock.setTimer(0, owner, kind, ...rest)
    },
    setExactTimer: clock.setExactTimer,
    cancelTimer: clock.cancelTimer,
    nextMs: clock.nextMs,
    nextExactMs: clock.nextExactMs,
    step: clock.step,
    skipTo: clock.skipTo,
  }
}

/** What comes first of what goes on in one moment. */
export interface Pace {
  /** Each kind is heard of by itself, and may be heard of later; without it, all in its order. */
  readonly chance: Prng | null
  /** What is to be looked at is looked at before more is heard. */
  readonly isEager: boolean
  /** Who comes to hear hears all that there is. */
  readonly isBursting: boolean
}

/**
 * A client of which what a write makes others do comes after what they were about to do: watches take their turn. There each
 * informer and each worker is a goroutine, and all of them go on in the same moment.
 */
export function withQueuedWatches(server: ApiServer, clock: QuickClock, pace: Pace): ApiServer {
  const turns = createTurns(clock, 'watches', pace)
  return {
    ...server,
    watch: (kind, handler, selection) =>
      server.watch(kind, (event) => turns.add(kind, () => handler(event)), selection),
  }
}

/** Informers whose caches know of a change before those who listen have heard of it, each by itself and in its order. */
export function withLateListeners(informers: Informers, clock: QuickClock, pace: Pace): Informers {
  const turns = createTurns(clock, 'listeners', pace)
  let listeners = 0
  return {
    ...informers,
    informer(kind) {
      const informer = informers.informer(kind)
      return {
        ...informer,
        addEventHandler(handler) {
          listeners += 1
          const key = String(listeners)
          return informer.addEventHandler((event) => turns.add(key, () => handler(event)))
        },
      }
    },
  }
}

interface Turns {
  /** Does something later in this moment, after what was added before under the same key. */
  add(key: string, act: () => void): void
}

function createTurns(clock: QuickClock, owner: string, pace: Pace): Turns {
  const { chance, isEager, isBursting } = pace
  const underway = new Map<string, { readonly acts: (() => void)[]; readonly lateness: number }>()
  clock.handle(owner, ({ key }) => {
    const { acts = [], lateness = 0 } = underway.get(key) ?? {}
    const isLate = lateness > 0 && (chance?.next(OF) ?? OF) < lateness
    if (isLate || (isEager && clock.due > 0)) clock.setTimer(0, owner, 'turn', key)
    else for (const act of acts.splice(0, isBursting ? acts.length : 1)) act()
  })
  return {
    add(key, act) {
      const known = underway.get(key)
      if (known === undefined) {
        const lateness = chance === null ? 0 : (LATENESS[chance.next(LATENESS.length)] ?? 0)
        underway.set(key, { acts: [act], lateness })
      } else known.acts.push(act)
      clock.setTimer(0, owner, 'turn', key)
    },
  }
}
