// `echo` and `printf`.
import { complain, print, type Command, type Invocation } from '../process/command.ts'

const MAX_OUTPUT = 1024 * 1024
const MAX_WIDTH = 1000

/** `echo`: `-n` and `-e` where the image's shell knows them; dash, Debian's sh, has only `-n` and always reads escapes. */
export const echo: Command = (invocation) => {
  const dash = invocation.system.flavour === 'gnu' && isDash(invocation)
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

function isDash(invocation: Invocation): boolean {
  const shell = invocation.process.argv[0] ?? ''
  return /(^|\/)(sh|dash)$/.test(shell)
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
  if (format === undefined) return complain(invocation, 'usage: printf format [arguments]')
  let output = ''
  const words: Words = { args, at: 0 }
  do {
    const before = words.at
    invocation.budget.meter.work(format.length * 4)
    output += formatOnce(format, words)
    if (before === words.at) break
  } while (words.at < args.length && output.length < MAX_OUTPUT)
  return print(invocation, output.slice(0, MAX_OUTPUT)) ? 0 : 1
}

const DIRECTIVE =
  /%(%|([-0+ #]{0,8})(\d{1,9}|\*)?(?:\.(\d{1,9}))?([sdiuxXocbqfeg]))|\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[abefnrtv\\"])/g

/** The arguments, and how many of them have been used. */
interface Words {
  readonly args: readonly string[]
  at: number
}

function nextWord(words: Words): string | undefined {
  if (words.at >= words.args.length) return undefined
  words.at += 1
  return words.args[words.at - 1]
}

function formatOnce(format: string, words: Words): string {
  const next = (): string | undefined => nextWord(words)
  let text = ''
  let at = 0
  for (const match of format.matchAll(DIRECTIVE)) {
    const [all, directive, flags = '', width, precision, kind, escape] = match
    text += format.slice(at, match.index)
    at = match.index + all.length
    if (escape !== undefined) text += escape === '"' ? '"' : escaped(escape)
    else if (directive === '%' || kind === undefined) text += '%'
    else {
      const wide = width === '*' ? next() : width
      text += pad(convert(kind, next(), precision), flags, Number(wide ?? 0))
    }
  }
  return text + format.slice(at)
}

function convert(kind: string, value = '', precision: string | undefined = undefined): string {
  switch (kind) {
    case 's':
      return precision === undefined ? value : value.slice(0, Number(precision))
    case 'c':
      return value.slice(0, 1)
    case 'b':
      return unescape(value).text
    case 'q':
      return /^[\w./:=@-]+$/.test(value) ? value : `'${value}'`
    case 'x':
      return wholeOf(value).toString(16)
    case 'X':
      return wholeOf(value).toString(16).toUpperCase()
    case 'o':
      return wholeOf(value).toString(8)
    case 'f':
    case 'e':
    case 'g':
      return (Number(value) || 0).toFixed(Math.min(20, Number(precision ?? 6)))
    default:
      return String(wholeOf(value))
  }
}

function wholeOf(text: string): number {
  return Math.trunc(Number(text.trim())) || 0
}

function pad(text: string, flags: string, width: number): string {
  const size = Math.min(MAX_WIDTH, width)
  const signed = flags.includes('+') && /^\d/.test(text) ? `+${text}` : text
  if (flags.includes('-')) return signed.padEnd(size)
  return signed.padStart(size, flags.includes('0') ? '0' : ' ')
}
