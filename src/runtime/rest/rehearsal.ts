// A dry run: a process or a call is carried out now, in a virtual time of its own and without any effect,
// to find out what it would do, how long it would take and what it depends on. When nothing in it is new, and
// as long as nothing changes that it depends on, doing it again and again needs no timers: it is a rule.
import type { LogPart } from '#api/runtime/log-rules.ts'
import { ranked, type Clock } from '#sim/clock.ts'
import { createFuture, settledFuture, type Future, type Sleeper } from '#sim/task.ts'
import { Overspent } from '../process/meter.ts'
import type { Changes } from './changes.ts'
import type { LogStream, RepeatingLog } from './repeating-log.ts'
import { isPast } from './times-done.ts'

const MAX_WAITS = 200
const MAX_MS = 24 * 60 * 60 * 1000
const SETTLED = settledFuture<void>(undefined)

/** A line that a dry run would have printed. */
export interface RehearsedLine {
  readonly log: RepeatingLog
  readonly stream: LogStream
  readonly parts: readonly LogPart[]
  /** How long after the start. */
  readonly offsetMs: number
}

/** Processes of a container that a dry run would have started. */
export interface Pids {
  /** Takes so many process numbers, as if that many processes had run. */
  use(count: number): void
  /** Calls `settle` before the next process gets its number. Returns a function that ends it. */
  beforeNext(settle: () => void): () => void
}

/** Whether times may be printed by `date`: because they only go to the log, as they are or cut at their spaces. */
export type Dates = 'none' | 'whole' | 'split'

export class Rehearsal {
  readonly #lines: RehearsedLine[] = []
  /** The table from which it took a number, and how many it took. */
  pids: { readonly table: Pids; readonly count: number } | null = null
  readonly dates: Dates
  #spoilt = false
  #elapsedMs = 0
  #waits = 0
  readonly #needs = new Map<Changes, Set<string>>()
  readonly #news = new Map<string, (everyMs: number) => void>()
  /** What the API answered. */
  readonly answers = new Map<string, unknown>()

  constructor(dates: Dates = 'none') {
    this.dates = dates
  }

  get lines(): readonly RehearsedLine[] {
    return this.#lines
  }

  /** True when it cannot be foreseen what the next time would bring. */
  get spoilt(): boolean {
    return this.#spoilt
  }

  /** How far its time has gone. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** What is done depends on something that nobody can watch, or would have an effect. */
  spoil(): void {
    this.#spoilt = true
  }

  /** What is done depends on `key` of `changes`. */
  needs(changes: Changes, key: string): void {
    const keys = this.#needs.get(changes) ?? new Set()
    this.#needs.set(changes, keys.add(key))
  }

  /** Has `tell` called once, when it is repeated, for what a person would otherwise not know of. `mark` says what it is about. */
  mention(mark: string, tell: (everyMs: number) => void): void {
    this.#news.set(mark, tell)
  }

