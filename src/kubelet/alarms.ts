// Waiting that can be called off, so that a Pod that is at rest leaves no timer behind.
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import type { Clock } from '#sim/clock.ts'
import type { Scope } from '#sim/scope.ts'

interface Alarm {
  readonly done: Future<void>
  /** Takes the timer back; `done` never settles then. Does nothing afterwards. */
  cancel(): void
}

export interface Alarms {
  /**
   * An alarm `delayMs` (whole microseconds, >= 0) from now. `label` says what waits, for the timer's data. One with a rank
   * waits whole milliseconds, and goes before all others of its millisecond.
   */
  after(delayMs: number, label: string, rank?: number): Alarm
  /** Waits, inside a task; a cancelled task takes its timer along. */
  sleep(delayMs: number, label: string, rank?: number): Task<void>
}

/** Makes the alarms of one owner of timers; when the scope ends no alarm goes off any more. */
export function createAlarms(clock: Clock, owner: string, scope: Scope): Alarms {
  const waiting = new Map<number, Future<void>>()
  scope.own(
    clock.handle(owner, ({ sequence }) => {
      const future = waiting.get(sequence)
      waiting.delete(sequence)
      future?.settle()
    }),
  )
  const alarms: Alarms = {
    after(delayMs, label, rank = Infinity) {
      const done = createFuture<void>()
      const sequence =
        rank === Infinity
          ? clock.setExactTimer(delayMs, owner, 'alarm', label)
          : clock.setTimer(delayMs, owner, 'alarm', label, rank)
      waiting.set(sequence, done)
      return {
        done,
        cancel() {
          if (waiting.delete(sequence)) clock.cancelTimer(sequence)
        },
      }
    },
    *sleep(delayMs, label, rank = Infinity) {
      const alarm = alarms.after(delayMs, label, rank)
      try {
        yield* wait(alarm.done)
      } finally {
        alarm.cancel()
      }
    },
  }
  return alarms
}

/** Waits until all `futures` are settled or `delayMs` are over, whichever comes first. */
export function* waitAtMost(
  alarms: Alarms,
  futures: readonly Future<unknown>[],
  delayMs: number,
): Task<void> {
  if (futures.every((future) => future.settled)) return
  const alarm = alarms.after(delayMs, 'at most')
  const either = createFuture<void>()
  let left = futures.length
  const forgets = futures.map((future) =>
    future.whenSettled(() => {
      left -= 1
      if (left === 0) either.settle()
    }),
  )
  forgets.push(alarm.done.whenSettled(() => either.settle()))
  try {
    yield* wait(either)
  } finally {
    alarm.cancel()
    for (const forget of forgets) forget()
  }
}
