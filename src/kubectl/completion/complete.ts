// What Tab offers: commands, flags, types, names, namespaces and containers.
// Follows getCompletions of spf13/cobra v1.10.2 (completions.go).
import { argumentsOf, flagValues } from './arguments.ts'
import { type KnownFlag, readTyped, type TypedCommand } from './command-line.ts'
import type { Completed, Surroundings } from './directive.ts'
import { DEFAULT, FILTER_FILES, NO_FILES } from './directive.ts'

/** What the last of the words after `kubectl` can become, in kubectl's order; the last word may be ''. */
export function complete(around: Surroundings, words: readonly string[]): Completed {
  const typed = readTyped(words)
  if (typed === null) return { words: [], directive: DEFAULT }
  if (typed.given.has('help')) return { words: [], directive: NO_FILES }
  const { flag, word, takesFlags } = typed
  if (flag !== null)
    return flag.isFile
      ? { words: ['json', 'yaml', 'yml'], directive: FILTER_FILES }
      : flagValues(around, typed, flag)
  if (word.startsWith('-') && !word.includes('=') && takesFlags)
    return { words: flagNames(typed), directive: NO_FILES }
  return nouns(around, typed)
}

function flagNames({ flags, given, word }: TypedCommand): readonly string[] {
  const required = requiredNames(flags, given, word)
  if (required.length > 0) return required
  return flags
    .filter(({ name, isMany }) => isMany || !given.has(name))
    .flatMap((flag) => namesOfFlag(flag, word))
}

function requiredNames(
  flags: readonly KnownFlag[],
  given: TypedCommand['given'],
  word: string,
): readonly string[] {
  return flags
    .filter(({ name, isRequired }) => isRequired && !given.has(name))
    .flatMap((flag) => namesOfFlag(flag, word))
}

function namesOfFlag({ name, short }: KnownFlag, word: string): readonly string[] {
  return [`--${name}`, ...(short === '' ? [] : [`-${short}`])].filter((text) =>
    text.startsWith(word),
  )
}

function nouns(around: Surroundings, typed: TypedCommand): Completed {
  const { entry, args, given, flags, word, path } = typed
  const { subcommands = [], arguments: first = [] } = entry
  const fits = (text: string): boolean => text.startsWith(word)
  const required = requiredNames(flags, given, word)
  // A flag of the command itself says that no command below it is meant.
  const own = path === '' ? [] : flags.slice(flags.findIndex(({ name }) => isOwn(typed, name)))
  const isGroup =
    args.length === 0 && subcommands.length > 0 && !own.some(({ name }) => given.has(name))
  const before = [...(isGroup ? subcommands.filter(fits) : []), ...required]
  const directive = isGroup ? NO_FILES : DEFAULT
  if (first.length > 0)
    return args.length > 0
      ? { words: before, directive }
      : { words: [...before, ...first.filter(fits)], directive: NO_FILES }
  const found = argumentsOf(around, typed)
  if (found === null) return { words: before, directive }
  return { words: [...before, ...found.words], directive: found.directive }
}

function isOwn({ entry }: TypedCommand, name: string): boolean {
  return entry.flags?.some((text) => text.startsWith(`${name},`)) === true
}
