// The schema of a version of a definition as it is read here: every field may be missing.
// Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/types_jsonschema.go (v1.36).
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import type { CustomResourceDefinitionVersion } from '#api/generated/types.ts'

export interface Schema {
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly title?: string
  readonly id?: string
  readonly $ref?: string
  readonly nullable?: boolean
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly additionalItems?: unknown
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly definitions?: Readonly<Record<string, Schema>>
  readonly dependencies?: Readonly<Record<string, unknown>>
  readonly items?: Schema | readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-validations'?: readonly Rule[]
}

export interface Rule {
  readonly rule?: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
  readonly fieldPath?: string
}

/** The schema of the objects of a version; undefined where it has none. */
export function schemaOf(version: CustomResourceDefinitionVersion | undefined): Schema | undefined {
  // The decoder checked every field of a definition; here each may be missing, as in all that is validated.
  return version?.schema?.openAPIV3Schema as Schema | undefined
}

/** What stands in the items of a list; undefined where a schema says nothing of them. */
export function itemsOf(schema: Schema | undefined): Schema | undefined {
  const items = schema?.items
  return items === undefined || isList(items) ? undefined : items
}

const isList = (items: Schema | readonly Schema[]): items is readonly Schema[] =>
  Array.isArray(items)

/** What stands in the entries of a map; undefined where a schema says nothing of them. */
export function entriesOf(schema: Schema | undefined): Schema | undefined {
  const entries = schema?.additionalProperties
  return typeof entries === 'object' ? entries : undefined
}

/** The schema of a field of an object; undefined for one that is not declared. */
export function propertyOf(schema: Schema | undefined, field: string): Schema | undefined {
  const properties = schema?.properties
  return properties !== undefined && Object.hasOwn(properties, field)
    ? properties[field]
    : undefined
}

/** The parts of a schema in which values stand. */
export function partsOf(schema: Schema): readonly Schema[] {
  const { items, allOf = [], anyOf = [], oneOf = [], not } = schema
  return [
    ...(items === undefined ? [] : isList(items) ? items : [items]),
    ...allOf,
    ...anyOf,
    ...oneOf,
    ...(not === undefined ? [] : [not]),
    ...Object.values(schema.properties ?? {}),
    ...[entriesOf(schema)].filter((entries) => entries !== undefined),
    ...Object.values(schema.patternProperties ?? {}),
    ...Object.values(schema.definitions ?? {}),
  ]
}

/** Whether a schema, or a part of it, is as asked. Follows SchemaHas of pkg/apis/apiextensions/validation. */
export function schemaHas(schema: Schema, is: (part: Schema) => boolean): boolean {
  return is(schema) || partsOf(schema).some((part) => schemaHas(part, is))
}

/** The field of an object at a path of names; undefined where there is none. */
export function nestedField(object: unknown, path: readonly string[]): unknown {
  let at: unknown = object
  for (const step of path) at = isFields(at) && Object.hasOwn(at, step) ? at[step] : undefined
  return at
}

/** The names of a simple JSON path: '.spec.replicas'. */
export const pathNames = (path: string): readonly string[] => path.replace(/^\./, '').split('.')

/** A copy of an object with another value at a path of names. */
export function withNestedField(
  object: JsonFields,
  [step = '', ...rest]: readonly string[],
  value: unknown,
): JsonFields {
  const below = object[step]
  return {
    ...object,
    [step]: rest.length === 0 ? value : withNestedField(isFields(below) ? below : {}, rest, value),
  }
}
