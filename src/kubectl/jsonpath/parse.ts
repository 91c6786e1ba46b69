// kubectl's dialect of JSONPath: templates of text and actions in braces.
// Follows k8s.io/client-go/util/jsonpath/parser.go (v1.36).

export type PathNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'array'; readonly params: readonly [Param, Param, Param] }
  | {
      readonly kind: 'filter'
      readonly left: readonly PathNode[]
      readonly right: readonly PathNode[]
      readonly operator: string
    }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly lists: readonly (readonly PathNode[])[] }
  | { readonly kind: 'identifier'; readonly name: string }

/** Start, end or step of a slice. `derived`: the end was made from the start. */
export interface Param {
  readonly value: number
  readonly known: boolean
  readonly derived: boolean
}

/** A text, or an action: the nodes between two braces. */
export type Part = readonly PathNode[]

export type ParsedPath =
  | { readonly ok: true; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly message: string }

const MAX_LENGTH = 10_000
/** Actions inside actions: unions and filters. */
const MAX_DEPTH = 20

/** Reads a template; at most 10,000 characters. */
export function parsePath(template: string): ParsedPath {
  return template.length > MAX_LENGTH
    ? { ok: false, message: `a template has at most ${MAX_LENGTH} characters` }
    : parseNested(template, 0)
}

interface Cursor {
  readonly input: string
  readonly depth: number
  position: number
}

function parseNested(input: string, depth: number): ParsedPath {
  if (depth > MAX_DEPTH) return { ok: false, message: 'a template has too many brackets' }
  const parts: Part[] = []
  const cursor: Cursor = { input, depth, position: 0 }
  while (cursor.position < input.length) {
    const open = input.indexOf('{', cursor.position)
    const end = open < 0 ? input.length : open
    if (end > cursor.position)
      parts.push([{ kind: 'text', text: input.slice(cursor.position, end) }])
    cursor.position = end
    if (open < 0) break
    cursor.position += 1
    const nodes: PathNode[] = []
    const problem = parseAction(cursor, nodes)
    if (problem !== null) return { ok: false, message: problem }
    parts.push(nodes)
  }
  return { ok: true, parts }
}

/** The nodes of one action; what is wrong with it, as a text. */
function parseInner(text: string, depth: number): readonly PathNode[] | string {
  const parsed = parseNested(`{${text}}`, depth)
  return parsed.ok ? (parsed.parts[0] ?? []) : parsed.message
}

type Problem = string | null

/** Everything up to the closing brace. */
function parseAction(cursor: Cursor, nodes: PathNode[]): Problem {
  for (;;) {
    const rest = cursor.input.slice(cursor.position)
    const [character = ''] = rest
    if (character === '}') {
      cursor.position += 1
      return null
    }
    if (character === '' || character === '\r' || character === '\n') return 'unclosed action'
    const problem = parseNode(cursor, nodes, rest)
    if (problem !== null) return problem
  }
}

function parseNode(cursor: Cursor, nodes: PathNode[], rest: string): Problem {
  const [character = ''] = rest
  if (rest.startsWith('[?(')) return parseFilter(cursor, nodes)
  if (rest.startsWith('..')) return parseRecursive(cursor, nodes)
  if (character === ' ' || character === '@' || character === '$') {
    cursor.position += 1
    return null
  }
  if (character === '[') return parseArray(cursor, nodes)
  if (character === '"' || character === "'") return parseQuote(cursor, nodes, character)
  if (character === '.') {
    cursor.position += 1
    return parseField(cursor, nodes)
  }
  if (/^[-+\d]/.test(rest)) return parseNumber(cursor, nodes, rest)
  if (/^[_\p{L}\p{Nd}]/u.test(rest)) return parseIdentifier(cursor, nodes, rest)
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16).toUpperCase().padStart(4, '0')
  return `unrecognized character in action: U+${hex} '${character}'`
}

const WORD = /^(?:\\[\s\S]|[^\s.,[\]$@{}\\])*/

function parseIdentifier(cursor: Cursor, nodes: PathNode[], rest: string): Problem {
  const [name = ''] = /^[^\s.,[\]$@{}]*/.exec(rest) ?? []
  cursor.position += name.length
  nodes.push(
    name === 'true' || name === 'false'
      ? { kind: 'bool', value: name === 'true' }
      : { kind: 'identifier', name },
  )
  return null
}

function parseField(cursor: Cursor, nodes: PathNode[]): Problem {
  const [word = ''] = WORD.exec(cursor.input.slice(cursor.position)) ?? []
  cursor.position += word.length
  nodes.push(
    word === '*' ? { kind: 'wildcard' } : { kind: 'field', name: word.replaceAll('\\', '') },
  )
  return null
}

function parseRecursive(cursor: Cursor, nodes: PathNode[]): Problem {
  if (nodes.at(-1)?.kind === 'recursive') return 'invalid multiple recursive descent'
  cursor.position += 2
  nodes.push({ kind: 'recursive' })
  const isField = /^[_\p{L}\p{Nd}]/u.test(cursor.input.slice(cursor.position))
  return isField ? parseField(cursor, nodes) : null
}

