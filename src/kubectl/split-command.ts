// Which word of a line is the command.
// Follows stripFlags of spf13/cobra v1.10.2 command.go.
import { bareValue, type FlagTable, GLOBAL_FLAGS } from './flags.ts'

/**
 * The first word that is neither a flag nor the value of one, and the others in their order. A flag that is neither a global one
 * nor one of `own`, those of the command above, takes the next word, as cobra does not know better.
 */
export function splitCommand(
  words: readonly string[],
  own: FlagTable = {},
): {
  readonly command: string
  readonly rest: readonly string[]
} {
  const flags: FlagTable = { ...GLOBAL_FLAGS, ...own }
  const takesNext = (word: string): boolean => {
    if (word.includes('=') || !word.startsWith('-')) return false
    const found = Object.entries(flags).find(
      ([name, { short }]) => word === `--${name}` || word === `-${short}`,
    )
    if (found === undefined) return word.startsWith('--') ? word !== '--' : word.length === 2
    return bareValue(found[1]) === undefined
  }
  const at = words.findIndex(
    (word, index) => !word.startsWith('-') && !takesNext(words[index - 1] ?? ''),
  )
  return at < 0
    ? { command: '', rest: words }
    : { command: words[at] ?? '', rest: words.toSpliced(at, 1) }
}
