// Lines of a log that follow a rule: they are printed again and again, and written down once. Readers work
// out which of them there are at a moment.
import { dateText } from '../meta/date-text.ts'

/**
 * A stretch of text; or a time in a format of `date`: that of `beforeMs` before the line was printed; or a
 * number that grows by `step` from one time to the next.
 */
export type LogPart =
  | string
  | { readonly format: string; readonly beforeMs: number }
  | { readonly from: number; readonly step: number }

/** One line that is printed at `fromMs` and once every `everyMs` from then on. */
export interface LogRule {
  readonly stream: 'stdout' | 'stderr'
  readonly line: readonly LogPart[]
  readonly fromMs: number
  readonly everyMs: number
  /** How often it was printed; null while it goes on. */
  readonly count: number | null
  /** Its place among the lines of one millisecond, as `Timer.rank`, and then among those of the same rank. */
  readonly rank: number
  readonly order: number
}

/** A line of a rule; `order` is its place among those of the same millisecond and rank. */
export interface RuledLine extends PrintedLine {
  readonly order: number
}

/** A line with the moment in which it was printed. */
export interface PrintedLine {
  readonly timeMs: number
  readonly rank: number
  readonly text: string
  readonly stream: LogRule['stream']
}

/** A container instance keeps this many lines, and one that says that there were more. */
export const MOST_LOG_LINES = 1000
export const LAST_LOG_LINE = 'further lines are left out'

/** How many lines of a rule there are up to and with `nowMs`. */
export function linesSoFar({ fromMs, everyMs, count }: LogRule, nowMs: number): number {
  const due = nowMs < fromMs ? 0 : Math.floor((nowMs - fromMs) / everyMs) + 1
  return count === null ? due : Math.min(count, due)
}

/** A line as it reads when it is printed at `timeMs`, after `index` times before. */
export function lineText(line: readonly LogPart[], timeMs: number, index: number): string {
  return line.map((part) => partText(part, timeMs, index)).join('')
}

function partText(part: LogPart, timeMs: number, index: number): string {
  if (typeof part === 'string') return part
  if ('format' in part) return dateText(part.format, timeMs - part.beforeMs)
  return String(part.from + part.step * index)
}

/**
 * All lines of a log up to and with `nowMs`, in the order in which they were printed: those that were written
 * down one by one (in their order), and those that follow a rule. Beyond the most that is kept, one line says so.
 */
export function printedLines<T extends PrintedLine>(
  written: readonly T[],
  rules: readonly LogRule[],
  nowMs: number,
): readonly (T | RuledLine)[] {
  if (rules.length === 0) return written
  const ruled = rules.flatMap((rule) => {
    const lines = Math.min(linesSoFar(rule, nowMs), MOST_LOG_LINES + 1)
    return Array.from({ length: lines }, (_, index) => {
      const timeMs = rule.fromMs + index * rule.everyMs
      return { timeMs, rank: rule.rank, order: rule.order, rule, index }
    })
  })
  ruled.sort((a, b) => a.timeMs - b.timeMs || a.rank - b.rank || a.order - b.order)
  const lines: (T | RuledLine)[] = []
  let next = 0
  for (const { timeMs, rank, order, rule, index } of ruled) {
    for (let line = written[next]; line !== undefined; line = written[next]) {
      if (line.timeMs > timeMs || (line.timeMs === timeMs && line.rank > rank)) break
      lines.push(line)
      next += 1
    }
    const text = lineText(rule.line, timeMs, index)
    lines.push({ timeMs, rank, order, text, stream: rule.stream })
  }
  lines.push(...written.slice(next))
  const last = lines[MOST_LOG_LINES]
  if (last === undefined) return lines
  return [...lines.slice(0, MOST_LOG_LINES), { ...last, text: LAST_LOG_LINE }]
}
