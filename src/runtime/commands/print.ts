// `echo` and `printf`.
import { byteLength } from '#lib/byte-length.ts'
import { complain, print, type Command, type Invocation } from '../process/command.ts'
import type { Dialect } from '../shell/dialect.ts'

const MAX_OUTPUT = 1024 * 1024
const MAX_WIDTH = 1000

/** `echo`: `-n` and `-e` where the image's shell knows them; dash, Debian's sh, has only `-n` and always reads escapes. */
export const echo: Command = (invocation) => {
  const dash = invocation.builtinOf === 'dash'
  let words = [...invocation.args]
  let newline = true
  let escapes = dash
  while (words.length > 0 && (dash ? words[0] === '-n' : /^-[neE]+$/.test(words[0] ?? ''))) {
    const option = words[0] ?? ''
    if (option.includes('n')) newline = false
    if (option.includes('e')) escapes = true
    words = words.slice(1)
  }
  const text = words.join(' ')
  const { text: shown, stop } = escapes ? unescape(text) : { text, stop: false }
  return print(invocation, shown + (newline && !stop ? '\n' : '')) ? 0 : 1
}

/** Replaces the escapes of `echo -e`; `\c` stops. */
function unescape(text: string): { readonly text: string; readonly stop: boolean } {
  const end = endOfEcho(text)
  const source = end === -1 ? text : text.slice(0, end)
  const shown = source.replace(
    /\\(x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|[abefnrtv\\])/g,
    (_, code: string) => escaped(code),
  )
  return { text: shown, stop: end !== -1 }
}

/** Where the first `\c` stands that is no part of another escape; -1 for none. */
function endOfEcho(text: string): number {
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at + 2))
    if (text.charAt(at + 1) === 'c') return at
  return -1
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

function escaped(code: string): string {
  const known = ESCAPES[code]
  if (known !== undefined) return known
  const number = code.startsWith('x')
    ? Number.parseInt(code.slice(1), 16)
    : Number.parseInt(code, 8)
  return String.fromCharCode(number & 255)
}

/** `printf`: %s %d %i %u %x %o %c %b %q %f with width and precision; the format is used again for more arguments. */
export const printf: Command = (invocation) => {
  const [format, ...args] = invocation.args[0] === '--' ? invocation.args.slice(1) : invocation.args
  const { flavour } = invocation.system
  const dialect = invocation.builtinOf ?? (flavour === 'busybox' ? 'ash' : 'bash')
  if (format === undefined) {
    complain(invocation, USAGE[dialect])
    return 2
  }
  const printed: Printed = { text: '', problems: [], args, at: 0, dialect }
  do {
    const before = printed.at
    invocation.budget.meter.work(format.length * 4)
    formatOnce(format, printed)
    if (before === printed.at) break
  } while (printed.at < args.length && printed.text.length < MAX_OUTPUT)
  return printAll(invocation, printed)
}

const USAGE = {
  ash: 'usage: printf FORMAT [ARGUMENT...]',
  dash: 'usage: printf format [arg ...]',
  bash: 'usage: printf [-v var] format [arguments]',
} as const

/** What has been made of the arguments so far. */
interface Printed {
  readonly args: readonly string[]
  readonly dialect: Dialect
  /** How many of the arguments have been used. */
  at: number
  text: string
  /** What was wrong, and how much had been printed by then. */
  readonly problems: { readonly message: string; readonly at: number }[]
}

/** busybox writes what it has before it complains, the others complain first. */
function printAll(invocation: Invocation, { text, problems, dialect }: Printed): number {
  let from = 0
  for (const { message, at } of problems) {
    if (dialect === 'ash' && at > from) {
      print(invocation, text.slice(from, Math.min(at, MAX_OUTPUT)))
      from = at
    }
    complain(invocation, message)
  }
  const done = print(invocation, text.slice(from, MAX_OUTPUT))
  return done && problems.length === 0 ? 0 : 1
}

