// What Tab offers: commands, flags, types, names and namespaces.
// Follows k8s.io/kubectl/pkg/util/completion/completion.go and spf13/cobra v1.10.2 completions.go (v1.36).
import { definedKind } from '#api/meta/custom-kind.ts'
import { KINDS } from '#api/meta/object.ts'
import { type Flag, type FlagTable, GLOBAL_FLAGS } from './flags.ts'
import { splitCommand } from './split-command.ts'
import { servedDefinitions } from './custom-kinds.ts'
import { kindOfWord, resourceOf } from './resource-types.ts'
import type { Reader } from './resources.ts'
import type { Syntax } from './verb.ts'

/**
 * What the last of the words after `kubectl` can become, in the order of the texts; the last word may be ''.
 */
export function complete(
  reader: Reader,
  commands: Readonly<Record<string, Syntax>>,
  words: readonly string[],
): readonly string[] {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const { command, rest } = splitCommand(before)
  const syntax = Object.hasOwn(commands, command) ? commands[command] : undefined
  const flags: FlagTable = { ...GLOBAL_FLAGS, ...syntax?.flags }
  const found = current.startsWith('-')
    ? flagNames(flags)
    : (valuesOf(reader, flags, before.at(-1) ?? '') ??
      (command === ''
        ? Object.keys(commands).filter((name) => name !== 'kubectl')
        : argumentsOf(reader, syntax, { flags, rest, current })))
  const fitting = found.filter((text) => text.startsWith(current) && text !== '')
  return [...new Set(fitting)].toSorted()
}

function flagNames(flags: FlagTable): readonly string[] {
  return Object.entries(flags).flatMap(([name, flag]) => [
    `--${name}`,
    ...(takesNext(flag) ? [`--${name}=`] : []),
    ...(flag.short === undefined ? [] : [`-${flag.short}`]),
  ])
}

function takesNext(flag: Flag): boolean {
  return flag.kind !== 'bool' && !(flag.kind === 'text' && flag.bare !== undefined)
}

function flagOf(flags: FlagTable, word: string): readonly [string, Flag] | undefined {
  return Object.entries(flags).find(
    ([name, { short }]) => word === `--${name}` || word === `-${short}`,
  )
}

/** The values of the flag that stands before; undefined when that is none that takes one. */
function valuesOf(reader: Reader, flags: FlagTable, word: string): readonly string[] | undefined {
  const found = flagOf(flags, word)
  if (found === undefined || !takesNext(found[1])) return undefined
  return found[0] === 'namespace' ? namesOf(reader, 'namespaces', 'default') : []
}

function namesOf(reader: Reader, type: string, namespace: string): readonly string[] {
  const kind = kindOfWord(type, reader)
  if (kind === undefined) return []
  return reader.list(kind, { namespace }).map(({ metadata }) => metadata.name ?? '')
}

interface Line {
  readonly flags: FlagTable
  readonly rest: readonly string[]
  readonly current: string
}

function argumentsOf(
  reader: Reader,
  syntax: Syntax | undefined,
  { flags, rest, current }: Line,
): readonly string[] {
  const namespace = namespaceOf(rest)
  const args = rest.filter(
    (word, index) => !word.startsWith('-') && !isValue(flags, rest[index - 1] ?? ''),
  )
  if (syntax?.completes === 'nodes')
    return namesOf(reader, 'nodes', namespace).filter((name) => !args.includes(name))
  if (syntax?.completes !== 'resources') return []
  const [type] = current.includes('/') ? current.split('/') : args
  if (type === undefined)
    return [
      ...Object.values(KINDS).map(({ kind }) => kind),
      ...servedDefinitions(reader).map(definedKind),
    ].map(resourceOf)
  if (current.includes('/'))
    return namesOf(reader, type, namespace).map((name) => `${type}/${name}`)
  return type.includes('/')
    ? []
    : namesOf(reader, type, namespace).filter((name) => !args.includes(name))
}

function isValue(flags: FlagTable, word: string): boolean {
  const found = flagOf(flags, word)
  return found !== undefined && takesNext(found[1])
}

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace')
  const joined = words.find((word) => word.startsWith('--namespace='))
  return (at < 0 ? joined?.slice('--namespace='.length) : words[at + 1]) ?? 'default'
}
