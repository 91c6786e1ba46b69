// The field types of all structs, from the OpenAPI documents of Kubernetes 1.36. A type is written
// 'string', 'int32', 'Quantity' …, 'Container' for a struct, '[]Container', '{}string'.
import generated from '#api/generated/schema.json'

interface StructSchema {
  readonly fields: Readonly<Record<string, string>>
  readonly required?: readonly string[]
  readonly apiVersion?: string
}

const SCHEMA: Readonly<Record<string, StructSchema>> = generated

/** The field types of a struct by name; undefined when there is no such struct. */
export function fieldsOf(struct: string): Readonly<Record<string, string>> | undefined {
  return Object.hasOwn(SCHEMA, struct) ? SCHEMA[struct]?.fields : undefined
}

/** The type of a field of a struct; undefined when the struct has no such field. */
export function fieldType(struct: string, field: string): string | undefined {
  const fields = fieldsOf(struct)
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** Fields that the OpenAPI document calls required. */
export function requiredFieldsOf(struct: string): readonly string[] {
  return Object.hasOwn(SCHEMA, struct) ? (SCHEMA[struct]?.required ?? []) : []
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
