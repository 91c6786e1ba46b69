// The command line, read. Wrong usage is a value, never an exception.

export type Output = 'table' | 'yaml' | 'json' | 'journal'

export type Command =
  | { readonly name: 'check'; readonly inputs: readonly string[] }
  | {
      readonly name: 'run'
      readonly inputs: readonly string[]
      readonly untilMs: number | null
      readonly seed: number | null
      readonly output: Output
    }
  | { readonly name: 'share'; readonly inputs: readonly string[]; readonly base: string }
  | { readonly name: 'help' }

export type ParsedArguments =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly message: string }

const OUTPUTS: readonly string[] = ['table', 'yaml', 'json', 'journal']
const VALUED: Readonly<Record<string, readonly string[]>> = {
  check: [],
  run: ['--until', '--seed', '--output'],
  share: ['--base'],
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
  const split = splitOptions(rest, valued)
  if (typeof split === 'string') return wrong(split)
  if (split.inputs.length === 0) return wrong(`${name} needs a file, a folder or -`)
  if (name === 'check') return { ok: true, command: { name, inputs: split.inputs } }
  if (name === 'share') {
    return {
      ok: true,
      command: { name, inputs: split.inputs, base: split.options.get('--base') ?? '' },
    }
  }
  return runCommand(split.inputs, split.options)
}

interface Split {
  readonly inputs: readonly string[]
  readonly options: ReadonlyMap<string, string>
}

function splitOptions(args: readonly string[], valued: readonly string[]): Split | string {
  const inputs: string[] = []
  const options = new Map<string, string>()
  for (let i = 0; i < args.length; i += 1) {
    const [option = '', joined] = (args[i] ?? '').split(/=(.*)/s)
    const name = option === '-o' ? '--output' : option
    if (!name.startsWith('-') || name === '-') {
      inputs.push(args[i] ?? '')
      continue
    }
    if (!valued.includes(name)) return `unknown option "${name}"`
    const value = joined ?? args[(i += 1)]
    if (value === undefined) return `${name} needs a value`
    options.set(name, value)
  }
  return { inputs, options }
}

function runCommand(
  inputs: readonly string[],
  options: ReadonlyMap<string, string>,
): ParsedArguments {
  const until = options.get('--until')
  const untilMs = until === undefined ? null : parseDurationMs(until)
  if (until !== undefined && untilMs === null)
    return wrong(`--until takes a duration such as 90s or 5m, not "${until}"`)
  const seedText = options.get('--seed')
  const seed = seedText === undefined ? null : Number(seedText)
  if (seed !== null && !Number.isSafeInteger(seed))
    return wrong(`--seed takes a whole number, not "${seedText}"`)
  const output = options.get('--output') ?? 'table'
  if (!isOutput(output)) return wrong(`--output takes ${OUTPUTS.join(', ')}, not "${output}"`)
  return { ok: true, command: { name: 'run', inputs, untilMs, seed, output } }
}

function isOutput(text: string): text is Output {
  return OUTPUTS.includes(text)
}
