// The grammar of kubectl's command lines: flags with `=` or a blank, short flags and series of them,
// `--`, and what is said about those that are wrong.
// Follows github.com/spf13/pflag v1.0.9 (flag.go parseArgs) as spf13/cobra uses it.

/** What a flag takes. `bare` is its value when it stands alone; flags without one take the next word. */
export type Flag =
  | { readonly kind: 'bool'; readonly short?: string; readonly value: boolean }
  | {
      readonly kind: 'text'
      readonly short?: string
      readonly value: string
      readonly bare?: string
    }
  | { readonly kind: 'number'; readonly short?: string; readonly value: number }
  /** Milliseconds. */
  | { readonly kind: 'duration'; readonly short?: string; readonly value: number }
  /** May be given more than once; commas separate values as well. */
  | { readonly kind: 'list'; readonly short?: string; readonly value: readonly string[] }
  /** key=value, several by commas or by more than one flag. */
  | { readonly kind: 'pairs'; readonly short?: string; readonly value: readonly string[] }
  /** May be given more than once, and commas are part of the value. */
  | { readonly kind: 'texts'; readonly short?: string; readonly value: readonly string[] }

export type FlagTable = Readonly<Record<string, Flag>>

type ValueOf<F extends Flag> = F extends { readonly kind: 'bool' }
  ? boolean
  : F extends { readonly kind: 'number' | 'duration' }
    ? number
    : F extends { readonly kind: 'list' | 'texts' | 'pairs' }
      ? readonly string[]
      : string

export type FlagValues<T extends FlagTable> = { readonly [N in keyof T]: ValueOf<T[N]> }

export interface CommandLine<T extends FlagTable> {
  readonly args: readonly string[]
  /** Those of them that stand behind `--`; null where there is none. */
  readonly behindDash: readonly string[] | null
  readonly flags: FlagValues<T>
  /** The flags that were given. */
  readonly changed: ReadonlySet<string>
  /** `-n`, or `default`. */
  readonly namespace: string
}

/** A command line that cannot be carried out: what goes to standard error. The exit code is 1. */
export interface UsageError {
  readonly ok: false
  readonly lines: readonly string[]
  /** What it asks for is not simulated, at least not where it was read: a command that is loaded late may follow it. */
  readonly leftOut?: true
  /** It is found before kubectl reads its kubeconfig. */
  readonly isEarly?: true
  /** What goes to standard output. */
  readonly page?: readonly string[]
}

/** The flags that every command takes. */
export const GLOBAL_FLAGS = {
  as: { kind: 'text', value: '' },
  'as-group': { kind: 'list', value: [] },
  'as-uid': { kind: 'text', value: '' },
  'cache-dir': { kind: 'text', value: '' },
  'certificate-authority': { kind: 'text', value: '' },
  'client-certificate': { kind: 'text', value: '' },
  'client-key': { kind: 'text', value: '' },
  cluster: { kind: 'text', value: '' },
  context: { kind: 'text', value: '' },
  'disable-compression': { kind: 'bool', value: false },
  'insecure-skip-tls-verify': { kind: 'bool', value: false },
  kubeconfig: { kind: 'text', value: '' },
  kuberc: { kind: 'text', value: '' },
  'match-server-version': { kind: 'bool', value: false },
  namespace: { kind: 'text', short: 'n', value: '' },
  'request-timeout': { kind: 'text', value: '0' },
  server: { kind: 'text', short: 's', value: '' },
  'tls-server-name': { kind: 'text', value: '' },
  token: { kind: 'text', value: '' },
  user: { kind: 'text', value: '' },
  v: { kind: 'number', short: 'v', value: 0 },
  vmodule: { kind: 'text', value: '' },
  'warnings-as-errors': { kind: 'bool', value: false },
} as const satisfies FlagTable

/**
 * Reads the words after the name of a command, which is its whole path: 'rollout status'. `absent` are flags of the table that
 * only its neighbours have: they keep their values.
 */
export function parseCommandLine<T extends FlagTable>(
  command: string,
  own: T,
  words: readonly string[],
  absent: ReadonlySet<string> = NO_FLAGS,
): ({ readonly ok: true } & CommandLine<T>) | UsageError {
  const table: FlagTable = { ...GLOBAL_FLAGS, ...own }
  const known = Object.fromEntries(Object.entries(table).filter(([name]) => !absent.has(name)))
  const values = new Map<string, unknown>()
  const args: string[] = []
  const left = [...words]
  let behindDash: readonly string[] | null = null
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') {
      behindDash = left
      args.push(...left)
      break
    }
    const problem =
      !word.startsWith('-') || word === '-' ? null : readFlag(known, values, word, left)
    if (problem !== null) return flagError(command, problem)
    if (!word.startsWith('-') || word === '-') args.push(word)
  }
  const flags = Object.fromEntries(
    Object.entries(table).map(([name, { value }]) => [name, values.get(name) ?? value]),
  ) as FlagValues<T> & FlagValues<typeof GLOBAL_FLAGS>
  const { namespace } = flags
  const changed = new Set(values.keys())
  return {
    ok: true,
    args,
    behindDash,
    flags,
    changed,
    namespace: namespace === '' ? 'default' : namespace,
  }
}

const NO_FLAGS: ReadonlySet<string> = new Set()

function flagError(command: string, problem: string): UsageError {
  return {
    ok: false,
    isEarly: true,
    lines: [
      `error: ${problem}`,
      `See 'kubectl ${command}${command === '' ? '' : ' '}--help' for usage.`,
    ],
  }
}

