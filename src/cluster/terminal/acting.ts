// What a line changes is an action of the scenario: where the run has it at this time, what it printed is printed again,
// else the line waits for a run that has it.
import type { LeftBehind } from '#kubectl/session.ts'
import { equal } from '#lib/equal.ts'
import { type Task, wait } from '#sim/task.ts'
import type { PrintedAction, PrintedLine } from '../carry-out.ts'
import { type Action, verbOf } from '../verbs.ts'
import type { Past } from './past.ts'
import { waitForEver } from './wait-for-ever.ts'

export interface Acting {
  /** When the next thing that the line changes happens. */
  nextMs(): number
  /** Carries out an action that happens at `nextMs`; its exit code, and what it left behind. */
  perform(action: Action, print: (line: PrintedLine) => void): Task<Performed>
}

export interface Performed {
  readonly code: number
  readonly left: LeftBehind | null
}

export interface ActingParts {
  readonly past: Past
  /** What the actions of the run printed. */
  printed(): readonly PrintedAction[]
  readonly actsMs: number
  /** The line wants to change this and stops here. */
  want(action: Action): void
  /** The run has this action already. */
  acted(index: number): void
}

/** Makes it for one line. */
export function createActing(parts: ActingParts): Acting {
  const { past, actsMs } = parts
  const { clock } = past
  const beganMs = clock.nowMs
  let lastMs = -1
  return {
    // A call that has waited sees all of its millisecond, also what it does itself when it is asked again.
    nextMs: () => Math.max(clock.nowMs === beganMs ? actsMs : clock.nowMs + 1, lastMs + 1),
    *perform(action, print) {
      const { atMs } = action
      const index = parts.printed().findIndex((one) => isSame(one.action, action))
      if (index < 0) {
        parts.want(action)
        return yield* waitForEver()
      }
      parts.acted(index)
      lastMs = atMs
      yield* wait(past.sleeper.sleep(atMs - clock.nowMs, 'action'))
      past.release()
      const code = yield* replay(parts, index, print)
      return { code, left: parts.printed()[index]?.left ?? null }
    },
  }
}

/** Whether two actions are written alike at the same time. */
function isSame(one: Action, other: Action): boolean {
  return (
    one.atMs === other.atMs &&
    one.verb === other.verb &&
    equal(verbOf(one).write(one), verbOf(other).write(other))
  )
}

/** Prints what the action printed, each line at its time; its exit code. */
function* replay(
  { past, printed }: ActingParts,
  index: number,
  print: (line: PrintedLine) => void,
): Task<number> {
  const { clock } = past
  for (let next = 0; ;) {
    const { lines = [], end = null } = printed()[index] ?? {}
    const line = lines[next]
    const at = line?.timeMs ?? end?.timeMs
    if (at === undefined) {
      yield* wait(past.grown())
      continue
    }
    if (at > clock.nowMs) yield* wait(past.sleeper.sleep(at - clock.nowMs, 'action'))
    if (line === undefined) return end?.exitCode ?? 0
    print(line)
    next += 1
  }
}
