// A script with an error: what runs before it, and how each shell words it.
import { parse, type ParsedScript, type ParseError } from 'unbash'
import type { Dialect } from './dialect.ts'

/** How many lines back the part that is right is looked for. */
const MAX_TRIES = 50

/** The lines above the error that are a script by themselves, as a shell reads and runs them one after the other. */
export function soundPart(text: string, { pos }: ParseError): string {
  let end = text.lastIndexOf('\n', Math.max(0, pos - 1))
  for (let tries = 0; end > 0 && tries < MAX_TRIES; tries += 1) {
    const part = text.slice(0, end)
    if (isSound(parse(part))) return part
    end = text.lastIndexOf('\n', end - 1)
  }
  return ''
}

/** True for a text that goes on in the next line: a quote, a construct or a here-document is open, or a backslash ends it. */
export function isUnfinished(text: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text) || hasOpenHereDocument(text)) return true
  const { errors = [] } = parse(text)
  const [first] = errors
  if (first === undefined) return false
  const atEnd = first.pos >= text.trimEnd().length
  const { message } = first
  return message.startsWith('unterminated') || (atEnd && !message.startsWith('unexpected token'))
}

function hasOpenHereDocument(text: string): boolean {
  const lines = text.split('\n')
  return lines.some((line, index) => {
    const delimiter = /<<-?\s*['"]?([\w.-]+)['"]?/.exec(line.replaceAll('<<<', ''))?.[1]
    if (delimiter === undefined) return false
    return !lines.slice(index + 1).some((later) => later.replace(/^\t+/, '') === delimiter)
  })
}

function isSound(script: ParsedScript): boolean {
  return script.errors === undefined || script.errors.length === 0
}

/** The first error of a script in the words of a shell. */
export function syntaxError(dialect: Dialect, text: string, errors: readonly ParseError[]): string {
  const [first] = errors
  if (first === undefined) return ''
  const substitution = errors.find(({ message }) =>
    message.startsWith('unterminated command substitution'),
  )
  if (substitution !== undefined) {
    const inner = inSubstitution(dialect, text.slice(substitution.pos))
    if (inner !== null) return inner
  }
  if (first.message.startsWith('unterminated arithmetic'))
    return worded(dialect, "Missing '))'", EOF_IN_PARENTHESIS)
  if (/^unterminated (?:double|single) quote/.test(first.message))
    return worded(
      dialect,
      'Unterminated quoted string',
      'unexpected EOF while looking for matching quote',
    )
  if (first.message.startsWith('unterminated backtick'))
    return worded(
      dialect,
      'EOF in backquote substitution',
      "unexpected EOF while looking for matching ``'",
    )
  if (first.message.startsWith('unterminated parameter'))
    return worded(dialect, "Missing '}'", "unexpected EOF while looking for matching `}'")
  if (first.message.startsWith('maximum')) return worded(dialect, first.message, first.message)
  return unexpected(dialect, text, errors)
}

const EOF_IN_PARENTHESIS = "unexpected EOF while looking for matching `)'"

/** What is wrong in `$(…` without its end; null when that is a quote which is open around it as well. */
function inSubstitution(dialect: Dialect, rest: string): string | null {
  if (rest.startsWith('$((')) return worded(dialect, "Missing '))'", EOF_IN_PARENTHESIS)
  if (dialect === 'bash') return EOF_IN_PARENTHESIS
  const inner = rest.slice(2)
  const { errors = [] } = parse(inner)
  if (errors.some(({ message }) => /^unterminated (?:double|single) quote/.test(message)))
    return null
  return errors.length > 0 ? syntaxError(dialect, inner, errors) : missing(dialect, ')')
}

/** A script that ends too early; `expected` as it is quoted or not, '' for nothing that can be named. */
function missing(dialect: Dialect, expected: string): string {
  const tail =
    expected === '' ? '' : ` (expecting ${expected === 'word' ? expected : `"${expected}"`})`
  return dialect === 'ash'
    ? `syntax error: unexpected end of file${tail}`
    : `Syntax error: end of file unexpected${tail}`
}

const CLOSED_CASE = /\bcase\s+\S+\s+in\b(?:(?!\bcase\b)[^])*?\besac\b/g

/** What ash and dash say of a `for` or a `case` that the script ends within; null where that is as of everything. */
function endOfHead(dialect: Dialect, text: string, { message }: ParseError): string | null {
  if (dialect === 'bash') return null
  if (message.startsWith("expected 'do'")) {
    if (/\bfor\s*$/.test(text)) return worded(dialect, 'Bad for loop variable', '')
    // A list of words ends with a newline or a semicolon.
    return /\bfor\s+\w+\s+in\b[^;\n]*$/.test(text) ? missing(dialect, '') : null
  }
  if (message.startsWith("expected 'in'")) {
    const [, word, next] = /\bcase(?:\s+(\S+))?(?:\s+(\S+))?\s*$/.exec(text) ?? []
    if (next === undefined) return missing(dialect, word === undefined ? 'word' : 'in')
    return missing(dialect, 'in').replace('end of file', 'word')
  }
  if (!message.startsWith("expected 'esac'")) return null
  const open = text.replaceAll(CLOSED_CASE, '')
  const branch = open.slice(Math.max(open.search(/\bcase\s+\S+\s+in\b/), open.lastIndexOf(';;')))
  const isIn = /^(?:;;|case\s+\S+\s+in\b)\s*\(?[^()]*\)/.test(branch)
  return missing(dialect, isIn ? ';;' : ')')
}

/** ash begins with a small letter what dash does not. */
function worded(dialect: Dialect, words: string, inBash: string): string {
  if (dialect === 'bash') return inBash
  if (dialect === 'dash') return `Syntax error: ${words}`
  const small = words.startsWith('EOF') ? words : words.charAt(0).toLowerCase() + words.slice(1)
  return `syntax error: ${small}`
}

function unexpected(dialect: Dialect, text: string, errors: readonly ParseError[]): string {
  const [first = { message: '', pos: 0 }] = errors
  const { message, pos } = first
  if (text.slice(pos).trim() === '') {
    const said = endOfHead(dialect, text, first)
    if (said !== null) return said
  }
  // Nothing stands in what was opened last.
  const opened = /^expected command in (?:brace group|subshell)/.test(message)
  if (opened && dialect !== 'bash' && text.slice(pos + 1).trim() === '')
    return missing(dialect, expectedOf(errors) ?? '')
  const token = /^unexpected token '(.*)'$/s.exec(message)?.[1] ?? tokenAt(text, pos)
  const inside = /[^;&|\s]\s*\(\s*[^()]*$/.test(text.slice(0, pos)) && token === ')'
  const expected = inside ? ')' : expectedOf(errors)
  const isWord =
    inside || (expected !== undefined && /^[\w./$-]+$/.test(token) && !WORDS.has(token))
  if (dialect === 'bash')
    return token === ''
      ? 'syntax error: unexpected end of file'
      : `syntax error near unexpected token \`${token}'`
  const what =
    token === '' ? 'end of file' : isWord ? 'word' : token === 'newline' ? 'newline' : `"${token}"`
  const tail =
    expected === undefined || (token !== '' && !isWord) ? '' : ` (expecting "${expected}")`
  return dialect === 'ash'
    ? `syntax error: unexpected ${what}${tail}`
    : `Syntax error: ${what} unexpected${tail}`
}

const WORDS = new Set('if then elif else fi for in do done while until case esac { }'.split(' '))

function expectedOf(errors: readonly ParseError[]): string | undefined {
  for (const { message } of errors) {
    if (message.startsWith("expected 'esac'")) return ')'
    const closing = /^expected '(done|fi|\}|\)|do|then)'/.exec(message)?.[1]
    if (closing !== undefined) return closing
    if (message.startsWith('unterminated command substitution')) return ')'
  }
  return undefined
}

/** The word or operator at a place; '' at the end. */
function tokenAt(text: string, pos: number): string {
  const rest = text.slice(pos).replace(/^[ \t]+/, '')
  if (rest.trim() === '') return ''
  if (rest.startsWith('\n')) return 'newline'
  return /^(?:;;|&&|\|\||[;&|()<>]|[^\s;&|()<>]+)/.exec(rest.slice(0, 100))?.[0] ?? ''
}
