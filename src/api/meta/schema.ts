// What the OpenAPI documents of Kubernetes 1.36 say of all structs. A type is written 'string', 'int32',
// 'Quantity' …, 'Container' for a struct, '[]Container', '{}string'.
import generated from '../generated/schema.json'

/** How the items of a list are told apart when two versions of it are merged. */
export interface ListSchema {
  /** Of server-side apply: the items of a 'map' have keys, a 'set' has values; other lists are replaced as a whole. */
  readonly type?: string
  readonly keys?: readonly string[]
  /** Of a strategic merge patch: the field that tells items apart; without one the list is replaced. */
  readonly mergeKey?: string
  /** 'merge', 'merge,retainKeys' ...: with retainKeys an item keeps only the fields that the patch names. */
  readonly strategy?: string
}

interface StructSchema {
  readonly fields: Readonly<Record<string, string>>
  readonly defaults?: Readonly<Record<string, unknown>>
  readonly lists?: Readonly<Record<string, ListSchema>>
  /** 'atomic' fields are replaced as a whole, 'granular' ones are merged. */
  readonly maps?: Readonly<Record<string, string>>
  /** The same for all fields of this type. */
  readonly mapType?: string
  readonly apiVersion?: string
  /**
   * How Go writes the fields, a letter for each in the order of their names: o is left out while empty, w is always
   * written, p is a pointer, z is a struct that is left out while it is zero. A capital is a field of the embedded struct.
   */
  readonly written?: string
  /** Fields whose Go type has a name of its own, without its package when that is v1. */
  readonly named?: Readonly<Record<string, string>>
  /** The struct that some of the fields belong to in Go. */
  readonly embedded?: string
}

const SCHEMA: Readonly<Record<string, StructSchema>> = generated

const structOf = (struct: string): StructSchema | undefined =>
  Object.hasOwn(SCHEMA, struct) ? SCHEMA[struct] : undefined

/** The field types of a struct by name; undefined when there is no such struct, or when it takes any. */
export function fieldsOf(struct: string): Readonly<Record<string, string>> | undefined {
  const fields = structOf(struct)?.fields
  return fields === undefined || Object.keys(fields).length === 0 ? undefined : fields
}

/** The type of a field of a struct; undefined when the struct has no such field. */
export function fieldType(struct: string, field: string): string | undefined {
  const fields = fieldsOf(struct)
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** How the items of a list of a struct are told apart; undefined when nothing is said: it is replaced as a whole. */
export function listSchema(struct: string, field: string): ListSchema | undefined {
  const { lists = {} } = structOf(struct) ?? {}
  return Object.hasOwn(lists, field) ? lists[field] : undefined
}

/** True for a map or struct that server-side apply replaces as a whole. */
export function isAtomicMap(struct: string, field: string): boolean {
  const { maps = {} } = structOf(struct) ?? {}
  const said = Object.hasOwn(maps, field) ? maps[field] : undefined
  return (said ?? structOf(fieldType(struct, field) ?? '')?.mapType) === 'atomic'
}

/** True for a struct that is replaced as a whole wherever it is an item of a list. */
export function isAtomicStruct(struct: string): boolean {
  return structOf(struct)?.mapType === 'atomic'
}

/** What the documents call the default of a field, zero values too; undefined when they say nothing. */
export function documentedDefault(struct: string, field: string): unknown {
  const { defaults = {}, fields = {} } = structOf(struct) ?? {}
  if (Object.hasOwn(defaults, field)) return defaults[field]
  return writtenLetter(struct, field) === 'w' ? ZEROS[fields[field] ?? ''] : undefined
}

/** The zero values of Go, of types that have others than null. */
export const ZEROS: Readonly<Record<string, unknown>> = {
  string: '',
  boolean: false,
  int32: 0,
  int64: 0,
  Quantity: '0',
}

/**
 * The values that fields of a struct have when they are missing, whatever the rest of the object says. A field that
 * must be there has none, and the zero values of Go say no more than that it may be missing.
 */
export function plainDefaultsOf(struct: string): Readonly<Record<string, unknown>> {
  return structOf(struct)?.defaults ?? {}
}

/** How Go writes the fields of a struct, a letter for each in the order of their names; undefined when it is unknown. */
export const writtenAs = (struct: string): string | undefined => structOf(struct)?.written

/** The name that Go has for the type of a field, 'v1.PullPolicy'; undefined for a type without one. */
export function namedType(struct: string, field: string): string | undefined {
  const { named = {} } = structOf(struct) ?? {}
  const name = Object.hasOwn(named, field) ? (named[field] ?? '') : undefined
  return name === undefined || name.includes('.') ? name : `v1.${name}`
}

/** What Go's decoder puts before a field that is embedded in a struct: 'VolumeSource'; undefined for its own fields. */
export function embeddedBefore(struct: string, field: string): string | undefined {
  const { embedded } = structOf(struct) ?? {}
  if (embedded === undefined) return undefined
  const letter = writtenLetter(struct, field)
  return letter === letter.toUpperCase() ? embedded : undefined
}

/** Whether Go has a pointer for a field, so that its zero value is not as good as missing. */
export const isPointer = (struct: string, field: string): boolean =>
  writtenLetter(struct, field).toLowerCase() === 'p'

function writtenLetter(struct: string, field: string): string {
  const { fields = {}, written = '' } = structOf(struct) ?? {}
  return written[Object.keys(fields).toSorted().indexOf(field)] ?? 'o'
}

/** 'Container' of '[]Container'; undefined for other types. */
export const itemType = (type: string): string | undefined =>
  type.startsWith('[]') ? type.slice(2) : undefined

/** 'Quantity' of '{}Quantity'; undefined for other types. */
export const entryType = (type: string): string | undefined =>
  type.startsWith('{}') ? type.slice(2) : undefined

/** The type below one step of a path; undefined when the step leads nowhere. */
export function typeBelow(type: string, step: string | number): string | undefined {
  if (typeof step === 'number') return itemType(type)
  return entryType(type) ?? fieldType(type, step)
}
