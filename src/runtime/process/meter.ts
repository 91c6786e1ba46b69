// What a process may do at one go. Commands are counted by the shell; this counts the work inside one command:
// the steps of a matcher, the characters that a tool goes through, the texts that it holds. A matcher is deep
// inside a tool and has nobody to hand a value to, so it throws `Overspent`, as a signal would end it; the
// process catches it (`process.ts`), and nobody else.
import { simplified } from '#lib/simplified.ts'

simplified(
  'work-of-a-process',
  'a process that looks at about six million characters, or passes on a hundred million, without waiting counts as busy: from then on it just runs, until a signal ends it. One that holds a text of more than 16 MiB is killed with 137, as for want of memory.',
)

/** Steps without a wait; one is what looking at a character costs. About a fifth of a second. */
const MAX_WORK = 6_000_000
/** What all processes of a container do together within a second. */
const MAX_CROWD_WORK = 24_000_000
/** Copying is so much cheaper than looking. */
const CHARACTERS_PER_STEP = 16
const MAX_HELD = 16 * 1024 * 1024
/** A shorter wait does not count as one. */
export const LONG_WAIT_MS = 50
const CROWD_MS = 1000

/** What all processes of a container do together within the current second. */
export interface Crowd {
  commands: number
  work: number
  sinceMs: number
}

/** Makes what nobody has done anything of yet. */
export function createCrowd(): Crowd {
  return { commands: 0, work: 0, sinceMs: 0 }
}

/** Thrown through a process that did too much at one go. */
export class Overspent {
  readonly kind: 'busy' | 'memory'
  /** How much it wanted to hold; 0 when busy. */
  readonly bytes: number

  constructor(kind: 'busy' | 'memory', bytes: number) {
    this.kind = kind
    this.bytes = bytes
  }
}

export interface Meter {
  /** Pays for so many steps; throws `Overspent` when that is too much at one go. */
  work(steps: number): void
  /** Pays for passing on a text of so many characters. */
  copy(characters: number): void
  /** Pays for `added` characters of a text that is about to have so many; throws when that is far too long. */
  hold(characters: number, added?: number): void
  /** A meter of its own for a job in the background. */
  fork(): Meter
}

/** Makes a meter; `nowMs` is virtual. */
function createMeter(crowd: Crowd, nowMs: () => number): Meter {
  return new ProcessMeter(crowd, nowMs)
}

/** For who works within bounds of his own, as tests do. */
export const UNMETERED: Meter = {
  work() {},
  copy() {},
  hold() {},
  fork: () => UNMETERED,
}

/** How much a process did without waiting; shared by all that it runs in the foreground. */
export interface Budget {
  commands: number
  /** How many of them the crowd knows of. */
  counted: number
  lastMs: number
  readonly crowd: Crowd
  /** The work inside of commands. */
  readonly meter: Meter
}

/** The budget of a process that begins now. */
export function createBudget(crowd: Crowd, nowMs: () => number): Budget {
  return { commands: 0, counted: 0, lastMs: nowMs(), crowd, meter: createMeter(crowd, nowMs) }
}

/** The budget of a job in the background: what was done before counts, what the two do from now on does not mix. */
export function forkBudget(budget: Budget): Budget {
  return { ...budget, meter: budget.meter.fork() }
}

class ProcessMeter implements Meter {
  #work = 0
  #unseen = 0
  #sinceMs: number
  readonly #crowd: Crowd
  readonly #nowMs: () => number

  constructor(crowd: Crowd, nowMs: () => number) {
    this.#crowd = crowd
    this.#nowMs = nowMs
    this.#sinceMs = nowMs()
  }

  work(steps: number): void {
    this.#work += steps
    this.#unseen += steps
    if (this.#unseen > MAX_WORK / 64) this.#settle()
  }

  copy(characters: number): void {
    this.work(characters / CHARACTERS_PER_STEP)
  }

  hold(characters: number, added = characters): void {
    if (characters > MAX_HELD) throw new Overspent('memory', characters)
    this.copy(added)
  }

  fork(): Meter {
    return new ProcessMeter(this.#crowd, this.#nowMs)
  }

  /** Looks at the time now and then: a wait in between makes a new beginning. */
  #settle(): void {
    const nowMs = this.#nowMs()
    if (nowMs - this.#sinceMs >= LONG_WAIT_MS) this.#work = this.#unseen
    this.#sinceMs = nowMs
    const crowd = this.#crowd
    if (nowMs - crowd.sinceMs >= CROWD_MS) {
      crowd.commands = 0
      crowd.work = 0
      crowd.sinceMs = nowMs
    }
    crowd.work += this.#unseen
    this.#unseen = 0
    if (this.#work > MAX_WORK || crowd.work > MAX_CROWD_WORK) throw new Overspent('busy', 0)
  }
}