  /** Tells what it mentioned, as something that goes on every `everyMs`. */
  tellAll(everyMs: number): void {
    for (const tell of this.#news.values()) tell(everyMs)
  }

  /** Waits without waiting; a dry run that takes too long never goes on. */
  pass(delayMs: number): Future<void> {
    this.#waits += 1
    this.#elapsedMs += delayMs
    if (this.#waits > MAX_WAITS || this.#elapsedMs > MAX_MS) this.#spoilt = true
    return this.#spoilt ? createFuture() : SETTLED
  }

  /** A moment of it in a format of `date`, as a mark that `partsOf` understands. */
  stamp(format: string): string {
    const cut = this.dates === 'split' ? format.replaceAll('%e', '%-e') : format
    return `\uE000${this.#elapsedMs};${cut}\uE001`
  }

  /** Takes note of printed text; only whole lines are foreseen. */
  print(log: RepeatingLog, stream: LogStream, text: string): void {
    if (text === '') return
    if (!text.endsWith('\n') || text.length > 1000) {
      this.#spoilt = true
      return
    }
    for (const line of text.slice(0, -1).split('\n')) {
      const parts = partsOf(line, this.#elapsedMs)
      if (parts.some((part) => typeof part === 'string' && /[\uE000\uE001]/.test(part)))
        this.spoil()
      this.#lines.push({ log, stream, parts, offsetMs: this.#elapsedMs })
    }
  }

  /** Replaces texts in its lines. */
  rewrite(change: (text: string) => readonly LogPart[]): void {
    for (const [index, line] of this.#lines.entries()) {
      const parts = line.parts.flatMap((part) => (typeof part === 'string' ? change(part) : [part]))
      this.#lines[index] = { ...line, parts }
    }
  }

  /** Calls `changed` before anything changes that it depends on. Returns a function that ends it. */
  watch(changed: () => void): () => void {
    const stops = [...this.#needs].flatMap(([changes, keys]) =>
      [...keys].map((key) => changes.watch(key, changed)),
    )
    return () => {
      for (const stop of stops) stop()
    }
  }
}

/** The parts of a line that was printed `elapsedMs` into a dry run. */
function partsOf(line: string, elapsedMs: number): readonly LogPart[] {
  return line.split(/(\uE000[^\uE001]*\uE001)/).flatMap((text): readonly LogPart[] => {
    if (text === '') return []
    const [, atMs, format] = /^\uE000(\d+);([^]*)\uE001$/.exec(text) ?? []
    return [format === undefined ? text : { format, beforeMs: elapsedMs - Number(atMs) }]
  })
}

/** Something that began a while ago and is carried out only now, up to the present. */
interface Belated {
  /** How far it has come. */
  nowMs: number
  readonly rank: number
  /** What the API answered until now: a change there is told only after it happened. */
  readonly answers: ReadonlyMap<string, unknown>
}

/** How what is done in this moment is meant: for real, as a dry run, or after the fact. */
export interface Stage {
  rehearsal: Rehearsal | null
  belated: Belated | null
  /** What runs is beside the first process of its container, so that it does not tell what the container does. */
  beside: boolean
}

/** A stage on which everything is real. */
export function createStage(): Stage {
  return { rehearsal: null, belated: null, beside: false }
}

/** Carries out `work` as a dry run; null when it waits for something, or cannot be foreseen. */
export function rehearse<T>(
  stage: Stage,
  rehearsal: Rehearsal,
  work: () => Future<T>,
): { readonly value: T } | null {
  stage.rehearsal = rehearsal
  try {
    const result = work()
    return rehearsal.spoilt || !result.settled ? null : { value: result.value }
  } catch (thrown) {
    // Too much work for a dry run; done for real, it will be too much as well.
    if (thrown instanceof Overspent) return null
    throw thrown
  } finally {
    stage.rehearsal = null
  }
}

interface Waiting {
  readonly clock: Clock
  readonly sleeper: Sleeper
  readonly stage: Stage
}

interface Beginning {
  readonly sinceMs: number
  readonly rank: number
  readonly answers: ReadonlyMap<string, unknown>
}

/** Carries out `work`, which a timer of `rank` started at `sinceMs`, up to the present. */
export function belatedly<T>(
  { clock, stage }: Pick<Waiting, 'clock' | 'stage'>,
  { sinceMs, rank, answers }: Beginning,
  work: () => T,
): T {
  const outer = stage.belated
  stage.belated = { nowMs: sinceMs, rank, answers }
  try {
    return ranked(clock, rank, work)
  } finally {
    stage.belated = outer
  }
}

/** Waits as the processes of a container do: in the time of the stage, and under the rank of whoever woke them. */
export function sleepOnStage(
  { clock, sleeper, stage }: Waiting,
  delayMs: number,
  label: string,
): Future<void> {
  const { rehearsal, belated } = stage
  if (rehearsal !== null) return rehearsal.pass(delayMs)
  if (belated === null) return sleeper.sleep(delayMs, label, clock.rank)
  const endMs = belated.nowMs + delayMs
  if (isPast(clock, endMs, belated.rank)) {
    belated.nowMs = endMs
    return SETTLED
  }
  return sleeper.sleep(endMs - clock.nowMs, label, belated.rank)
}

/**
 * What the API answers to `question` at the moment of the stage. `changes` tells when that may be another one;
 * without it no answer can be foreseen.
 */
export function askOnStage<T>(
  { rehearsal, belated }: Stage,
  question: string,
  changes: Changes | undefined,
  ask: (needs: (key: string) => void) => T,
): T {
  // The answers of a dry run stand under their questions.
  if (belated?.answers.has(question) === true) return belated.answers.get(question) as T
  if (rehearsal === null) return ask(() => {})
  if (changes === undefined) rehearsal.spoil()
  const answer = ask((key) => {
    if (changes !== undefined) rehearsal.needs(changes, key)
  })
  rehearsal.answers.set(question, answer)
  return answer
}