function parseNumber(cursor: Cursor, nodes: PathNode[], rest: string): Problem {
  const [text = ''] = /^[-+]?[\d.]*/.exec(rest) ?? []
  cursor.position += text.length
  const value = /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(value)) return `cannot parse number ${text}`
  nodes.push({ kind: 'number', value })
  return null
}

function parseQuote(cursor: Cursor, nodes: PathNode[], quote: string): Problem {
  const { input, position } = cursor
  let end = position + 1
  while (
    end < input.length &&
    input[end] !== '\n' &&
    (input[end] !== quote || input[end - 1] === '\\')
  )
    end += 1
  if (input[end] !== quote) return 'unterminated quoted string'
  const quoted = input.slice(position, end + 1)
  cursor.position = end + 1
  const text = unquote(quoted.slice(1, -1), quote)
  if (text === null) return `unquote string ${quoted} error invalid syntax`
  nodes.push({ kind: 'text', text })
  return null
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** Go's escapes; null for one that there is not. */
function unquote(body: string, quote: string): string | null {
  let isValid = true
  const pattern = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]?))/g
  const text = body.replaceAll(pattern, (_all, ...groups: readonly unknown[]) => {
    const [x, u, long, octal, simple] = groups
    const hex = x ?? u ?? long
    if (typeof hex === 'string')
      return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff))
    if (typeof octal === 'string') return String.fromCodePoint(Number.parseInt(octal, 8))
    if (simple === quote) return quote
    const known = typeof simple === 'string' ? ESCAPES[simple] : undefined
    isValid &&= known !== undefined
    return known ?? ''
  })
  return isValid ? text : null
}

function parseArray(cursor: Cursor, nodes: PathNode[]): Problem {
  const { input, position } = cursor
  const [whole, inside = ''] = /^\[([^\]\n]*)\]/.exec(input.slice(position)) ?? []
  if (whole === undefined) return 'unterminated array'
  cursor.position += whole.length
  const text = inside === '*' ? ':' : inside
  const members = text.split(',')
  if (members.length > 1) return parseUnion(cursor, nodes, members)
  const [, key] = /^'([^']*)'$/.exec(text) ?? []
  if (key !== undefined) {
    const inner = parseInner(`.${key}`, cursor.depth + 1)
    if (typeof inner === 'string') return inner
    nodes.push(...inner)
    return null
  }
  const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
  if (slice === null) return `invalid array index ${text}`
  const [, start = '', end = '', step = ''] = slice
  if (start.endsWith('-')) return `array index ${start} is not a number`
  nodes.push({ kind: 'array', params: paramsOf(start, end, step) })
  return null
}

function parseUnion(cursor: Cursor, nodes: PathNode[], members: readonly string[]): Problem {
  const lists: (readonly PathNode[])[] = []
  for (const member of members) {
    const inner = parseInner(`[${member.trim()}]`, cursor.depth + 1)
    if (typeof inner === 'string') return inner
    lists.push(inner)
  }
  nodes.push({ kind: 'union', lists })
  return null
}

const UNKNOWN: Param = { value: 0, known: false, derived: false }
const given = (text: string): Param =>
  text === '' || text === '-' ? UNKNOWN : { value: Number(text), known: true, derived: false }

function paramsOf(start: string, end: string, step: string): readonly [Param, Param, Param] {
  const first = given(start)
  const last =
    end === '' ? { value: first.value + 1, known: true, derived: true } : given(end.slice(1))
  return [first, last, given(step.slice(1))]
}

function parseFilter(cursor: Cursor, nodes: PathNode[]): Problem {
  const start = cursor.position + 3
  const end = endOfFilter(cursor.input, start)
  if (end === null) return 'unterminated filter'
  if (cursor.input[end + 1] !== ']') return 'unclosed array expect ]'
  const text = cursor.input.slice(start, end)
  cursor.position = end + 2
  const depth = cursor.depth + 1
  const [, before, operator, after] = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text) ?? []
  if (before === undefined || operator === undefined || after === undefined) {
    const inner = parseInner(text, depth)
    if (typeof inner === 'string') return inner
    nodes.push({ kind: 'filter', left: inner, right: [], operator: 'exists' })
    return null
  }
  const left = parseInner(before, depth)
  const right = parseInner(after, depth)
  if (typeof left === 'string') return left
  if (typeof right === 'string') return right
  nodes.push({ kind: 'filter', left, right, operator })
  return null
}

/** Where the closing bracket of a filter is: not inside its one pair of quotes. */
function endOfFilter(input: string, start: number): number | null {
  let quote = ''
  let ended = false
  for (let at = start; at < input.length && input[at] !== '\n'; at += 1) {
    const character = input[at]
    if (character === '"' || character === "'") {
      if (quote === '') quote = character
      else if (character === quote && input[at - 1] !== '\\') ended = true
    } else if (character === ')' && (quote !== '') === ended) return at
  }
  return null
}
