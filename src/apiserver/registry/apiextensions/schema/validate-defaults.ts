// The defaults of a schema have to be values of it.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go (v1.36).
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isFields } from '#api/strategicpatch/json-value.ts'
import { equal } from '#lib/equal.ts'
import { invalid } from '../../../validation/errors.ts'
import { goMap } from '../../../validation/go-text.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { prune } from './prune.ts'
import { itemsOf, type Schema } from './schema.ts'
import { validateValue } from './validate-value.ts'

/** The errors of all defaults below a schema. */
export function validateDefaults(schema: Schema, path: FieldPath): readonly FieldError[] {
  const items = itemsOf(schema)
  return [
    ...ownDefault(schema, path.child('default')),
    ...(items === undefined ? [] : validateDefaults(items, path.child('items'))),
    ...sortedEntries(schema.properties).flatMap(([name, part]) =>
      validateDefaults(part, path.child('properties').key(name)),
    ),
  ]
}

function ownDefault(schema: Schema, path: FieldPath): readonly FieldError[] {
  const value = schema.default
  if (value === undefined || value === null) return []
  const isObject = schema['x-kubernetes-embedded-resource'] === true
  const isPruned = equal(prune(value, schema, isObject).value, value)
  return [
    ...(isPruned
      ? []
      : [invalid(path, isFields(value) ? goMap(value) : value, 'must not have unknown fields')]),
    ...validateValue(value, schema, { at: path }),
  ]
}
