// Command lines as the tools of an image take them: short options, some with a value, and operands.

export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  /** All values of options that were given more than once, in their order. */
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
  /** An option that the command does not know. */
  readonly unknown: string | null
}

/**
 * Takes a command line apart. `flags` are the letters without a value, `valued` those with one, `optional` those
 * that may have one in the same word; long options are given by their whole name after '--' ('spider', 'output='),
 * where '=' says that they take a value.
 */
export function parseOptions(
  args: readonly string[],
  known: {
    readonly flags?: string
    readonly valued?: string
    readonly optional?: string
    readonly long?: readonly string[]
    /** The first operand begins another command line. */
    readonly stops?: boolean
  },
): Options {
  const { flags: letters = '', valued = '', optional = '', long = [] } = known
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const lists = new Map<string, readonly string[]>()
  const give = (name: string, value: string): void => {
    values.set(name, value)
    lists.set(name, [...(lists.get(name) ?? []), value])
  }
  const operands: string[] = []
  let unknown: string | null = null
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const [name = '', value] = splitOnce(arg.slice(2), '=')
      if (long.includes(`${name}=`)) {
        if (value === undefined) i += 1
        give(name, value ?? args[i] ?? '')
      } else if (long.includes(name)) flags.add(name)
      else unknown ??= arg
      continue
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (known.stops === true) {
        operands.push(...args.slice(i))
        break
      }
      operands.push(arg)
      continue
    }
    for (let at = 1; at < arg.length; at += 1) {
      const letter = arg.charAt(at)
      const rest = arg.slice(at + 1)
      if (optional.includes(letter)) {
        give(letter, rest)
        break
      }
      if (valued.includes(letter)) {
        if (rest === '') i += 1
        give(letter, rest === '' ? (args[i] ?? '') : rest)
        break
      }
      if (letters.includes(letter)) flags.add(letter)
      else unknown ??= `-${letter}`
    }
  }
  return { flags, values, lists, operands, unknown }
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** A duration as `sleep` takes it ('5', '1.5', '2m', 'infinity') in milliseconds; undefined when it is none, null for ever. */
export function parseSleep(text: string): number | null | undefined {
  if (text === 'infinity' || text === 'inf') return null
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text)
  if (match === null) return undefined
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? 's'] ?? 1
  return Math.min(
    Math.floor(Number.MAX_SAFE_INTEGER / 1024),
    Math.round(Number(match[1]) * unit * 1000),
  )
}
