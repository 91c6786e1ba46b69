// What a container printed, line by line, with bounds; what it prints again and again is a rule.
import {
  LAST_LOG_LINE,
  MOST_LOG_LINES,
  printedLines,
  type LogRule,
  type PrintedLine,
} from '#api/runtime/log-rules.ts'
import { simplified } from '#lib/simplified.ts'
import type { Clock } from '#sim/clock.ts'
import type { Every } from '../cri.ts'
import type { Output } from '../process/stream.ts'
import { createChanges } from '../rest/changes.ts'
import type { Stage } from '../rest/rehearsal.ts'
import type { LogStream, RepeatedLine, RepeatingLog } from '../rest/repeating-log.ts'
import { timesDone } from '../rest/times-done.ts'

simplified(
  'log-length',
  'a container instance keeps its first 1,000 lines of log, with 2,000 characters each.',
)

const MAX_CHARACTERS = 2000

export interface ContainerLog extends RepeatingLog {
  readonly stdout: Output
  readonly stderr: Output
  /** All lines so far, oldest first. */
  lines(): readonly string[]
  /** What was printed on standard output without an end of the line. */
  readonly begun: string
  /** Ends lines that were begun. */
  flush(): void
}

export interface LogParts {
  readonly clock: Clock
  readonly stage: Stage
  /** Told of each line that is written down. */
  emit(line: PrintedLine): void
  /** Told of all rules when those of one repetition, `about`, are new (`began`) or have ended; there is at least one. */
  rulesChanged(rules: readonly LogRule[], about: readonly LogRule[], began: boolean): void
}

/** Makes an empty log. */
export function createLog(parts: LogParts): ContainerLog {
  return new BoundedLog(parts)
}

class BoundedLog implements ContainerLog {
  readonly stdout: Output = { isLog: true, write: (text) => this.#write(text, 'stdout') }
  readonly stderr: Output = { isLog: true, write: (text) => this.#write(text, 'stderr') }
  readonly #parts: LogParts
  readonly #written: PrintedLine[] = []
  #rules: readonly LogRule[] = []
  /** How many lines follow rules that have ended. */
  #ended = 0
  #begun: Readonly<Record<LogStream, string>> = { stdout: '', stderr: '' }
  readonly #changes = createChanges()

  constructor(parts: LogParts) {
    this.#parts = parts
  }

  lines(): readonly string[] {
    return printedLines(this.#written, this.#rules, this.#parts.clock.nowMs).map(({ text }) => text)
  }

  get begun(): string {
    return this.#begun.stdout
  }

  flush(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#begun[stream] !== '') this.#add(this.#begun[stream], stream)
      this.#begun = { ...this.#begun, [stream]: '' }
    }
  }

  repeat(lines: readonly RepeatedLine[], every: Every): { end(): void } {
    const { clock, rulesChanged } = this.#parts
    const { everyMs, rank } = every
    const open = lines.map(({ stream, line, offsetMs }, order): LogRule => {
      const fromMs = every.fromMs + offsetMs
      return { stream, line, fromMs, everyMs, count: null, rank, order }
    })
    this.#rules = [...this.#rules, ...open]
    if (open.length > 0) rulesChanged(this.#rules, open, true)
    return {
      end: () => {
        const closed = open.map((rule, index) => {
          const count = timesDone(clock, every, lines[index]?.offsetMs ?? 0)
          this.#ended += count
          return { ...rule, count }
        })
        const kept = this.#rules.filter((rule) => !open.includes(rule))
        this.#rules = [...kept, ...closed.filter(({ count }) => count > 0)]
        if (closed.length > 0) rulesChanged(this.#rules, closed, false)
      },
    }
  }

  #add(line: string, stream: LogStream): void {
    const { clock, emit } = this.#parts
    const before = this.#count()
    if (before > MOST_LOG_LINES) return
    const text = before === MOST_LOG_LINES ? LAST_LOG_LINE : line.slice(0, MAX_CHARACTERS)
    const printed = { timeMs: clock.nowMs, rank: clock.rank, text, stream }
    this.#written.push(printed)
    emit(printed)
  }

  #count(): number {
    let count = this.#written.length + this.#ended
    for (const rule of this.#rules) {
      if (rule.count === null) count += timesDone(this.#parts.clock, rule, 0)
    }
    return count
  }

  #write(text: string, stream: LogStream): null {
    const { rehearsal, belated } = this.#parts.stage
    if (this.#count() > MOST_LOG_LINES) return null
    if (rehearsal !== null) {
      rehearsal.needs(this.#changes, stream)
      if (this.#begun[stream] === '') rehearsal.print(this, stream, text)
      else rehearsal.spoil()
      return null
    }
    // What is made up for was printed by a rule.
    if (belated !== null) return null
    let from = 0
    while (this.#count() <= MOST_LOG_LINES) {
      const end = text.indexOf('\n', from)
      if (end === -1) break
      this.#add(this.#begun[stream] + text.slice(from, end), stream)
      this.#begun = { ...this.#begun, [stream]: '' }
      from = end + 1
    }
    const rest = this.#begun[stream] + text.slice(from, from + MAX_CHARACTERS)
    if (rest !== '') this.#changes.tell(stream)
    this.#begun = { ...this.#begun, [stream]: rest.slice(0, MAX_CHARACTERS) }
    return null
  }
}
