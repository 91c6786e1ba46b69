// A line of kubectl, as an action of a scenario has it or a person types it.
import { type KubectlAction, KUBECTL_VERBS } from './commands.ts'
import { type FlagTable, GLOBAL_FLAGS, splitWords, type UsageError } from './flags.ts'
import { noAction, usageError } from './usage.ts'
import type { Parsed } from './verb.ts'

const MAX_LINE = 100_000

/** The action that the words after `kubectl` mean; what is wrong with them in kubectl's own words. */
export function parseActionLine(line: string, atMs: number): Parsed<KubectlAction> {
  const words = wordsOf(line)
  if (!words.ok) return words
  const { command, rest } = splitCommand(words.words)
  return isVerb(command) ? KUBECTL_VERBS[command].command.parse(rest, atMs) : noAction(command)
}

function isVerb(word: string): word is keyof typeof KUBECTL_VERBS {
  return Object.hasOwn(KUBECTL_VERBS, word)
}

function wordsOf(
  line: string,
): { readonly ok: true; readonly words: readonly string[] } | UsageError {
  if (line.length > MAX_LINE) return usageError(`a line has at most ${MAX_LINE} characters`)
  const words = splitWords(line)
  if (words === null) return usageError('a quote is left open')
  return { ok: true, words: words[0] === 'kubectl' ? words.slice(1) : words }
}

/** The first word that is neither a flag nor the value of one, and the others in their order. */
export function splitCommand(words: readonly string[]): {
  readonly command: string
  readonly rest: readonly string[]
} {
  const flags: FlagTable = GLOBAL_FLAGS
  const takesNext = (word: string): boolean => {
    if (word.includes('=') || !word.startsWith('-')) return false
    const found = Object.entries(flags).find(
      ([name, { short }]) => word === `--${name}` || word === `-${short}`,
    )
    return found !== undefined && found[1].kind !== 'bool'
  }
  const at = words.findIndex(
    (word, index) => !word.startsWith('-') && !takesNext(words[index - 1] ?? ''),
  )
  return at < 0
    ? { command: '', rest: words }
    : { command: words[at] ?? '', rest: words.toSpliced(at, 1) }
}