type Values = Map<string, unknown>

/** Reads one word of flags, with the words after it where it needs one; what is wrong, or null. */
function readFlag(table: FlagTable, values: Values, word: string, left: string[]): string | null {
  return word.startsWith('--')
    ? readLong(table, values, word, left)
    : readShort(table, values, word, left)
}

function readLong(table: FlagTable, values: Values, word: string, left: string[]): string | null {
  const [name = '', given] = word.slice(2).split(/=(.*)/s)
  if (name === '' || name.startsWith('-')) return `bad flag syntax: ${word}`
  const flag = Object.hasOwn(table, name) ? table[name] : undefined
  if (flag === undefined) return `unknown flag: --${name}`
  const value = given ?? bareValue(flag) ?? left.shift()
  if (value === undefined) return `flag needs an argument: --${name}`
  return setFlag(values, { name, flag }, value)
}

function readShort(table: FlagTable, values: Values, word: string, left: string[]): string | null {
  for (let letters = word.slice(1); letters !== '';) {
    const letter = letters[0] ?? ''
    const found = Object.entries(table).find(([, { short }]) => short === letter)
    if (found === undefined) return `unknown shorthand flag: '${letter}' in -${letters}`
    const [name, flag] = found
    const bare = bareValue(flag)
    const joined = letters.length > 2 && letters[1] === '=' ? letters.slice(2) : undefined
    const rest = letters.slice(1)
    const value = joined ?? bare ?? (rest === '' ? left.shift() : rest)
    if (value === undefined) return `flag needs an argument: '${letter}' in -${letters}`
    const problem = setFlag(values, { name, flag }, value)
    if (problem !== null) return problem
    letters = joined === undefined && bare !== undefined ? rest : ''
  }
  return null
}

export function bareValue(flag: Flag): string | undefined {
  if (flag.kind === 'bool') return 'true'
  return flag.kind === 'text' ? flag.bare : undefined
}

interface NamedFlag {
  readonly name: string
  readonly flag: Flag
}

function setFlag(values: Values, { name, flag }: NamedFlag, text: string): string | null {
  const read = valueOf(flag, text)
  if ('problem' in read) {
    const shown = flag.short === undefined ? `--${name}` : `-${flag.short}, --${name}`
    return `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(shown)} flag: ${read.problem}`
  }
  const before = values.get(name)
  values.set(
    name,
    Array.isArray(before) && Array.isArray(read.value) ? [...before, ...read.value] : read.value,
  )
  return null
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** What Go reads as a boolean; null for what it does not. */
export function parseBool(text: string): boolean | null {
  return TRUE.has(text) || FALSE.has(text) ? TRUE.has(text) : null
}

type Read = { readonly value: unknown } | { readonly problem: string }

function valueOf(flag: Flag, text: string): Read {
  switch (flag.kind) {
    case 'text':
      return { value: text }
    case 'texts':
      return { value: [text] }
    case 'list':
      return { value: text === '' ? [] : text.split(',') }
    case 'pairs': {
      const pairs = text.split(',')
      const odd = pairs.find((pair) => !pair.includes('='))
      return odd === undefined
        ? { value: pairs }
        : { problem: `${odd} must be formatted as key=value` }
    }
    case 'bool': {
      const value = parseBool(text)
      return value === null
        ? { problem: `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax` }
        : { value }
    }
    case 'number':
      return numberOf(text)
    case 'duration':
      return durationOf(text)
  }
}

function numberOf(text: string): Read {
  const parsing = `strconv.ParseInt: parsing ${JSON.stringify(text)}`
  if (!/^[+-]?(\d+|0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)$/.test(text))
    return { problem: `${parsing}: invalid syntax` }
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[+-]/, '')
  const value = sign * Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits)
  if (Number.isNaN(value)) return { problem: `${parsing}: invalid syntax` }
  return Math.abs(value) < 2 ** 63 ? { value } : { problem: `${parsing}: value out of range` }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Milliseconds of what Go reads as a duration; null for what it does not. */
export function parseDuration(text: string): number | null {
  const read = durationOf(text)
  return 'value' in read && typeof read.value === 'number' ? read.value : null
}

/** Milliseconds of Go's '1h30m', '-5s' or '0'. */
function durationOf(text: string): Read {
  const quoted = JSON.stringify(text)
  const body = text.replace(/^[+-]/, '')
  if (body === '0') return { value: 0 }
  if (/^\d+(\.\d*)?$/.test(body)) return { problem: `time: missing unit in duration ${quoted}` }
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(body))
    return { problem: `time: invalid duration ${quoted}` }
  const parts = [...body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)]
  const total = parts.reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0),
    0,
  )
  return { value: text.startsWith('-') ? -total : total }
}

/**
 * The words of a line as a POSIX shell splits them: quotes and backslashes, and nothing else. Null when
 * a quote is left open.
 */
export function splitWords(line: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  for (let rest = line; rest !== '';) {
    const blank = /^\s+/.exec(rest)?.[0]
    const part = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+))/.exec(rest)
    if (blank === undefined && part === null) return null
    if (blank !== undefined && word !== null) words.push(word)
    const [, single, double, escaped, plain] = part ?? []
    const text = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? ''
    word = blank === undefined ? (word ?? '') + text : null
    rest = rest.slice((blank ?? part?.[0] ?? '').length)
  }
  return word === null ? words : [...words, word]
}

/** The line that splits into these words. */
export function joinWords(words: readonly string[]): string {
  const quoted = (word: string): string =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
  return words.map(quoted).join(' ')
}
