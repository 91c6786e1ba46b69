// What Go prints of a value below a Pod template: hashes are taken over this text, so it is the same to the letter.
// Follows k8s.io/utils/dump (ForHash) and github.com/davecgh/go-spew/spew/format.go.
import { GO_STRUCTS } from '#api/generated/go-structs.ts'
import { compareText } from '#lib/compare.ts'
import { goQuantity } from './go-quantity.ts'

interface GoField {
  readonly name: string
  /** Its name in JSON; empty for a struct whose fields stand among those of the outer one. */
  readonly json: string
  readonly type: string
}

type Fields = Readonly<Record<string, unknown>>

const NIL = '<nil>'
const ZERO_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}'
/** Types that are printed with a type of their own before their value. */
const NUMBERS: ReadonlySet<string> = new Set(['int32', 'int64'])

const structs = new Map<string, readonly GoField[]>()

function fieldsOf(type: string): readonly GoField[] | undefined {
  const known = structs.get(type)
  if (known !== undefined || !Object.hasOwn(GO_STRUCTS, type)) return known
  const fields = (GO_STRUCTS[type] ?? '').split(' ').map((text): GoField => {
    const [names = '', of = ''] = text.split('=')
    const [name = '', json] = names.split(':')
    return { name, json: json ?? `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, type: of }
  })
  structs.set(type, fields)
  return fields
}

/** Prints a JSON value as the Go value of a type, with the type's name before it. A missing value is the zero one. */
export function printGo(value: unknown, type: string): string {
  return `(${type})${printBare(value, type)}`
}

function printBare(value: unknown, type: string): string {
  if (type.startsWith('*')) return printPointer(value, type.slice(1))
  if (type.startsWith('[]')) return printList(value, type.slice(2))
  if (type.startsWith('map[string]')) return printMap(value, type.slice('map[string]'.length))
  if (type === 'v1.ResourceList') return printMap(value, 'resource.Quantity')
  if (type === 'resource.Quantity') return goQuantity(typeof value === 'string' ? value : '')
  if (type === 'intstr.IntOrString') return printIntOrString(value)
  // A template has no times: the API server refuses or drops them.
  if (type === 'v1.Time') return ZERO_TIME
  const fields = fieldsOf(type)
  return fields === undefined ? printScalar(value, type) : printStruct(value, fields)
}

function printPointer(value: unknown, type: string): string {
  return value === undefined || value === null ? NIL : printBare(value, type)
}

function printStruct(value: unknown, fields: readonly GoField[]): string {
  const own = isFields(value) ? value : {}
  const parts = fields.map(({ name, json, type }) => {
    const inner = json === '' ? own : Object.hasOwn(own, json) ? own[json] : undefined
    return `${name}:${printGo(inner, type)}`
  })
  return `{${parts.join(' ')}}`
}

/** What was stored empty comes back as nothing. */
function printList(value: unknown, type: string): string {
  if (!Array.isArray(value) || value.length === 0) return NIL
  return `[${value.map((item) => printBare(item, type)).join(' ')}]`
}

function printMap(value: unknown, type: string): string {
  const entries = isFields(value) ? Object.entries(value) : []
  if (entries.length === 0) return NIL
  const parts = entries
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, item]) => `${key}:${printBare(item, type)}`)
  return `map[${parts.join(' ')}]`
}

function printIntOrString(value: unknown): string {
  const [type, int, text] =
    typeof value === 'string' ? [1, 0, value] : [0, typeof value === 'number' ? value : 0, '']
  return `{Type:(intstr.Type)${type} IntVal:(int32)${int} StrVal:(string)${text}}`
}

function printScalar(value: unknown, type: string): string {
  if (NUMBERS.has(type)) return String(typeof value === 'number' ? value : 0)
  if (type === 'bool') return String(value === true)
  return typeof value === 'string' ? value : ''
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
