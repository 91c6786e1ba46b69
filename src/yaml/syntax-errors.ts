// Says in plain words what is wrong with broken YAML, and where. The parser reports the place where
// it gave up, which is often a line too late.
import { TEMPLATE_MESSAGE } from './compose.ts'

/** Offsets count in the text that was parsed. */
export interface SyntaxProblem {
  readonly message: string
  readonly start: number
  readonly end: number
}

interface Failure {
  readonly source: string
  readonly reason: string
  readonly offset: number
  /** The line of the failure, and the last line above it that has content. */
  readonly line: Line
  readonly above: Line | null
}

interface Line {
  readonly start: number
  readonly text: string
}

/** Longer lines and longer gaps are not looked through: an explanation must not take for ever. */
const MAX_LINE = 2000
const MAX_LINES_BACK = 400

const isBreak = (char: string): boolean => char === '\n' || char === '\r'

function lineAt(source: string, offset: number): Line {
  let start = offset
  while (start > 0 && !isBreak(source.charAt(start - 1))) start -= 1
  let end = start
  while (end < source.length && end - start < MAX_LINE && !isBreak(source.charAt(end))) end += 1
  return { start, text: source.slice(start, end) }
}

function contentLineAbove(source: string, line: Line): Line | null {
  let at = line.start
  for (let count = 0; at > 0 && count < MAX_LINES_BACK; count += 1) {
    const above = lineAt(source, at - 1)
    if (!/^\s*(#.*)?$/.test(above.text)) return above
    at = above.start
  }
  return null
}

/** The content of a line: without its indentation and without spaces at its end. */
function wholeLine(line: Line, message: string): SyntaxProblem {
  const indent = line.text.length - line.text.trimStart().length
  return { message, start: line.start + indent, end: line.start + line.text.trimEnd().length }
}

type Explanation = (failure: Failure) => SyntaxProblem | null

/** A `{{ }}` of a template engine on this line or the one above. */
const template: Explanation = ({ line, above }) => {
  for (const candidate of [line, above]) {
    const match = /\{\{.*?(\}\}|$)|\{%.*?(%\}|$)/.exec(candidate?.text ?? '')
    if (candidate === null || match === null) continue
    const start = candidate.start + match.index
    return { message: TEMPLATE_MESSAGE, start, end: start + match[0].length }
  }
  return null
}

const tab: Explanation = ({ line, above }) => {
  for (const candidate of [line, above]) {
    const match = /^[ ]*(?:- +)*(\t[\t ]*)/.exec(candidate?.text ?? '')
    if (candidate === null || match === null) continue
    const start = candidate.start + match[0].length - (match[1]?.length ?? 0)
    const message = 'tabs cannot be used for indentation: use spaces'
    return { message, start, end: candidate.start + match[0].length }
  }
  return null
}

/** The column of a quote that opens on this line and does not close on it; -1 when there is none. */
function openQuote(text: string): number {
  let at = 0
  let canStart = true
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '#' && canStart) return -1
    if (canStart && (char === '"' || char === "'")) {
      const close = closingQuote(text, at)
      if (close < 0) return at
      at = close
    }
    canStart = /[\s,[{]/.test(char)
    at += 1
  }
  return -1
}

function closingQuote(text: string, open: number): number {
  const quote = text.charAt(open)
  for (let at = open + 1; at < text.length; at += 1) {
    if (quote === '"' && text.charAt(at) === '\\') at += 1
    else if (text.charAt(at) === quote) {
      if (quote === '"' || text.charAt(at + 1) !== quote) return at
      at += 1
    }
  }
  return -1
}

const QUOTE_REASONS =
  /quoted scalar|deficient indentation|bad indentation|multiline key|':' after|comma|flow collection|escape|document separator|JSON character/
const quote: Explanation = ({ source, reason, line }) => {
  if (!QUOTE_REASONS.test(reason)) return null
  let current: Line | null = line
  const unfinished = /quoted scalar/.test(reason)
  for (let count = 0; current !== null && count < (unfinished ? MAX_LINES_BACK : 3); count += 1) {
    const column = openQuote(current.text)
    if (column >= 0) {
      const start = current.start + column
      const sign = current.text.charAt(column)
      const message = `the quote ${sign} that opens here is not closed on this line`
      return { message, start, end: current.start + current.text.trimEnd().length }
    }
    current = current.start === 0 ? null : lineAt(source, current.start - 1)
  }
  return null
}

const textAfterQuote: Explanation = ({ reason, line }) => {
  if (!/bad indentation of a mapping entry|document separator/.test(reason)) return null
  const match = /[:-]\s+("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*([^\s#,].*)$/.exec(line.text)
  if (match === null) return null
  const start = line.start + match.index + match[0].length - (match[2]?.length ?? 0)
  const message = 'there is text after the closing quote: quote the whole value, or none of it'
  return { message, start, end: line.start + line.text.trimEnd().length }
}

const reservedCharacter: Explanation = ({ line }) => {
  const match = /^(\s*(?:- +)*(?:[^\s#:'"]+:\s+)?)([@`%])/.exec(line.text)
  if (match === null || (match[1] ?? '').trim() === '') {
    if (match === null || match[2] === '%') return null
  }
  const start = line.start + (match[1]?.length ?? 0)
  const message = `a value cannot start with ${match[2]}: put it in quotes`
  return { message, start, end: line.start + line.text.trimEnd().length }
}

const secondColon: Explanation = ({ reason, line }) => {
  if (!/bad indentation|multiline key/.test(reason)) return null
  const match = /^(\s*(?:- +)*[^\s'"#{[][^:'"#]*:\s+)([^\s'"#{[|>].*?:)(?:\s|$)/.exec(line.text)
  if (match === null) return null
  const start = line.start + (match[1]?.length ?? 0)
  const message =
    'mapping values are not allowed in this context: a value that contains ": " needs quotes'
  return { message, start, end: line.start + line.text.trimEnd().length }
}

const listOnKeyLine: Explanation = ({ reason, line }) => {
  if (!/bad indentation|multiline key|document separator/.test(reason)) return null
  const match = /^\s*(?:- +)*[^\s'"#:]+:\s+(- .*)$/.exec(line.text)
  if (match === null) return null
  const start = line.start + line.text.length - (match[1]?.length ?? 0)
  const message = 'a list cannot start on the line of its key: start it on the next line'
  return { message, start, end: line.start + line.text.trimEnd().length }
}

/** The parser notices a line without a colon only when it reads the next one. */
const missingColon: Explanation = ({ reason, line, above }) => {
  const here = /expected ':' after/.test(reason)
  if (!here && !/multiline key/.test(reason)) return null
  const culprit = here || above === null ? line : above
  const glued = /^\s*(?:- +)*([\w.-]+):(\S.*)$/.exec(culprit.text)
  if (glued !== null && !(glued[2] ?? '').startsWith('//')) {
    const message = `a space is missing after the colon: write "${glued[1]}: ${(glued[2] ?? '').trim()}"`
    return wholeLine(culprit, message)
  }
  return wholeLine(culprit, 'this line has no colon: write it as "key: value"')
}

/** A key of an item that does not stand below the key behind its dash. */
const keyOfItem: Explanation = ({ source, reason, line, above }) => {
  if (!/bad indentation of a sequence entry/.test(reason)) return null
  const key = /^( *)[^\s#'"[{-][^:]*:(?:\s|$)/.exec(line.text)
  if (key === null) return null
  const indent = key[1]?.length ?? 0
  let current = above
  for (let count = 0; current !== null && count < MAX_LINES_BACK; count += 1) {
    const item = /^( *)(- +)[^\s#]/.exec(current.text)
    const dash = item?.[1]?.length ?? 0
    if (item !== null && dash < indent) {
      const column = dash + (item[2]?.length ?? 0) + 1
      const message = `this line does not line up: the keys of this item start in column ${column}`
      return wholeLine(line, message)
    }
    current = current.start === 0 ? null : contentLineAbove(source, current)
  }
  return null
}

const openBracket: Explanation = ({ source, reason }) => {
  if (!/flow collection|deficient indentation/.test(reason)) return null
  if (/comma/.test(reason)) return null
  const open: number[] = []
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at)
    const starts = at === 0 || /[\s,:[{]/.test(source.charAt(at - 1))
    if (char === '#' && starts) at += source.slice(at).search(/[\r\n]|$/)
    else if ((char === '"' || char === "'") && starts) {
      const close = closingQuote(source, at)
      if (close > 0) at = close
    } else if ((char === '{' || char === '[') && (starts || open.length > 0)) open.push(at)
    else if (char === '}' || char === ']') open.pop()
  }
  const start = open.at(-1)
  if (start === undefined) return null
  return { message: `this ${source.charAt(start)} is never closed`, start, end: start + 1 }
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/missed comma/, 'a comma is missing between two entries of a { } or [ ]'],
  [/expected the node content, but found ','/, 'there is nothing between two commas'],
  [
    /bad indentation of a mapping entry/,
    'this line does not line up: the keys of one mapping start in the same column',
  ],
  [
    /bad indentation of a sequence entry/,
    'this line does not line up: the items of one list start in the same column',
  ],
  [/deficient indentation/, 'this line must be indented more than the line it continues'],
  [
    /document separator is expected/,
    'this line does not belong to what is above it: check its indentation',
  ],
  [/quoted scalar/, 'a quote is opened and never closed'],
  [/nesting exceeded/, 'the text is nested more than 100 levels deep'],
  [/whitespace character is expected after the key-value/, 'a space is missing after the colon'],
  [/non-printable|JSON character/, 'control characters are not allowed'],
  [/unknown escape/, 'unknown escape after \\ in double quotes: write \\\\ for a backslash'],
  [/hexadecimal/, 'a hexadecimal digit is expected after this escape'],
  [/directives end mark/, 'a line that starts with % is a directive and needs --- after it'],
  [
    /a line break is expected/,
    'nothing may follow | or > on its line: the text starts on the next',
  ],
]

/** `reason` and `offset` are the parser's; returns our sentence and the place it is about. */
export function explainSyntaxError(source: string, reason: string, offset: number): SyntaxProblem {
  const inside = Math.min(Math.max(offset, 0), source.length)
  const line = lineAt(source, inside)
  const above = contentLineAbove(source, line)
  const failure: Failure = { source, reason, offset: inside, line, above }
  if (!/nesting exceeded|non-printable/.test(reason)) {
    for (const explain of EXPLANATIONS) {
      const problem = explain(failure)
      if (problem !== null) return problem
    }
  }
  const known = REASONS.find(([pattern]) => pattern.test(reason))
  return pointAt(failure, known?.[1] ?? reason)
}

const EXPLANATIONS: readonly Explanation[] = [
  tab,
  template,
  textAfterQuote,
  quote,
  reservedCharacter,
  listOnKeyLine,
  secondColon,
  missingColon,
  keyOfItem,
  openBracket,
]

/** From the offset to the end of its line; the line above when the offset is at the text's end. */
function pointAt({ offset, line, above }: Failure, message: string): SyntaxProblem {
  const end = line.start + line.text.trimEnd().length
  if (end <= offset)
    return wholeLine(line.text.trim() === '' && above !== null ? above : line, message)
  return { message, start: Math.max(offset, line.start), end }
}
