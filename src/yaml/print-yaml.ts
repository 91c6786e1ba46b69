// Objects as YAML, the way `kubectl get -o yaml` prints them: block style, keys in the given order,
// lists not indented. Texts are quoted so that go-yaml reads them back the same.
import { resolvePlain } from './scalars.ts'

/** `value` as one YAML document that ends with a line break. Undefined fields are left out. */
export function printYaml(value: unknown): string {
  const lines: string[] = []
  printInto(lines, value, '', '')
  return `${lines.join('\n')}\n`
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `head` is what stands before the value on its first line: indentation, key or dash. */
function printInto(lines: string[], value: unknown, head: string, indent: string): void {
  if (Array.isArray(value) && value.length > 0) {
    if (head.trim() !== '') lines.push(head.trimEnd())
    for (const item of value) printItem(lines, item, indent)
  } else if (isMapping(value) && entriesOf(value).length > 0) {
    if (head.trim() !== '') lines.push(head.trimEnd())
    printMapping(lines, value, indent, indent)
  } else if (typeof value === 'string' && isBlock(value)) printBlock(lines, value, head, indent)
  else lines.push(`${head}${printScalar(value)}`)
}

const entriesOf = (value: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(value).filter(([, field]) => field !== undefined)

function printMapping(
  lines: string[],
  value: Readonly<Record<string, unknown>>,
  first: string,
  indent: string,
): void {
  let lead = first
  for (const [key, field] of entriesOf(value)) {
    const below = Array.isArray(field) ? indent : `${indent}  `
    printInto(lines, field, `${lead}${printScalar(key)}: `, below)
    lead = indent
  }
}

function printItem(lines: string[], item: unknown, indent: string): void {
  const inner = `${indent}  `
  if (isMapping(item) && entriesOf(item).length > 0) printMapping(lines, item, `${indent}- `, inner)
  else if (Array.isArray(item) && item.length > 0) printInto(lines, item, `${indent}-`, inner)
  else printInto(lines, item, `${indent}- `, inner)
}

const NOT_IN_BLOCK = /(?!\n)\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff\u{10000}-\u{10ffff}]|\p{Cs}/u

/** True for texts of several lines that a literal block can hold without `+` or an indentation number. */
function isBlock(text: string): boolean {
  return (
    text.includes('\n') && !NOT_IN_BLOCK.test(text) && /^\S/.test(text) && !text.endsWith('\n\n')
  )
}

function printBlock(lines: string[], text: string, head: string, indent: string): void {
  const ended = text.endsWith('\n')
  lines.push(`${head}|${ended ? '' : '-'}`)
  const inner = indent === '' ? '  ' : indent
  const body = ended ? text.slice(0, -1) : text
  for (const line of body.split('\n')) lines.push(line === '' ? '' : `${inner}${line}`)
}

/** A value without parts on one line, as it stands after `key: `. */
function printScalar(value: unknown): string {
  if (typeof value === 'string') return printText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return '[]'
  return isMapping(value) ? '{}' : 'null'
}

const PRINTABLE = /^[\u0020-\u007e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]+$/
const INDICATOR_FIRST = /^(?:[!&*|>'"%@`#,[\]{}]|[-?:](?:\s|$))/
const NOT_PLAIN = /: | #|^\s|\s$|:$|^---|^\.\.\.|^<<$|^=$/
/** Dates and base 60 numbers, which other readers of YAML 1.1 would not take for texts. */
const AMBIGUOUS = /^\d{4}-\d{1,2}-\d{1,2}|^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/

function printText(text: string): string {
  if (typeof resolvePlain(text) !== 'string' || AMBIGUOUS.test(text)) return quoteEscaped(text)
  if (!PRINTABLE.test(text)) return quoteEscaped(text)
  if (!INDICATOR_FIRST.test(text) && !NOT_PLAIN.test(text)) return text
  return `'${text.replaceAll("'", "''")}'`
}

/** Double quotes with every character escaped that YAML does not print as it is. */
function quoteEscaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
    },
  )
}
