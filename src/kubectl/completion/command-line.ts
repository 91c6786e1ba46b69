// What the words of a line are before its last one is complete: the command, its flags and its arguments.
// Follows getCompletions of spf13/cobra v1.10.2 (completions.go) and Find (command.go); commands.json is what kubectl's own
// table of commands says (reference/cmd/kubectl-commands).
import type { FlagTable } from '../flags.ts'
import commands from './commands.json'

/** One of kubectl's commands: the names of those below it, of what may be its first argument, and its flags. */
interface CommandEntry {
  readonly aliases?: readonly string[]
  readonly subcommands?: readonly string[]
  readonly arguments?: readonly string[]
  readonly flags?: readonly string[]
}

const COMMANDS: Readonly<Record<string, CommandEntry | undefined>> = commands

export interface KnownFlag {
  readonly name: string
  /** '' for none. */
  readonly short: string
  /** It may stand without a value. */
  readonly isBare: boolean
  /** It may stand more than once. */
  readonly isMany: boolean
  readonly isRequired: boolean
  /** Its value is a manifest. */
  readonly isFile: boolean
}

/** A line whose last word is being typed. */
export interface TypedCommand {
  /** 'rollout status'; '' for kubectl itself. */
  readonly path: string
  readonly entry: CommandEntry
  /** Those of kubectl itself first. */
  readonly flags: readonly KnownFlag[]
  readonly args: readonly string[]
  /** By name: the values of the flags that were given, '' for one that stands alone. */
  readonly given: ReadonlyMap<string, string>
  /** The flag whose value is being typed; null when it is none. */
  readonly flag: KnownFlag | null
  /** What is there of the word. */
  readonly word: string
  /** No `--` stands before it. */
  readonly takesFlags: boolean
}

function flagsIn(path: string): readonly KnownFlag[] {
  return (COMMANDS[path]?.flags ?? []).map((text) => {
    const [name = '', short = '', letters = ''] = text.split(',')
    return {
      name,
      short,
      isBare: letters.includes('b'),
      isMany: letters.includes('m'),
      isRequired: letters.includes('r'),
      isFile: letters.includes('f'),
    }
  })
}

/** The flags of kubectl that a command takes over, and its own. */
function flagsOf(path: string): readonly KnownFlag[] {
  const own = flagsIn(path)
  if (path === '') return own
  const inherited = flagsIn('').filter(
    ({ name }) => name !== 'help' && !own.some((flag) => flag.name === name),
  )
  return [...inherited, ...own]
}

function flagOf(flags: readonly KnownFlag[], name: string): KnownFlag | undefined {
  return flags.find((flag) => (name.length === 1 ? flag.short === name : flag.name === name))
}

/** Whether a flag, as it is written, takes the next word: one that nobody knows does. */
function takesNext(flags: readonly KnownFlag[], word: string): boolean {
  if (!word.startsWith('-') || word.includes('=')) return false
  if (word.startsWith('--')) return flagOf(flags, word.slice(2))?.isBare !== true
  return word.length === 2 && flagOf(flags, word.slice(1))?.isBare !== true
}

/** The place of the first word that is no flag and no value of one; -1 for none. */
function firstArgument(flags: readonly KnownFlag[], words: readonly string[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '--') return -1
    if (takesNext(flags, word)) {
      if (words.length - at - 1 <= 1) return -1
      at += 1
    } else if (word !== '' && !word.startsWith('-')) return at
  }
  return -1
}

function below(path: string, word: string): string | null {
  for (const name of COMMANDS[path]?.subcommands ?? []) {
    const inner = `${path} ${name}`.trimStart()
    if (name === word || COMMANDS[inner]?.aliases?.includes(word) === true) return inner
  }
  return null
}

/** The command that words name, and the words without its name; null when kubectl has none of that name. */
function findCommand(
  words: readonly string[],
): { readonly path: string; readonly rest: readonly string[] } | null {
  let path = ''
  let rest = words
  for (;;) {
    const at = firstArgument(flagsOf(path), rest)
    const inner = at < 0 ? null : below(path, rest[at] ?? '')
    if (inner === null) return path === '' && at >= 0 ? null : { path, rest }
    path = inner
    rest = rest.toSpliced(at, 1)
  }
}

