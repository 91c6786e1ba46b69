// The command line, read. Wrong usage is a value, never an exception.

import { EXPORT_FORMATS, type ExportFormat, isExportFormat } from '#export/formats.ts'
import { joinWords } from '#kubectl/flags.ts'
import type { Theme } from '#picture/tokens.ts'
import { MAX_DURATION_MS, MAX_DURATION_TEXT } from '#scenario/duration.ts'

export type Output = 'table' | 'yaml' | 'json' | 'journal'

export type Command =
  | {
      readonly name: 'check'
      readonly inputs: readonly string[]
      readonly createNamespaces: boolean
    }
  | {
      readonly name: 'run'
      readonly inputs: readonly string[]
      readonly untilMs: number | null
      readonly seed: number | null
      readonly output: Output
      /** Whether to say how long and how large the run was. */
      readonly stats: boolean
      readonly createNamespaces: boolean
    }
  | {
      readonly name: 'kubectl'
      readonly inputs: readonly string[]
      /** Null is the end of the scenario's run. */
      readonly atMs: number | null
      readonly seed: number | null
      /** What stands behind `--`. */
      readonly words: readonly string[]
      readonly createNamespaces: boolean
    }
  | {
      readonly name: 'shell'
      readonly inputs: readonly string[]
      /** When the first line is typed; null is the end of the scenario's run. */
      readonly atMs: number | null
      /** How long a line may wait at most, from the end of the run that it sees. */
      readonly untilMs: number | null
      /** The line behind `--`; null when lines come from the standard input. */
      readonly line: string | null
    }
  | { readonly name: 'test'; readonly inputs: readonly string[] }
  | { readonly name: 'share'; readonly inputs: readonly string[]; readonly base: string }
  | {
      readonly name: 'export'
      readonly inputs: readonly string[]
      readonly format: ExportFormat
      /** The moment of a picture, or the last of a range; null is the end of the scenario's run. */
      readonly atMs: number | null
      /** The first moment of a range. */
      readonly fromMs: number
      readonly seed: number | null
      readonly theme: Theme
      /** The address of the page, for links; '' leaves links out. */
      readonly base: string
    }
  | { readonly name: 'help' }

export type ParsedArguments =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly message: string }

const OUTPUTS: readonly string[] = ['table', 'yaml', 'json', 'journal']
const VALUED: Readonly<Record<string, readonly string[]>> = {
  check: [],
  run: ['--until', '--seed', '--output'],
  kubectl: ['--at', '--seed'],
  shell: ['--at', '--until'],
  test: [],
  share: ['--base'],
  export: ['--at', '--from', '--seed', '--format', '--theme', '--base'],
}

/** Options without a value. */
const CREATE_NAMESPACES = '--create-namespaces'
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  check: [CREATE_NAMESPACES],
  run: ['--stats', CREATE_NAMESPACES],
  kubectl: [CREATE_NAMESPACES],
}

const wrong = (message: string): ParsedArguments => ({ ok: false, message })

