// Lists that are sets, or maps by keys of their items, have nothing twice.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go (v1.36).
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isFields } from '#api/strategicpatch/json-value.ts'
import { duplicate, invalid } from '../../../validation/errors.ts'
import { goJson, goMap } from '../../../validation/go-text.ts'
import { itemsOf, propertyOf, type Schema } from './schema.ts'

/** The errors of all lists below a value that have something twice. */
export function validateListSetsAndMaps(
  value: unknown,
  schema: Schema | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (schema === undefined) return []
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    return [
      ...validateList(value, schema, path),
      ...value.flatMap((item, index) => validateListSetsAndMaps(item, items, path.index(index))),
    ]
  }
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([field, item]) =>
    validateListSetsAndMaps(item, propertyOf(schema, field), path.child(field)),
  )
}

function validateList(
  items: readonly unknown[],
  schema: Schema,
  path: FieldPath,
): readonly FieldError[] {
  switch (schema['x-kubernetes-list-type']) {
    case 'set':
      return repeated(items).map((index) => duplicate(path.index(index), shown(items[index])))
    case 'map':
      return validateListMap(items, schema['x-kubernetes-list-map-keys'] ?? [], path)
    case undefined:
    default:
      return []
  }
}

/** An object prints as a Go map. */
const shown = (value: unknown): unknown => (isFields(value) ? goMap(value) : value)

function validateListMap(
  items: readonly unknown[],
  keys: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const index = items.findIndex((item) => item !== null && !isFields(item))
  if (index >= 0) {
    const message = 'must be an object for an array of list-type map'
    return [invalid(path.index(index), items[index], message)]
  }
  const names = items.map((item) =>
    Object.fromEntries(
      keys.flatMap((key) =>
        isFields(item) && Object.hasOwn(item, key) ? [[key, item[key]] as const] : [],
      ),
    ),
  )
  return repeated(names).map((at) => duplicate(path.index(at), goMap(names[at])))
}

/** The places at which a value comes up for the second time. */
function repeated(items: readonly unknown[]): readonly number[] {
  const times = new Map<string, number>()
  return items.flatMap((item, index) => {
    const text = goJson(isFields(item) ? goMap(item) : item)
    const seen = (times.get(text) ?? 0) + 1
    times.set(text, seen)
    return seen === 2 ? [index] : []
  })
}
