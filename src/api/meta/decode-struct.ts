// Strict decoding of one object against the schema: unknown fields, wrong JSON types, bad quantities.
// Follows sigs.k8s.io/json (strict, case-sensitive) and k8s.io/apimachinery/pkg/api/resource (v1.36).
import { simplified } from '#lib/simplified.ts'
import { goTypeOf, jsonKindOf } from './go-types.ts'
import { quantityProblem } from './quantity.ts'
import { timeProblem } from './time-problem.ts'
import { embeddedBefore, entryType, fieldsOf, fieldType, itemType } from './schema.ts'

type Path = readonly (string | number)[]

export interface DecodeProblem {
  /** The server's words. */
  readonly message: string
  readonly path: Path
  readonly at: 'key' | 'value'
  /** Strict errors come after the others in the server's answer. */
  readonly strict: boolean
  /** The innermost struct and its field. */
  readonly struct: string
  readonly field: string
  /** The type that was expected, where another one was found; undefined for an unknown field. */
  readonly type: string | undefined
  readonly value: unknown
  /** The structs from the root to here. */
  readonly parents: readonly string[]
  /** What the type says itself, where the decoder adds the place of the field. */
  readonly own?: string
}

interface Context {
  readonly problems: DecodeProblem[]
  readonly path: Path
  /** The innermost struct and its field, which Go names in a type error. */
  readonly struct: string
  readonly field: string
  /** The structs from the root to here, for hints. */
  readonly parents: readonly string[]
  /** The fields from the root to here, as Go names them in a type error: keys and indices are none. */
  readonly goPath: readonly string[]
}

const BAD = Symbol('a value that could not be decoded')

/**
 * A clean copy of `value` as the struct of a kind: known fields of the right type only, no nulls.
 * What is wrong is in `problems`, in document order.
 */
