// Evaluates a template against an object, and prints what it found.
// Follows k8s.io/client-go/util/jsonpath/jsonpath.go (v1.36).
import { compareText } from '#lib/compare.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Part, PathNode } from './parse.ts'

export type Evaluated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string }

type Values = readonly unknown[]

/** The most values that a template may find: descent and ranges multiply. */
const MAX_VALUES = 100_000

class PathError extends Error {}

function failed(message: string): never {
  throw new PathError(message)
}

/**
 * The values of each text and each action of a template, in its order. A key that is not there has none, or is an error
 * for `strict`, which is `--allow-missing-template-keys=false`.
 */
export function findResults(
  parts: readonly Part[],
  object: unknown,
  strict = false,
): Evaluated<readonly Values[]> {
  try {
    return { ok: true, value: resultsOf({ parts, inRange: 0, strict }, 0, object).results }
  } catch (error) {
    if (error instanceof PathError) return { ok: false, message: error.message }
    throw error
  }
}

interface Walk {
  readonly parts: readonly Part[]
  readonly strict: boolean
  inRange: number
}

/** The results from a part on, up to the end of the template or of the range it stands in. */
function resultsOf(
  walk: Walk,
  from: number,
  object: unknown,
): { readonly results: readonly Values[]; readonly endedAt: number } {
  const results: Values[] = []
  for (let index = from; index < walk.parts.length; index += 1) {
    const { values, begins, ends } = evalPart(walk, walk.parts[index] ?? [], object)
    if (ends) return { results, endedAt: index }
    if (!begins) {
      results.push(values)
      continue
    }
    walk.inRange += 1
    // Without a value the parts of the range are passed over, to find its end.
    let endedAt = walk.parts.length
    for (const value of values.length === 0 ? [undefined] : values) {
      const inner = resultsOf(walk, index + 1, value)
      if (values.length > 0) results.push(...inner.results)
      endedAt = inner.endedAt
      if (results.length > MAX_VALUES) failed('the template finds too much')
    }
    walk.inRange -= 1
    index = endedAt
  }
  return { results, endedAt: walk.parts.length }
}

interface EvaluatedPart {
  readonly values: Values
  readonly begins: boolean
  readonly ends: boolean
}

function evalPart(walk: Walk, part: Part, object: unknown): EvaluatedPart {
  const [first] = part
  const word = first?.kind === 'identifier' ? first.name : ''
  if (word !== '' && word !== 'range' && word !== 'end') failed(`unrecognized identifier ${word}`)
  if (word === 'end' && walk.inRange === 0) failed('not in range, nothing to end')
  const nodes = word === '' ? part : part.slice(1)
  return { values: evalList(walk, [object], nodes), begins: word === 'range', ends: word === 'end' }
}

function evalList(walk: Walk, input: Values, nodes: readonly PathNode[]): Values {
  let values = input
  for (const node of nodes) {
    values = evalNode(walk, values, node)
    if (values.length > MAX_VALUES) failed('the template finds too much')
  }
  return values
}

function evalNode(walk: Walk, input: Values, node: PathNode): Values {
  switch (node.kind) {
    case 'text':
      return [node.text]
    case 'number':
    case 'bool':
      return input.map(() => node.value)
    case 'field':
      return evalField(walk, input, node.name)
    case 'array':
      return input.flatMap((value) => (isNil(value) ? [] : slice(value, node.params)))
    case 'wildcard':
      return input.flatMap(childrenOf)
    case 'recursive':
      return input.flatMap((value) => descend(value))
    case 'union':
      return node.lists.flatMap((list) => evalList(walk, input, list))
    case 'filter':
      return input.flatMap((value) => filter(walk, value, node))
    case 'identifier':
      return failed(`unrecognized identifier ${node.name}`)
  }
}

function evalField({ strict }: Walk, input: Values, name: string): Values {
  const values = input.flatMap((value) =>
    isMapping(value) && Object.hasOwn(value, name) ? [value[name]] : [],
  )
  return strict && input.length > 0 && values.length === 0 ? failed(`${name} is not found`) : values
}

