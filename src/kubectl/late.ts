// The commands that are loaded when one of them is needed: whoever reads or runs a line of kubectl provides them first.
import type { Task } from '#sim/task.ts'
import type { Session } from './session.ts'
import { splitCommand } from './split-command.ts'
import type { LineCommand, ReadingCommand } from './verb.ts'

export interface LateCommands {
  /** By one word, or by two: 'set env'. */
  readonly lines: Readonly<Record<string, LineCommand<unknown>>>
  readonly reading: Readonly<Record<string, ReadingCommand<unknown>>>
  /** Carries out any line, for who runs none before these are there; null before. */
  readonly run: ((session: Session, words: readonly string[]) => number | Task<number>) | null
}

const NOTHING: LateCommands = { lines: {}, reading: {}, run: null }

let provided: LateCommands = NOTHING
let missed = false

/** Makes the late commands known, from now on and everywhere; again is as good as once. */
export function provideLateCommands(commands: LateCommands): void {
  provided = commands
  missed = false
}

/** Said by who runs a line that nobody could see coming: what runs without the late commands is to be run again. */
export function wantLateCommands(): void {
  missed ||= provided === NOTHING
}

/** Whether they were wanted before they were provided. */
export function lateCommandsMissed(): boolean {
  return missed
}

/** What was provided; nothing before. */
export function lateCommands(): LateCommands {
  return provided
}

/** The late command that words begin with, and the words behind its name; null for others. */
export function lateLineOf(
  command: string,
  rest: readonly string[],
): { readonly command: LineCommand<unknown>; readonly rest: readonly string[] } | null {
  const below = splitCommand(rest)
  const { lines } = provided
  const two = below.command === '' ? '' : `${command} ${below.command}`
  const long = Object.hasOwn(lines, two) ? lines[two] : undefined
  if (long !== undefined) return { command: long, rest: below.rest }
  const short = Object.hasOwn(lines, command) ? lines[command] : undefined
  return short === undefined ? null : { command: short, rest }
}