export function decodeStruct(
  struct: string,
  value: Readonly<Record<string, unknown>>,
): {
  readonly object: Readonly<Record<string, unknown>>
  readonly problems: readonly DecodeProblem[]
} {
  const problems: DecodeProblem[] = []
  const root = { problems, path: [], struct, field: '', parents: [struct], goPath: [] }
  return { object: structOf(struct, value, root), problems }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function structOf(
  struct: string,
  value: Readonly<Record<string, unknown>>,
  context: Context,
): Readonly<Record<string, unknown>> {
  const target: Record<string, unknown> = {}
  for (const [field, raw] of Object.entries(value)) {
    const path = [...context.path, field]
    const type = fieldType(struct, field)
    if (type === undefined) {
      const message = `unknown field "${pathText(path)}"`
      const problem = { message, path, at: 'key', strict: true, type, value: raw } as const
      push({ ...context, struct, field }, problem)
      continue
    }
    if (raw === null) continue
    const below = fieldsOf(itemType(type) ?? type) === undefined ? [] : [itemType(type) ?? type]
    const parents = [...context.parents, ...below]
    const embedded = embeddedBefore(struct, field)
    const goPath = [...context.goPath, ...(embedded === undefined ? [] : [embedded]), field]
    const decoded = valueOf(type, raw, { ...context, path, struct, field, parents, goPath })
    if (decoded !== BAD) target[field] = decoded
  }
  return target
}

function valueOf(type: string, value: unknown, context: Context): unknown {
  const items = itemType(type)
  if (items !== undefined) return listOf(type, items, value, context)
  const entries = entryType(type)
  if (entries !== undefined) return mapOf(type, entries, value, context)
  const scalar = Object.hasOwn(SCALARS, type) ? SCALARS[type] : undefined
  if (scalar !== undefined) return scalar(value, context)
  if (fieldsOf(type) === undefined) return copyJson(value)
  return isRecord(value) ? structOf(type, value, context) : wrongType(type, value, context)
}

/** What Go makes of a null inside a list or map: the zero value. */
function zeroOf(type: string): unknown {
  if (type === 'string' || type === 'bytes' || type === 'IntOrString') return ''
  if (type === 'Quantity') return '0'
  return type === 'boolean' ? false : type.startsWith('int') ? 0 : {}
}

function listOf(type: string, items: string, value: unknown, context: Context): unknown {
  if (!Array.isArray(value)) return wrongType(type, value, context)
  const list: unknown[] = []
  for (const [index, item] of value.entries()) {
    const path = [...context.path, index]
    const decoded = item === null ? zeroOf(items) : valueOf(items, item, { ...context, path })
    if (decoded !== BAD) list.push(decoded)
  }
  return list
}

function mapOf(type: string, entries: string, value: unknown, context: Context): unknown {
  if (!isRecord(value)) return wrongType(type, value, context)
  const target: Record<string, unknown> = {}
  for (const [key, entry] of Object.entries(value)) {
    const path = [...context.path, key]
    if (key === '__proto__') {
      const message = 'the key "__proto__" cannot be used here'
      push(context, { message, path, at: 'key', strict: false, type: undefined, value: entry })
      continue
    }
    const decoded = entry === null ? zeroOf(entries) : valueOf(entries, entry, { ...context, path })
    if (decoded !== BAD) target[key] = decoded
  }
  return target
}

type ScalarDecoder = (value: unknown, context: Context) => unknown

simplified(
  'long-numbers',
  'a whole number beyond 9007199254740991 in a field of 64 bits loses its last digits; a quantity keeps them.',
)

const int =
  (type: string, limit: number): ScalarDecoder =>
  (value, context) => {
    if (typeof value === 'bigint' && limit > 2 ** 53 && value < 2n ** 63n) return Number(value)
    if (typeof value === 'bigint') return wrongType(type, value, context, `number ${value}`)
    if (typeof value !== 'number') return wrongType(type, value, context)
    const fits = Number.isInteger(value) && value >= -limit && value < limit
    return fits ? value : wrongType(type, value, context, `number ${value}`)
  }

/** A time with that many digits of a second; '' for as many as there are. */
function time(fraction: '' | '.000000'): ScalarDecoder {
  return (value, context) => {
    if (typeof value !== 'string') {
      const kind = jsonKindOf(value)
      return refuse(`json: cannot unmarshal ${kind} into Go value of type string`, context)
    }
    const problem = timeProblem(value, fraction)
    return problem === null ? value : refuse(problem, context)
  }
}

const ILLEGAL_BASE64 = /[^A-Za-z0-9+/=\r\n]|=(?=[^=\r\n])/

const SCALARS: Readonly<Record<string, ScalarDecoder>> = {
  string: (value, context) =>
    typeof value === 'string' ? value : wrongType('string', value, context),
  boolean: (value, context) =>
    typeof value === 'boolean' ? value : wrongType('boolean', value, context),
  int32: int('int32', 2 ** 31),
  int64: int('int64', 2 ** 63),
  IntOrString: (value, context) => {
    if (typeof value === 'string') return value
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31)
      return value
    const isNumber = typeof value === 'number' || typeof value === 'bigint'
    const kind = isNumber ? `number ${value}` : jsonKindOf(value)
    return wrongType(
      'int32',
      value,
      context,
      kind,
      `json: cannot unmarshal ${kind} into Go value of type int32`,
    )
  },
  Quantity: (value, context) => {
    if (typeof value === 'bigint') return String(value)
    const plain = typeof value === 'string' || typeof value === 'number'
    const problem = quantityProblem(plain ? value : 'x')
    return problem === null ? value : refuse(problem, context)
  },
  Time: time(''),
  MicroTime: time('.000000'),
  bytes: (value, context) => {
    if (typeof value !== 'string') return wrongType('bytes', value, context)
    const illegal = value.search(ILLEGAL_BASE64)
    const letters = value.replaceAll(/[\r\n]/g, '')
    if (illegal < 0 && letters.length % 4 === 0) return value
    const at = illegal < 0 ? letters.length - (letters.length % 4) : illegal
    return refuse(`illegal base64 data at input byte ${at}`, context)
  },
}

function push(
  { problems, struct, field, parents }: Context,
  problem: Omit<DecodeProblem, 'struct' | 'field' | 'parents'>,
): void {
  problems.push({ ...problem, struct, field, parents })
}

function refuse(message: string, context: Context): typeof BAD {
  const { path } = context
  push(context, { message, path, at: 'value', strict: false, type: undefined, value: undefined })
  return BAD
}

function wrongType(
  type: string,
  value: unknown,
  context: Context,
  kind?: string,
  own?: string,
): typeof BAD {
  const { struct, field, path, goPath } = context
  const name = `${struct}.${goPath.join('.')}`
  const found = kind ?? jsonKindOf(value)
  const message = `json: cannot unmarshal ${found} into Go struct field ${name} of type ${goTypeOf(type, struct, field)}`
  const said = own === undefined ? {} : { own }
  push(context, { message, path, at: 'value', strict: false, type, value, ...said })
  return BAD
}

/** 'spec.containers[0].image'. */
export function pathText(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

/** A copy of a free-form JSON value with own properties only; of a long number what a double holds. */
export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyJson)
  if (typeof value === 'bigint') return Number(value)
  if (!isRecord(value)) return value
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(entries.map(([key, entry]) => [key, copyJson(entry)]))
}
