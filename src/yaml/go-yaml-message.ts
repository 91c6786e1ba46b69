// What kubectl says of a text that is no YAML: the words of its parser for the mistakes that people make.
// Follows github.com/go-yaml/yaml v2 (scannerc.go, parserc.go, yaml.go fail), as sigs.k8s.io/yaml v1.6 has it.
import { simplified } from '#lib/simplified.ts'
import type { Diagnostic } from './types.ts'

simplified(
  'yaml-errors',
  'of broken YAML `kubectl` says the line and, for the mistakes that people make, the words of its own parser; for rare ones the words are ours.',
)

interface Said {
  readonly message: string
  /** Who found it: the scanner counts lines from 1, the parser from 0. */
  readonly by: 'scanner' | 'parser'
  /** The line that is told, from 0; that of the diagnostic when it is missing. */
  readonly line?: number
}

interface Place {
  readonly lines: readonly string[]
  /** The line of the diagnostic in its document, from 0. */
  readonly at: number
}

type Rule = readonly [pattern: RegExp, said: Said | ((place: Place) => Said)]

const scanner = (message: string): Said => ({ message, by: 'scanner' })

const RULES: readonly Rule[] = [
  [/^tabs cannot/, scanner('found character that cannot start any token')],
  [/^a value cannot start with/, scanner('found character that cannot start any token')],
  [/^mapping values are/, scanner('mapping values are not allowed in this context')],
  [/^a list cannot start/, scanner('block sequence entries are not allowed in this context')],
  [/^unknown escape/, scanner('found unknown escape character')],
  [/^(the quote|a quote is opened)/, scanner('found unexpected end of stream')],
  [/^(this line has no colon|a space is missing)/, scanner("could not find expected ':'")],
  [/^this [[{] is never closed/, neverClosed],
  [/^(this line does not line up|this line does not belong)/, notLinedUp],
]

/** The line, from the start of its document, and the words; 0 where kubectl tells no line. */
export function goYamlMessage(
  text: string,
  { message, range }: Diagnostic,
): { readonly line: number; readonly message: string } {
  const before = text.slice(0, range.start.offset)
  const start = Math.max(0, before.lastIndexOf('\n---') + 1)
  const at = before.slice(start).split('\n').length - 1 - (start === 0 ? 0 : 1)
  const lines = text
    .slice(start)
    .split('\n')
    .slice(start === 0 ? 0 : 1)
  const found = RULES.find(([pattern]) => pattern.test(message))?.[1]
  if (found === undefined) return { line: at + 1, message }
  const said = typeof found === 'function' ? found({ lines, at }) : found
  const line = said.line ?? at
  // The first line is line 0, which is not told.
  return { line: line === 0 ? 0 : line + (said.by === 'scanner' ? 1 : 0), message: said.message }
}

function neverClosed({ lines, at }: Place): Said {
  const rest = lines.slice(at).join('\n')
  const sign = rest.includes('[') ? ']' : '}'
  const isEmpty = /[[{,]\s*$/.test(rest)
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length
  return isEmpty
    ? { message: 'did not find expected node content', by: 'parser', line: last }
    : {
        message: `did not find expected ',' or '${sign}'`,
        by: 'parser',
        // Where nothing follows, the parser stands at the end, which is a line of its own.
        line: lines.slice(at + 1).every((line) => line.trim() === '') ? at + 1 : at,
      }
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** A line deeper than a finished value is read as its continuation; one between two columns ends the mapping. */
function notLinedUp({ lines, at }: Place): Said {
  const line = lines[at] ?? ''
  const above = lines.slice(0, at).findLast((one) => one.trim() !== '') ?? ''
  if (indentOf(line) > indentOf(above) && !line.trim().startsWith('- '))
    return scanner('mapping values are not allowed in this context')
  const isItem = line.trim().startsWith('-')
  const first = lines.findIndex((one) => one.trim() !== '' && indentOf(one) <= indentOf(line))
  const what = isItem ? "did not find expected '-' indicator" : 'did not find expected key'
  return { message: what, by: 'parser', line: Math.max(first, 0) }
}
