// What a person does, each action at its time. In a millisecond it comes before all that happens by itself,
// so that an action that is planned later runs in the same order as one that was planned from the start.
import { assert } from '#lib/assert.ts'
import type { Clock } from '#sim/clock.ts'
import type { Action } from './verbs.ts'

const OWNER = 'user'

export interface Schedule {
  /**
   * Plans other actions from the present on. Until the present they must be the same: those whose time has come are not done
   * again, and those of the present millisecond that are still to come are.
   */
  change(actions: readonly Action[]): void
  /** Plans other actions from the start, as if they had been planned then. Only while nothing has happened. */
  replace(actions: readonly Action[]): void
}

/**
 * Plans actions on a clock that stands at 0; `rank` must be lower than all others that are taken. What is
 * done at time 0 comes behind what the parts of the cluster do when they start.
 */
export function createSchedule(
  clock: Clock,
  rank: number,
  actions: readonly Action[],
  carryOut: (action: Action) => void,
): Schedule {
  let planned = actions
  let timers: { readonly atMs: number; readonly timer: number }[] = []
  clock.handle(OWNER, ({ key }) => {
    const action = planned[Number(key)]
    if (action !== undefined) carryOut(action)
  })
  const plan = (wanted: (action: Action) => boolean): void => {
    for (const [index, action] of planned.entries()) {
      if (!wanted(action)) continue
      const place = action.atMs === 0 ? Infinity : rank
      const delayMs = action.atMs - clock.nowMs
      const timer = clock.setTimer(delayMs, OWNER, action.verb, String(index), place)
      timers.push({ atMs: action.atMs, timer })
    }
  }
  plan(() => true)
  return {
    change(others) {
      for (const { atMs, timer } of timers) if (atMs > clock.nowMs) clock.cancelTimer(timer)
      timers = timers.filter(({ atMs }) => atMs === clock.nowMs)
      planned = others
      plan(({ atMs }) => atMs > clock.nowMs)
    },
    replace(others) {
      assert(clock.fired === 0, 'actions are replaced after something has happened')
      for (const { timer } of timers) clock.cancelTimer(timer)
      timers = []
      planned = others
      plan(() => true)
    },
  }
}
