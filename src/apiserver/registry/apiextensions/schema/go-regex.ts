// Patterns of schemas, which are regular expressions as Go reads them.
// Follows regexp/syntax/parse.go (Go 1.25) in what is refused and how that is worded.
import { simplified } from '#lib/simplified.ts'

simplified(
  'schema-patterns',
  'a pattern of a schema is matched by the regular expressions of JavaScript, and not looked at where repetitions inside of repetitions could make that endless.',
)

type Compiled =
  | { readonly ok: true; readonly matches: (text: string) => boolean }
  | { readonly ok: false; readonly problem: string }

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: 'a-zA-Z0-9_',
  xdigit: '0-9a-fA-F',
}

/** The syntax of Perl that Go does not take: what looks around and what looks back. */
const UNSUPPORTED = /(?<!\\)(?:\\\\)*(\(\?(?:[=!]|<[=!]))/
const BACK_REFERENCE = /(?<!\\)(?:\\\\)*(\\[1-9])/
/** A repetition without end around another one. */
const NESTED = /\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})/
const MOST_NESTED_TEXT = 24

const compiled = new Map<string, Compiled>()
const MOST_COMPILED = 1000

/** Compiles a pattern, or says in Go's words what is wrong with it. */
export function compilePattern(pattern: string): Compiled {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const made = compile(pattern)
  if (compiled.size >= MOST_COMPILED) compiled.clear()
  compiled.set(pattern, made)
  return made
}

function compile(pattern: string): Compiled {
  const perl = UNSUPPORTED.exec(pattern)?.[1]
  if (perl !== undefined) return failed('invalid or unsupported Perl syntax', perl)
  const back = BACK_REFERENCE.exec(pattern)?.[1]
  if (back !== undefined) return failed('invalid escape sequence', back)
  const [, flags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? []
  const source = rest
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => POSIX[name] ?? whole)
  const regex = regexOf(source, flags)
  if (regex === null) return problemOf(pattern)
  const isNested = NESTED.test(source)
  return {
    ok: true,
    matches: (text) => (isNested && text.length > MOST_NESTED_TEXT) || regex.test(text),
  }
}

/** Null for what is no pattern. Escapes that say nothing are forbidden to patterns that know Unicode only. */
function regexOf(source: string, flags: string): RegExp | null {
  for (const more of ['u', '']) {
    try {
      return new RegExp(source, `${flags}${more}`)
    } catch {
      // Not in this dialect.
    }
  }
  return null
}

const failed = (what: string, where: string): Compiled => ({
  ok: false,
  problem: `error parsing regexp: ${what}: \`${where}\``,
})

/** A range within brackets that ends before it begins. */
function reversedRange(pattern: string): string | undefined {
  const classes = pattern.match(/\[(?:[^\]\\]|\\.)+\]/gs) ?? []
  return classes
    .flatMap((one) => one.slice(1, -1).match(/[^\\\]-]-[^\\\]]/g) ?? [])
    .find(([from = '', , to = '']) => from > to)
}

function problemOf(pattern: string): Compiled {
  const bare = pattern.replaceAll(/\\.|\[(?:[^\]\\]|\\.)+\]/gs, '')
  const opened = bare.split('(').length
  const closed = bare.split(')').length
  if (opened > closed) return failed('missing closing )', pattern)
  if (opened < closed) return failed('unexpected )', pattern)
  if (bare.includes('[')) return failed('missing closing ]', pattern.slice(pattern.indexOf('[')))
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern))
    return failed('trailing backslash at end of expression', '')
  const range = reversedRange(pattern)
  if (range !== undefined) return failed('invalid character class range', range)
  const lone = /^[*+?]/.exec(pattern)?.[0]
  if (lone !== undefined) return failed('missing argument to repetition operator', lone)
  return failed('invalid pattern', pattern)
}