/** The flags of a command's own, of which only the names are known; none for a command that nobody knows. */
export function flagTableOf(path: string): FlagTable {
  const table = flagsIn(path).map(({ name, short, isBare }) => [
    name,
    {
      kind: 'text',
      value: '',
      ...(short === '' ? {} : { short }),
      ...(isBare ? { bare: 'true' } : {}),
    } as const,
  ])
  return Object.fromEntries(table) as FlagTable
}

/** The names of the commands below one; '' is kubectl itself. */
export function subcommandsOf(path: string): readonly string[] {
  return COMMANDS[path]?.subcommands ?? []
}

/** Reads the words before the last one, and that; null for a command or a flag that nobody knows. */
export function readTyped(words: readonly string[]): TypedCommand | null {
  const found = findCommand(words.slice(0, -1))
  const entry = COMMANDS[found?.path ?? '']
  if (found === null || entry === undefined) return null
  const { path, rest } = found
  const last = words.at(-1) ?? ''
  const flags = flagsOf(path)
  const takesFlags = !rest.includes('--')
  const plain = { flag: null, word: last, before: rest }
  const typed = typedFlag(flags, rest, last) ?? (takesFlags ? null : plain)
  const read = typed === null ? null : readFlags(flags, typed.before)
  if (typed === null || read === null) return null
  const { word } = typed
  return { path, entry, flags, ...read, flag: takesFlags ? typed.flag : null, word, takesFlags }
}

/** The flag whose value the last word is, what is there of the value, and the words before; null for a flag that is none. */
function typedFlag(
  flags: readonly KnownFlag[],
  before: readonly string[],
  last: string,
): {
  readonly flag: KnownFlag | null
  readonly word: string
  readonly before: readonly string[]
} | null {
  if (last.startsWith('-')) {
    const [, name, value] = /^--?([^=]*)=(.*)$/s.exec(last) ?? []
    if (name === undefined || value === undefined) return { flag: null, word: last, before }
    const flag = flagOf(flags, last.startsWith('--') ? name : name.slice(-1))
    return flag === undefined ? null : { flag, word: value, before }
  }
  const previous = before.at(-1) ?? ''
  const isFlag = /^-[^-]|^--[^-]/.test(previous) && !previous.includes('=')
  if (!isFlag) return { flag: null, word: last, before }
  const name = previous.startsWith('--') ? previous.slice(2) : previous.slice(-1)
  const flag = flagOf(flags, name)
  if (flag === undefined) return null
  return flag.isBare
    ? { flag: null, word: last, before }
    : { flag, word: last, before: before.slice(0, -1) }
}

/** The arguments and the values of flags; null for a flag that nobody knows, or that lacks its value. */
function readFlags(
  flags: readonly KnownFlag[],
  words: readonly string[],
): Pick<TypedCommand, 'args' | 'given'> | null {
  const args: string[] = []
  const given = new Map<string, string>()
  const left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') return { args: [...args, ...left], given }
    if (!word.startsWith('-') || word === '-') {
      args.push(word)
      continue
    }
    const [name = '', joined] = word.replace(/^--?/, '').split(/=(.*)/s)
    const isLong = word.startsWith('--')
    const flag = flagOf(flags, isLong ? name : name.slice(-1))
    const letters = isLong ? '' : name.slice(0, -1)
    const others = Array.from(letters, (letter) => flagOf(flags, letter))
    // `-nshop` is a flag with its value.
    const [first] = others
    if (first !== undefined && !first.isBare) {
      given.set(first.name, name.slice(1))
      continue
    }
    if (flag === undefined || others.includes(undefined)) return null
    for (const other of others) if (other !== undefined) given.set(other.name, '')
    const value = joined ?? (flag.isBare ? '' : left.shift())
    if (value === undefined) return null
    given.set(flag.name, value)
  }
  return { args, given }
}
