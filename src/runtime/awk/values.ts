// The values of awk: numbers, texts, and texts that came from outside and count as numbers when they look like one.

export type Value = number | string | Strnum

/** A text from the input, a variable of the command line or the environment. */
export interface Strnum {
  readonly text: string
}

/** What a name has that nobody has set: '' and 0. */
export const UNSET: Strnum = { text: '' }

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/

/** The number at the beginning of a text; 0 when there is none. */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  const text = typeof value === 'string' ? value : value.text
  const found = NUMBER.exec(text)
  return found === null ? 0 : Number(found[0])
}

/** The text of a value; `format` is CONVFMT or OFMT, for numbers that are not whole. */
export function textOf(value: Value, format = '%.6g'): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return value.text
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value)
  return formatNumber(format, value)
}

/** Whether a value counts as true: a number that is not 0, a text that is not empty. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== ''
  return looksNumeric(value.text) ? numberOf(value) !== 0 : value.text !== ''
}

/** True when two values are compared as numbers. */
export function isNumeric(value: Value): boolean {
  return (
    typeof value === 'number' ||
    (typeof value !== 'string' && (value === UNSET || looksNumeric(value.text)))
  )
}

function looksNumeric(text: string): boolean {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text)
}

const MAX_WIDTH = 1000
const DIRECTIVE = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlLqjzt]*([diouxXeEfFgGcs%])/g

/** As printf of C, with awk's values. */
export function formatValues(
  format: string,
  args: readonly Value[],
  convert: (value: Value) => string,
): string {
  let next = 0
  const take = (): Value => {
    const value = args[next] ?? UNSET
    next += 1
    return value
  }
  return format.replace(
    DIRECTIVE,
    (_, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const wide = width === '*' ? numberOf(take()) : Number(width ?? 0)
      const exact =
        precision === '*'
          ? numberOf(take())
          : precision === undefined
            ? undefined
            : Number(precision)
      const value = take()
      const text =
        kind === 's'
          ? convert(value).slice(0, exact)
          : kind === 'c'
            ? characterOf(value)
            : numberText(kind, value, exact, flags)
      return padded(text, flags + (wide < 0 ? '-' : ''), Math.min(MAX_WIDTH, Math.abs(wide)), kind)
    },
  )
}

function characterOf(value: Value): string {
  if (typeof value === 'number')
    return String.fromCodePoint(Math.max(0, Math.min(0x10ffff, Math.trunc(value))))
  return textOf(value).slice(0, 1)
}

function numberText(
  kind: string,
  value: Value,
  precision: number | undefined,
  flags: string,
): string {
  const number = numberOf(value)
  const signed = (text: string): string =>
    flags.includes('+') && number >= 0
      ? `+${text}`
      : flags.includes(' ') && number >= 0
        ? ` ${text}`
        : text
  if (!Number.isFinite(number)) return signed(textOf(number))
  const places = Math.min(60, precision ?? 6)
  switch (kind) {
    case 'd':
    case 'i':
    case 'u': {
      const whole = BigInt(Math.trunc(number))
      const digits = String(whole < 0n ? -whole : whole).padStart(
        Math.min(MAX_WIDTH, precision ?? 1),
        '0',
      )
      return signed(whole < 0n ? `-${digits}` : digits)
    }
    case 'o':
      return Math.trunc(number).toString(8)
    case 'x':
    case 'X': {
      const text = (flags.includes('#') ? '0x' : '') + Math.trunc(number).toString(16)
      return kind === 'X' ? text.toUpperCase() : text
    }
    case 'f':
    case 'F':
      return signed(number.toFixed(places))
    case 'e':
    case 'E': {
      const text = exponential(number, places)
      return signed(kind === 'E' ? text.toUpperCase() : text)
    }
    default: {
      const text = general(number, precision ?? 6, flags.includes('#'))
      return signed(kind === 'G' ? text.toUpperCase() : text)
    }
  }
}

function exponential(number: number, places: number): string {
  return number.toExponential(places).replace(/e([-+])(\d)$/, 'e$10$2')
}

function general(number: number, precision: number, keepsZeros: boolean): string {
  if (number === 0) return '0'
  const digits = Math.max(1, Math.min(60, precision))
  const exponent = Number(number.toExponential(digits - 1).split('e')[1])
  const text =
    exponent < -4 || exponent >= digits
      ? exponential(number, digits - 1)
      : number.toFixed(Math.max(0, digits - 1 - exponent))
  if (keepsZeros || !text.includes('.')) return text
  return text.replace(/\.?0+($|e)/, '$1')
}

function padded(text: string, flags: string, width: number, kind: string): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0') || kind === 's' || kind === 'c') return text.padStart(width)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

/** A number in a format such as '%.6g'. */
function formatNumber(format: string, value: number): string {
  return formatValues(format, [value], (one) =>
    typeof one === 'number' ? String(one) : textOf(one),
  )
}
