// A line of kubectl, as an action of a scenario has it or a person types it.
import { type KubectlAction, KUBECTL_VERBS } from './commands.ts'
import { parse as parseLate } from './commands/line.ts'
import { splitWords, type UsageError } from './flags.ts'
import { lateLineOf } from './late.ts'
import { splitCommand } from './split-command.ts'
import { noAction, usageError } from './usage.ts'
import type { Parsed } from './verb.ts'

const MAX_LINE = 100_000

/** The action that the words after `kubectl` mean; what is wrong with them in kubectl's own words. */
export function parseActionLine(line: string, atMs: number): Parsed<KubectlAction> {
  const words = wordsOf(line)
  if (!words.ok) return words
  const { command, rest } = splitCommand(words.words)
  const parsed = isVerb(command)
    ? KUBECTL_VERBS[command].command.parse(rest, atMs)
    : noAction(command)
  if (parsed.ok || (isVerb(command) && parsed.leftOut !== true)) return parsed
  return lateLineOf(command, rest)?.command.changes === true ? parseLate(words.words, atMs) : parsed
}

function isVerb(word: string): word is keyof typeof KUBECTL_VERBS {
  return word !== 'kubectl' && Object.hasOwn(KUBECTL_VERBS, word)
}

function wordsOf(
  line: string,
): { readonly ok: true; readonly words: readonly string[] } | UsageError {
  if (line.length > MAX_LINE) return usageError(`a line has at most ${MAX_LINE} characters`)
  const words = splitWords(line)
  if (words === null) return usageError('a quote is left open')
  return { ok: true, words: words[0] === 'kubectl' ? words.slice(1) : words }
}