const DIRECTIVE =
  /%(%|([-0+ #]{0,8})(\d{1,9}|\*)?(?:\.(\d{1,9}))?([sdiuxXocbqfeg]))|\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[abefnrtv\\"])/g

function nextWord(printed: Printed): string | undefined {
  if (printed.at >= printed.args.length) return undefined
  printed.at += 1
  return printed.args[printed.at - 1]
}

function formatOnce(format: string, printed: Printed): void {
  let at = 0
  for (const match of format.matchAll(DIRECTIVE)) {
    const [all, directive, flags = '', width, precision, kind, escape] = match
    printed.text += format.slice(at, match.index)
    at = match.index + all.length
    if (escape !== undefined) printed.text += escape === '"' ? '"' : escaped(escape)
    else if (directive === '%' || kind === undefined) printed.text += '%'
    else {
      const wide = width === '*' ? nextWord(printed) : width
      const value = nextWord(printed)
      printed.text += pad(convert({ printed, kind, value, precision }), flags, Number(wide ?? 0))
    }
  }
  printed.text += format.slice(at)
}

interface Conversion {
  readonly printed: Printed
  readonly kind: string
  readonly value: string | undefined
  readonly precision: string | undefined
}

function convert({ printed, kind, value, precision }: Conversion): string {
  const text = value ?? ''
  switch (kind) {
    case 's':
      return precision === undefined ? text : text.slice(0, Number(precision))
    case 'c':
      return text === '' ? '\u0000' : text.slice(0, 1)
    case 'b':
      return unescape(text).text
    case 'q':
      return /^[\w./:=@-]+$/.test(text) ? text : `'${text}'`
    case 'f':
    case 'e':
    case 'g':
      return floating(kind, Number(text) || 0, Math.min(20, Number(precision ?? 6)))
    default:
      return digitsOf(kind, wholeOf(printed, text)).padStart(
        Math.min(MAX_WIDTH, Number(precision ?? 0)),
        '0',
      )
  }
}

function floating(kind: string, value: number, precision: number): string {
  if (kind === 'f') return value.toFixed(precision)
  if (kind === 'g') return String(Number(value.toPrecision(Math.max(1, precision))))
  return value.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2')
}

function digitsOf(kind: string, value: bigint): string {
  if (kind === 'd' || kind === 'i') return String(value)
  const unsigned = BigInt.asUintN(64, value)
  if (kind === 'u') return String(unsigned)
  if (kind === 'o') return unsigned.toString(8)
  const digits = unsigned.toString(16)
  return kind === 'X' ? digits.toUpperCase() : digits
}

/** A number as C writes it, or the code of the character after a quote. */
function wholeOf(printed: Printed, text: string): bigint {
  if (text === '' && printed.dialect !== 'ash') return 0n
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0)
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text.slice(0, 100))
  const digits = match?.[2] ?? ''
  const isWhole = match !== null && match[0].length === text.length
  if (!isWhole)
    printed.problems.push({
      message: notANumber(printed.dialect, text, match !== null),
      at: printed.text.length,
    })
  if (match === null || (!isWhole && printed.dialect === 'ash')) return 0n
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  return BigInt.asIntN(64, match[1] === '-' ? -value : value)
}

function notANumber(dialect: Dialect, text: string, begins: boolean): string {
  if (dialect === 'ash') return `invalid number '${text}'`
  if (dialect === 'bash') return `${text}: invalid number`
  return begins ? `${text}: not completely converted` : `${text}: expected numeric value`
}

function pad(text: string, flags: string, width: number): string {
  // Width counts bytes.
  const size = Math.min(MAX_WIDTH, width) - (byteLength(text) - text.length)
  const signed = flags.includes('+') && /^\d/.test(text) ? `+${text}` : text
  if (flags.includes('-')) return signed.padEnd(size)
  if (!flags.includes('0')) return signed.padStart(size)
  const sign = /^[-+]/.exec(signed)?.[0] ?? ''
  return sign + signed.slice(sign.length).padStart(size - sign.length, '0')
}
