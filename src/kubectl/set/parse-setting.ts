// What the command lines of `kubectl set` have in common: the objects that they name, and how they print.
// Follows Complete of the commands in k8s.io/kubectl/pkg/cmd/set (v1.36).
import { unfollowed } from '../common-flags.ts'
import type { CommandLine, FlagTable, UsageError } from '../flags.ts'
import { parsePrinting } from '../printing.ts'
import { parseResources } from '../resources.ts'
import { usageError } from '../usage.ts'
import { NOT_FOLLOWED, type SET_FLAGS, type SetOptions } from './change-template.ts'

/** Reads the objects that words and files name, with the flags that all commands of `kubectl set` have. */
export function parseSetting<T extends typeof SET_FLAGS & FlagTable>(
  line: CommandLine<T>,
  table: T,
  names: readonly string[],
): { readonly ok: true; readonly options: SetOptions } | UsageError {
  const { namespace } = line
  // The table has at least these.
  const flags = line.flags as CommandLine<typeof SET_FLAGS>['flags']
  const { selector, all, filename: files, local } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  if (local && names.length > 0) return usageError(LOCAL_NEEDS_FILES)
  const parsed =
    names.length === 0 && files.length > 0
      ? { ok: true as const, resources: [] }
      : parseResources({ args: names, selected: selector !== '', allowEmptySelector: all })
  if (!parsed.ok) return parsed
  const followed = Object.keys(table).filter((name) => !NOT_FOLLOWED.includes(name))
  const left = unfollowed(line, table, followed)
  if (left !== null) return left
  const { resources } = parsed
  return {
    ok: true,
    options: { namespace, resources, selector, files, local, printing: printing.printing },
  }
}

const LOCAL_NEEDS_FILES = `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`

/** The words that name objects, and those that say what to set, wherever they stand. */
export function splitPairs(
  words: readonly string[],
  isPair: (word: string) => boolean,
): readonly [names: readonly string[], pairs: readonly string[]] {
  return [words.filter((word) => !isPair(word)), words.filter(isPair)]
}
