// A client whose watches tell of a change some time after the write, as those of a busy API server do. What is
// read by `get` and `list` is as it is stored; what is read from informers is as old as their watch.
import type { Prng } from '#lib/prng.ts'
import { createScope } from '#sim/scope.ts'
import type { Clock } from '#sim/clock.ts'
import type { Client } from './client.ts'
import type { HandlerGuard } from './handler-guard.ts'

/** How late a watch may be, in whole virtual milliseconds: between `min` and `max`, both included. */
export interface WatchDelay {
  readonly min: number
  readonly max: number
}

export const NO_DELAY: WatchDelay = { min: 0, max: 0 }

/**
 * The client of one component, with watches that are late by chance. Each watch keeps the order of the writes; two
 * watches may pass each other. Without a delay it is the same client. `owner` names its timers and is used once.
 */
export function createDelayedClient<C extends Client>(
  client: C,
  how: {
    readonly clock: Clock
    readonly prng: Prng
    readonly delay: WatchDelay
    readonly owner: string
    readonly guard: HandlerGuard
  },
): C {
  const { clock, prng, owner, delay, guard } = how
  if (delay.max === 0) return client
  let watches = 0
  /** Makes a handler late; what it returns with it ends what is still on its way. */
  const late = <E>(
    handler: (event: E) => void,
    start: (handler: (event: E) => void) => () => void,
  ): (() => void) => {
    watches += 1
    const name = `${owner}/watch-${watches}`
    const underway: E[] = []
    const scope = createScope()
    let lastMs = 0
    scope.own(
      clock.handle(name, () => {
        const event = underway.shift()
        if (event !== undefined) guard.handle(handler, event)
      }),
    )
    scope.own(
      start((event) => {
        const dueMs = clock.nowMs + delay.min + prng.next(delay.max - delay.min + 1)
        lastMs = Math.max(lastMs, dueMs)
        underway.push(event)
        clock.setTimer(lastMs - clock.nowMs, name, 'watch event', '')
      }),
    )
    return () => scope.end()
  }
  return {
    ...client,
    watch: (kind, handler, selection) =>
      late(handler, (tell) => client.watch(kind, tell, selection)),
    watchPodsOnNode: (nodeName, handler) =>
      late(handler, (tell) => client.watchPodsOnNode(nodeName, tell)),
  }
}
