// What the OpenAPI documents of Kubernetes 1.36 say of all structs. A type is written 'string', 'int32',
// 'Quantity' …, 'Container' for a struct, '[]Container', '{}string'.
import generated from '../generated/schema.json'

/** How the items of a list are told apart when two versions of it are merged. */
export interface ListSchema {
  /** Of server-side apply: 'atomic' lists are replaced, the items of a 'map' have keys, a 'set' has values. */
  readonly type?: string
  readonly keys?: readonly string[]
  /** Of a strategic merge patch: the field that tells items apart; without one the list is replaced. */
  readonly mergeKey?: string
  /** 'merge', 'merge,retainKeys' ...: with retainKeys an item keeps only the fields that the patch names. */
  readonly strategy?: string
}

interface StructSchema {
  readonly fields: Readonly<Record<string, string>>
  readonly required?: readonly string[]
  readonly defaults?: Readonly<Record<string, unknown>>
  readonly lists?: Readonly<Record<string, ListSchema>>
  /** 'atomic' fields are replaced as a whole, 'granular' ones are merged. */
  readonly maps?: Readonly<Record<string, string>>
  /** The same for all fields of this type. */
  readonly mapType?: string
  readonly apiVersion?: string
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

/** Fields that the OpenAPI document calls required. */
export function requiredFieldsOf(struct: string): readonly string[] {
  return structOf(struct)?.required ?? []
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
  const { defaults = {} } = structOf(struct) ?? {}
  return Object.hasOwn(defaults, field) ? defaults[field] : undefined
}

/**
 * The values that fields of a struct have when they are missing, whatever the rest of the object says. A field that
 * must be there has none, and the zero values of Go say no more than that it may be missing.
 */
export function plainDefaultsOf(struct: string): Readonly<Record<string, unknown>> {
  const { defaults = {}, required = [] } = structOf(struct) ?? {}
  const isZero = (value: unknown): boolean =>
    value === '' || value === 0 || (typeof value === 'object' && value !== null)
  return Object.fromEntries(
    Object.entries(defaults).filter(
      ([field, value]) => !required.includes(field) && !isZero(value),
    ),
  )
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
