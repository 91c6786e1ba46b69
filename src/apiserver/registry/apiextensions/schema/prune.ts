// What a schema does not know is dropped from an object, and what it says by default is filled in.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting} (v1.36).
import { isFields } from '#api/strategicpatch/json-value.ts'
import { compareText } from '#lib/compare.ts'
import { entriesOf, itemsOf, propertyOf, type Schema } from './schema.ts'

const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

export interface Pruned {
  readonly value: unknown
  /** 'spec.steps[0].color': what was dropped, in the order of its text. */
  readonly unknown: readonly string[]
}

/** The object without what its schema does not know. `isRoot`: it is a whole object, of which metadata is always known. */
export function prune(value: unknown, schema: Schema | undefined, isRoot: boolean): Pruned {
  const unknown: string[] = []
  const root = isRoot ? { ...schema, 'x-kubernetes-embedded-resource': true } : schema
  const pruned = pruneValue(value, root, '', unknown)
  return { value: pruned, unknown: unknown.toSorted(compareText) }
}

const below = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`)

function pruneValue(
  value: unknown,
  schema: Schema | undefined,
  path: string,
  unknown: string[],
): unknown {
  const isFree = schema?.['x-kubernetes-preserve-unknown-fields'] === true
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    if (isFree && items === undefined) return value
    return value.map((item, index) =>
      pruneValue(
        item,
        isFree ? { 'x-kubernetes-preserve-unknown-fields': true, ...items } : items,
        `${path}[${index}]`,
        unknown,
      ),
    )
  }
  if (!isFields(value)) return value
  const isEmbedded = schema?.['x-kubernetes-embedded-resource'] === true
  const kept = Object.entries(value).flatMap(([field, item]): readonly [string, unknown][] => {
    if (isEmbedded && META_FIELDS.has(field)) return [[field, item]]
    const known = propertyOf(schema, field)
    const at = below(path, field)
    if (known !== undefined) return [[field, pruneValue(item, known, at, unknown)]]
    const more = schema?.additionalProperties
    if (more !== undefined && more !== false)
      return [[field, more === true ? item : pruneValue(item, entriesOf(schema), at, unknown)]]
    if (isFree) return [[field, item]]
    if (!META_FIELDS.has(field) || path !== '') unknown.push(at)
    return []
  })
  return Object.fromEntries(kept)
}

const isUnwantedNull = (value: unknown, schema: Schema | undefined): boolean =>
  value === null && schema !== undefined && schema.nullable !== true

/** The object without nulls where none may stand and nothing takes their place. */
export function pruneNulls(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => pruneNulls(item, itemsOf(schema)))
  if (!isFields(value)) return value
  const kept = Object.entries(value).flatMap(([field, item]): readonly [string, unknown][] => {
    const part = propertyOf(schema, field) ?? entriesOf(schema)
    const isGone = isUnwantedNull(item, part) && part?.default === undefined
    return isGone ? [] : [[field, pruneNulls(item, part)]]
  })
  return Object.fromEntries(kept)
}

/** The object with what its schema says by default. Applying it again changes nothing. */
export function setSchemaDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) return value
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    return value.map((item) =>
      setSchemaDefaults(isUnwantedNull(item, items) ? (items?.default ?? null) : item, items),
    )
  }
  if (!isFields(value)) return value
  const added = Object.entries(schema.properties ?? {}).flatMap(
    ([field, part]): readonly [string, unknown][] =>
      part.default !== undefined &&
      part.default !== null &&
      (!Object.hasOwn(value, field) || isUnwantedNull(value[field], part))
        ? [[field, part.default]]
        : [],
  )
  const complete = Object.entries({ ...value, ...Object.fromEntries(added) }).map(
    ([field, item]): readonly [string, unknown] => {
      const own = propertyOf(schema, field)
      if (own !== undefined) return [field, setSchemaDefaults(item, own)]
      const entries = entriesOf(schema)
      const isDefaulted = entries !== undefined && isUnwantedNull(item, entries)
      return [field, setSchemaDefaults(isDefaulted ? (entries.default ?? null) : item, entries)]
    },
  )
  return Object.fromEntries(complete)
}
