// What repeats itself without timers: it was rehearsed, and goes on as a rule until something changes that
// it depends on. Then it is said how often it was done, and what is under way is taken up for real.
import type { Future } from '#sim/task.ts'
import type { Every, Repeated } from '../cri.ts'
import type { Shared } from '../shared.ts'
import { belatedly, type Rehearsal } from './rehearsal.ts'
import { timesDone } from './times-done.ts'

export interface RepetitionParts<T> {
  readonly shared: Shared
  readonly rehearsal: Rehearsal
  readonly every: Every
  /** Does it once, for real, after it was done `ended` times. */
  readonly doOnce: (ended: number) => Future<T>
  /** Told before something changes; `stop` must be called then. */
  readonly changed: () => void
}

/** Lets something repeat itself from `every.fromMs` on. */
export function createRepetition<T>(parts: RepetitionParts<T>): Repeated<T> {
  const { shared, rehearsal, every, changed } = parts
  const { clock } = shared.world
  const logs = new Set(rehearsal.lines.map(({ log }) => log))
  const rules = [...logs].map((log) =>
    log.repeat(
      rehearsal.lines
        .filter((line) => line.log === log)
        .map(({ stream, parts: line, offsetMs }) => ({ stream, line, offsetMs })),
      every,
    ),
  )
  const unwatch = rehearsal.watch(changed)
  shared.repeating.add(rehearsal)
  rehearsal.tellAll(every.everyMs)
  let settled = 0
  const settlePids = (): void => {
    const ended = timesDone(clock, every, rehearsal.elapsedMs)
    rehearsal.pids?.table.use(rehearsal.pids.count * (ended - settled))
    settled = ended
  }
  const unsettle = rehearsal.pids?.table.beforeNext(() => {
    // One that is under way has its number already.
    if (timesDone(clock, every, 0) > timesDone(clock, every, rehearsal.elapsedMs)) changed()
    else settlePids()
  })
  return {
    stop() {
      unwatch()
      shared.repeating.delete(rehearsal)
      unsettle?.()
      settlePids()
      const started = timesDone(clock, every, 0)
      for (const rule of rules) rule.end()
      if (started === settled) return { started, underWay: null }
      const sinceMs = every.fromMs + settled * every.everyMs
      const work = { sinceMs, rank: every.rank, answers: rehearsal.answers }
      const ended = settled
      const underWay = belatedly({ clock, stage: shared.stage }, work, () => parts.doOnce(ended))
      return { started, underWay }
    },
  }
}
