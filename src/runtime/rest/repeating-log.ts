// Where lines are printed again and again by a rule.
import type { LogPart } from '#api/runtime/log-rules.ts'
import type { Every } from '../cri.ts'

export type LogStream = 'stdout' | 'stderr'

/** A line of what repeats itself. */
export interface RepeatedLine {
  readonly stream: LogStream
  readonly line: readonly LogPart[]
  /** How long after each beginning it is printed. */
  readonly offsetMs: number
}

export interface RepeatingLog {
  /** Prints lines again and again, by a rule. `end` ends that. */
  repeat(lines: readonly RepeatedLine[], every: Every): { end(): void }
}