type Mapping = Readonly<Record<string, unknown>>

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNil(value: unknown): boolean {
  return value === null || value === undefined
}

/** The values of a mapping in the order of its keys, or of a list. */
function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value
  return isMapping(value) ? Object.values(value) : []
}

function descend(value: unknown): Values {
  if (typeof value === 'string') return value === '' ? [] : [value]
  const children = childrenOf(value)
  return children.length === 0 ? [] : [value, ...children.flatMap((child) => descend(child))]
}

type Params = Extract<PathNode, { kind: 'array' }>['params']

function slice(value: unknown, [first, last, every]: Params): Values {
  if (!Array.isArray(value)) return failed(`${goType(value)} is not array or slice`)
  const list: Values = value
  const { length } = list
  const start = first.known && first.value < 0 ? first.value + length : first.value
  const wanted = last.known ? last.value : length
  const end = wanted < 0 || (wanted === 0 && last.derived) ? wanted + length : wanted
  if (start === end) return []
  if (start >= length || start < 0)
    return failed(`array index out of bounds: index ${start}, length ${length}`)
  if (end > length || end < 0)
    return failed(`array index out of bounds: index ${end - 1}, length ${length}`)
  if (start > end) return failed(`starting index ${start} is greater than ending index ${end}`)
  if (every.known && every.value <= 0) return failed('step must be > 0')
  const step = every.known ? every.value : 1
  return list.slice(start, end).filter((_item, index) => index % step === 0)
}

function goType(value: unknown): string {
  if (isMapping(value)) return 'map[string]interface {}'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  return Number.isInteger(value) ? 'int64' : 'float64'
}

/** What stands left of a filter's operator; what is missing there only makes it not exist. */
function leftOf(
  walk: Walk,
  item: unknown,
  { operator, left }: Extract<PathNode, { kind: 'filter' }>,
): Values {
  return evalList(operator === 'exists' ? { ...walk, strict: false } : walk, [item], left)
}

function filter(walk: Walk, value: unknown, node: Extract<PathNode, { kind: 'filter' }>): Values {
  if (!Array.isArray(value))
    return failed(
      `${isNil(value) ? '<nil>' : printed(value)} is not array or slice and cannot be filtered`,
    )
  const list: Values = value
  return list.filter((item) => {
    const lefts = leftOf(walk, item, node)
    if (node.operator === 'exists') return lefts.length > 0
    if (lefts.length === 0) return false
    const rights = evalList(walk, [item], node.right)
    if (rights.length === 0) return false
    if (lefts.length > 1 || rights.length > 1)
      return failed('can only compare one element at a time')
    return compare(lefts[0], rights[0], node.operator)
  })
}

const kindOf = (value: unknown): string =>
  typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeof value

/** Follows k8s.io/client-go/third_party/forked/golang/template/funcs.go. */
function compare(left: unknown, right: unknown, operator: string): boolean {
  const kind = kindOf(left)
  if (!['int', 'float', 'string', 'boolean'].includes(kind)) failed('invalid type for comparison')
  if (kindOf(right) !== kind) failed('incompatible types for comparison')
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (kind === 'boolean') failed('invalid type for comparison')
  const [a, b] = [left, right] as readonly [string, string]
  switch (operator) {
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    default:
      return failed(`unrecognized filter operator ${operator}`)
  }
}

/** A value as a template prints it: texts and numbers plainly, everything else as JSON. */
export function printed(value: unknown): string {
  return typeof value === 'string' ? value : goJson(value ?? null)
}

/** A value of JSON as `%#v` of Go writes it: `map[string]interface {}{"a":[]interface {}{1}}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (Array.isArray(value))
    return `[]interface {}{${value.map((item) => goSyntax(item)).join(', ')}}`
  if (!isMapping(value)) return typeof value === 'string' ? goQuote(value) : goJson(value)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => compareText(a, b))
  const texts = fields.map(([key, field]) => `${goQuote(key)}:${goSyntax(field)}`)
  return `map[string]interface {}{${texts.join(', ')}}`
}

/** JSON as Go writes it, which escapes what HTML could mean. */
export function goJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