/** Milliseconds of '90s', '5m', '1h30m' or '250ms'; null when it is no duration. */
export function parseDurationMs(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return null
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
  let total = 0
  for (const [, amount = '0', , unit = 'ms'] of text.matchAll(/(\d+(\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (units[unit] ?? 0)
  }
  return Math.round(total)
}

/** Reads the arguments after the program's name. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    return name === undefined ? wrong('no command') : { ok: true, command: { name: 'help' } }
  }
  const valued = VALUED[name]
  if (valued === undefined) return wrong(`unknown command "${name}"`)
  const end = name === 'kubectl' || name === 'shell' ? rest.indexOf('--') : -1
  if (name === 'kubectl' && end < 0)
    return wrong('kubectl needs -- and a command, like -- get pods')
  const split = splitOptions(end < 0 ? rest : rest.slice(0, end), valued, FLAGS[name] ?? [])
  if (typeof split === 'string') return wrong(split)
  const { inputs, options } = split
  if (inputs.length === 0) return wrong(`${name} needs a file, a folder or -`)
  const createNamespaces = options.has(CREATE_NAMESPACES)
  if (name === 'check') return { ok: true, command: { name, inputs, createNamespaces } }
  if (name === 'kubectl') return kubectlCommand(inputs, options, rest.slice(end + 1))
  if (name === 'shell') return shellCommand(inputs, options, end < 0 ? null : rest.slice(end + 1))
  if (name === 'test') return { ok: true, command: { name, inputs } }
  if (name === 'share')
    return { ok: true, command: { name, inputs, base: options.get('--base') ?? '' } }
  if (name === 'export') return exportCommand(inputs, options)
  return runCommand(inputs, options)
}

interface Split {
  readonly inputs: readonly string[]
  readonly options: ReadonlyMap<string, string>
}

function splitOptions(
  args: readonly string[],
  valued: readonly string[],
  flags: readonly string[],
): Split | string {
  const inputs: string[] = []
  const options = new Map<string, string>()
  for (let i = 0; i < args.length; i += 1) {
    const [option = '', joined] = (args[i] ?? '').split(/=(.*)/s)
    const name = option === '-o' ? '--output' : option
    if (!name.startsWith('-') || name === '-') {
      inputs.push(args[i] ?? '')
      continue
    }
    if (flags.includes(name) && joined === undefined) {
      options.set(name, '')
      continue
    }
    if (!valued.includes(name)) return `unknown option "${name}"`
    const value = joined ?? args[(i += 1)]
    if (value === undefined) return `${name} needs a value`
    options.set(name, value)
  }
  return { inputs, options }
}

type Options = ReadonlyMap<string, string>

function runCommand(inputs: readonly string[], options: Options): ParsedArguments {
  const untilMs = durationOption(options, '--until')
  const seed = seedOption(options)
  if (typeof untilMs === 'string') return wrong(untilMs)
  if (typeof seed === 'string') return wrong(seed)
  const output = options.get('--output') ?? 'table'
  if (!isOutput(output)) return wrong(`--output takes ${OUTPUTS.join(', ')}, not "${output}"`)
  return {
    ok: true,
    command: {
      name: 'run',
      inputs,
      untilMs,
      seed,
      output,
      stats: options.has('--stats'),
      createNamespaces: options.has(CREATE_NAMESPACES),
    },
  }
}

function exportCommand(inputs: readonly string[], options: Options): ParsedArguments {
  const atMs = durationOption(options, '--at')
  const fromMs = durationOption(options, '--from')
  const seed = seedOption(options)
  if (typeof atMs === 'string') return wrong(atMs)
  if (typeof fromMs === 'string') return wrong(fromMs)
  if (typeof seed === 'string') return wrong(seed)
  const format = options.get('--format') ?? 'svg'
  if (/^(png|gif|webp)$/.test(format))
    return wrong(`${format} is drawn by a browser: take svg, or Share in the page`)
  if (!isExportFormat(format))
    return wrong(`--format takes ${EXPORT_FORMATS.join(', ')}, not "${format}"`)
  const theme = options.get('--theme') ?? 'light'
  if (theme !== 'light' && theme !== 'dark')
    return wrong(`--theme takes light or dark, not "${theme}"`)
  const base = options.get('--base') ?? ''
  return {
    ok: true,
    command: { name: 'export', inputs, format, atMs, fromMs: fromMs ?? 0, seed, theme, base },
  }
}

function kubectlCommand(
  inputs: readonly string[],
  options: Options,
  words: readonly string[],
): ParsedArguments {
  const atMs = durationOption(options, '--at')
  const seed = seedOption(options)
  if (typeof atMs === 'string') return wrong(atMs)
  if (typeof seed === 'string') return wrong(seed)
  return {
    ok: true,
    command: {
      name: 'kubectl',
      inputs,
      atMs,
      seed,
      words,
      createNamespaces: options.has(CREATE_NAMESPACES),
    },
  }
}

function shellCommand(
  inputs: readonly string[],
  options: Options,
  words: readonly string[] | null,
): ParsedArguments {
  const atMs = durationOption(options, '--at')
  const untilMs = durationOption(options, '--until')
  if (typeof atMs === 'string') return wrong(atMs)
  if (typeof untilMs === 'string') return wrong(untilMs)
  if (words === null && inputs.includes('-'))
    return wrong('shell cannot read both files and lines from -: write the line behind --')
  const line = words === null ? null : words.length === 1 ? (words[0] ?? '') : joinWords(words)
  return { ok: true, command: { name: 'shell', inputs, atMs, untilMs, line } }
}

/** Milliseconds, null when it was not given, or what is wrong. */
function durationOption(options: Options, name: string): number | null | string {
  const text = options.get(name)
  if (text === undefined) return null
  const ms = parseDurationMs(text)
  if (ms === null) return `${name} takes a duration such as 90s or 5m, not "${text}"`
  return ms <= MAX_DURATION_MS ? ms : `${name} takes at most ${MAX_DURATION_TEXT}, not "${text}"`
}

function seedOption(options: Options): number | null | string {
  const text = options.get('--seed')
  if (text === undefined) return null
  const seed = Number(text)
  return text !== '' && Number.isSafeInteger(seed)
    ? seed
    : `--seed takes a whole number, not "${text}"`
}

function isOutput(text: string): text is Output {
  return OUTPUTS.includes(text)
}
