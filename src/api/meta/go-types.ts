// What Go says of types and fields, as the API server prints it in decoding errors and in what it gives out.
import generated from '../generated/go-fields.json'
import { fieldsOf } from './schema.ts'

interface GoFields {
  /**
   * A letter for each field of a struct, in the order of their names: o is left out while empty, w is always written,
   * p is a pointer, z is a struct that is left out while it is zero. A capital is a field of the embedded struct.
   */
  readonly written: Readonly<Record<string, string>>
  /** Fields whose Go type has a name of its own, by struct and field. */
  readonly named: Readonly<Record<string, string>>
  /** The struct that some fields of a struct belong to in Go. */
  readonly embedded: Readonly<Record<string, string>>
}

const GO_FIELDS: GoFields = generated

/** How Go writes the fields of a struct, a letter for each in the order of their names; undefined when it is unknown. */
export function writtenAs(struct: string): string | undefined {
  return Object.hasOwn(GO_FIELDS.written, struct) ? GO_FIELDS.written[struct] : undefined
}

/** What Go's decoder puts before a field that is embedded in a struct: 'VolumeSource'; undefined for its own fields. */
export function embeddedBefore(struct: string, field: string): string | undefined {
  const embedded = Object.hasOwn(GO_FIELDS.embedded, struct)
    ? GO_FIELDS.embedded[struct]
    : undefined
  if (embedded === undefined) return undefined
  const index = Object.keys(fieldsOf(struct) ?? {})
    .toSorted()
    .indexOf(field)
  const letter = writtenAs(struct)?.[index] ?? 'o'
  return letter === letter.toUpperCase() ? embedded : undefined
}

const BASIC: Readonly<Record<string, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  boolean: 'bool',
  bytes: '[]uint8',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
  '{}Quantity': 'v1.ResourceList',
}

/** 'int32', 'v1.PodSpec', '[]v1.Container', 'map[string]string': the Go type of a field. */
export function goTypeOf(type: string, struct: string, field: string): string {
  const named = GO_FIELDS.named[`${struct}.${field}`]
  if (type === 'string') return named ?? 'string'
  const basic = Object.hasOwn(BASIC, type) ? BASIC[type] : undefined
  if (basic !== undefined) return basic
  if (type.startsWith('[]')) return `[]${goTypeOf(type.slice(2), struct, field)}`
  if (type.startsWith('{}')) return `map[string]${goTypeOf(type.slice(2), struct, field)}`
  return `v1.${type}`
}

/** 'number', 'string', 'bool', 'array', 'object': what Go's decoder calls a JSON value. */
export function jsonKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'number'
  if (typeof value === 'number' || typeof value === 'string') return typeof value
  return value === null ? 'null' : 'object'
}
