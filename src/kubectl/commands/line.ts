// An action that is a line of kubectl as it was typed: those of the late commands.
import { joinWords } from '../flags.ts'
import { lateLineOf } from '../late.ts'
import { readLineOf, writeLineOf } from '../line-form.ts'
import { splitCommand } from '../split-command.ts'
import { fail, type Session } from '../session.ts'
import { unknownCommand } from '../usage.ts'
import { type KubectlVerb, NO_OFFERS, type Parsed, type VerbFace } from '../verb.ts'
import type { Task } from '#sim/task.ts'

export interface LineAction {
  readonly verb: 'kubectl'
  readonly atMs: number
  /** The words after `kubectl`. */
  readonly words: readonly string[]
}

export const lineFace: VerbFace<LineAction> = {
  describe: ({ words }) => joinWords(words),
  ...NO_OFFERS,
}

export const line: KubectlVerb<LineAction> = {
  face: lineFace,
  command: { name: 'kubectl', use: '', flags: {}, completes: 'files', parse },
  words: ({ words }) => words,
  read: (reader, atMs) =>
    readLineOf(reader, 'kubectl', (words) => parse(words, atMs), {
      verb: 'kubectl',
      atMs,
      words: [],
    }),
  write: ({ words }) => writeLineOf(words),
  run,
}

/** The action of a late command; what is wrong with its words is said by the command. */
export function parse(words: readonly string[], atMs: number): Parsed<LineAction> {
  const { command, rest } = splitCommand(words)
  const late = lateLineOf(command, rest)
  if (late === null) return unknownCommand(command)
  const parsed = late.command.parse(late.rest)
  return parsed.ok ? { ok: true, action: { verb: 'kubectl', atMs, words } } : parsed
}

function run(session: Session, { words }: LineAction): number | Task<number> {
  const { command, rest } = splitCommand(words)
  const late = lateLineOf(command, rest)
  const parsed = late === null ? unknownCommand(command) : late.command.parse(late.rest)
  if (late !== null && parsed.ok) return late.command.run(session, parsed.options)
  const lines = parsed.ok ? [] : parsed.lines
  return fail(session, `could not do \`${joinWords(words)}\``, lines.join(' '), lines)
}
