// A schema has to be structural: it says of each value what it is, apart from what it may be.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go and complete.go (v1.36).
import { errorText, type FieldError, type FieldPath } from '#api/meta/field-error.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import { forbidden, invalid, required } from '../../../validation/errors.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { compilePattern } from './go-regex.ts'
import { entriesOf, itemsOf, propertyOf, type Schema } from './schema.ts'

type Level = 'root' | 'item' | 'field'

const INT_OR_STRING: readonly Schema[] = [{ type: 'integer' }, { type: 'string' }]
const UNTYPED: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

/** The errors of a schema that is not structural, in the order of their texts. */
export function validateStructural(schema: Schema, path: FieldPath): readonly FieldError[] {
  return [
    ...invariants(schema, 'root', path),
    ...completeness(schema, schema, path, path),
  ].toSorted((a, b) => compareText(errorText(a), errorText(b)))
}

function invariants(schema: Schema, level: Level, path: FieldPath): readonly FieldError[] {
  const items = itemsOf(schema)
  const entries = entriesOf(schema)
  return [
    ...(schema.type === 'array' && schema.items === undefined
      ? [required(path.child('items'), 'must be specified')]
      : []),
    ...(items === undefined ? [] : invariants(items, 'item', path.child('items'))),
    ...sortedEntries(schema.properties).flatMap(([name, part]) =>
      invariants(part, 'field', path.child('properties').key(name)),
    ),
    ...(schema.additionalProperties !== undefined && level === 'root'
      ? [forbidden(path.child('additionalProperties'), 'must not be used at the root')]
      : []),
    ...(entries === undefined
      ? []
      : invariants(entries, 'field', path.child('additionalProperties'))),
    ...extensions(schema, path),
    ...valueValidation(schema, path),
    ...typeErrors(schema, level, path),
    ...metadataErrors(schema, level, path),
  ]
}

function extensions(schema: Schema, path: FieldPath): readonly FieldError[] {
  if (schema['x-kubernetes-int-or-string'] !== true) return []
  const message = 'must be false if x-kubernetes-int-or-string is true'
  const fields = ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const
  return fields.flatMap((field) =>
    schema[field] === true ? [invalid(path.child(field), true, message)] : [],
  )
}

function typeErrors(schema: Schema, level: Level, path: FieldPath): readonly FieldError[] {
  const { type = '' } = schema
  const at = path.child('type')
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true
  const isFree =
    schema['x-kubernetes-int-or-string'] === true ||
    schema['x-kubernetes-preserve-unknown-fields'] === true
  const embedded = 'must be object if x-kubernetes-embedded-resource is true'
  return [
    ...(isEmbedded && type !== 'object'
      ? [type === '' ? required(at, embedded) : invalid(at, type, embedded)]
      : type === '' && !isFree
        ? [required(at, UNTYPED[level])]
        : []),
    ...(isEmbedded && schema.additionalProperties !== undefined
      ? [
          forbidden(
            path.child('additionalProperties'),
            'must not be used if x-kubernetes-embedded-resource is set',
          ),
        ]
      : []),
    ...(level === 'root' && type !== '' && type !== 'object'
      ? [invalid(at, type, 'must be object at the root')]
      : []),
  ]
}

/** Of metadata a root may restrict the names alone. */
function metadataErrors(schema: Schema, level: Level, path: FieldPath): readonly FieldError[] {
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true
  const isChecked = level === 'root' || isEmbedded
  const properties = path.child('properties')
  const texts = ['kind', 'apiVersion'].flatMap((field) => {
    const part = propertyOf(schema, field)
    return isChecked && part !== undefined && part.type !== 'string'
      ? [invalid(properties.key(field).child('type'), part.type ?? '', 'must be string')]
      : []
  })
  const metadata = propertyOf(schema, 'metadata')
  const at = properties.key('metadata')
  const isUntyped = isChecked && metadata !== undefined && metadata.type !== 'object'
  return [
    ...texts,
    ...(isUntyped ? [invalid(at.child('type'), metadata.type ?? '', 'must be object')] : []),
    ...(metadata !== undefined && level === 'root' && !saysNamesOnly(metadata)
      ? [
          forbidden(
            at,
            'must not specify anything other than name and generateName, but metadata is implicitly specified',
          ),
        ]
      : []),
    ...(isEmbedded &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true &&
    Object.keys(schema.properties ?? {}).length === 0
      ? [
          required(
            properties,
            'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
          ),
        ]
      : []),
  ]
}

const IMPLICIT = ['type', 'default', 'properties']

function saysNamesOnly(schema: Schema): boolean {
  const { properties = {} } = schema
  const names = Object.keys(properties).every((name) => name === 'name' || name === 'generateName')
  return (
    names &&
    Object.entries(schema).every(
      ([field, value]) => value === undefined || IMPLICIT.includes(field),
    )
  )
}

const isIntOrString = (parts: readonly Schema[] | undefined): boolean =>
  parts !== undefined && equal(parts, INT_OR_STRING)

function valueValidation(schema: Schema, path: FieldPath): readonly FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern = '' } = schema
  const skipsFirst = isIntOrString(allOf[0]?.anyOf)
  const compiled = pattern === '' ? null : compilePattern(pattern)
  return [
    ...(isIntOrString(anyOf)
      ? []
      : anyOf.flatMap((part, index) => nested(part, path.child('anyOf').index(index)))),
    ...allOf.flatMap((part, index) =>
      nested(
        skipsFirst && index === 0 ? { ...part, anyOf: [] } : part,
        path.child('allOf').index(index),
      ),
    ),
    ...oneOf.flatMap((part, index) => nested(part, path.child('oneOf').index(index))),
    ...(not === undefined ? [] : nested(not, path.child('not'))),
    ...(compiled?.ok === false
      ? [
          invalid(
            path.child('pattern'),
            pattern,
            `must be a valid regular expression, but isn't: ${compiled.problem}`,
          ),
        ]
      : []),
  ]
}

/** What may not stand under a junctor, with how the error calls it. */
const NOT_NESTED: readonly (readonly [
  field: keyof Schema,
  isSet: (value: unknown) => boolean,
  must: string,
])[] = [
  ['type', (value) => value !== '', 'must be empty to be structural'],
  ['additionalProperties', (value) => value !== false, 'must be undefined to be structural'],
  ['default', (value) => value !== null, 'must be undefined to be structural'],
  ['title', (value) => value !== '', 'must be empty to be structural'],
  ['description', (value) => value !== '', 'must be empty to be structural'],
  ['nullable', (value) => value === true, 'must be false to be structural'],
  [
    'x-kubernetes-preserve-unknown-fields',
    (value) => value === true,
    'must be false to be structural',
  ],
  ['x-kubernetes-embedded-resource', (value) => value === true, 'must be false to be structural'],
  ['x-kubernetes-int-or-string', (value) => value === true, 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', (value) => isFilled(value), 'must be empty to be structural'],
  ['x-kubernetes-list-type', () => true, 'must be undefined to be structural'],
  ['x-kubernetes-map-type', () => true, 'must be undefined to be structural'],
  ['x-kubernetes-validations', (value) => isFilled(value), 'must be empty to be structural'],
]

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0

/** The errors of a part under a junctor, which only says what values may be. */
function nested(schema: Schema, path: FieldPath): readonly FieldError[] {
  const items = itemsOf(schema)
  return [
    ...valueValidation(schema, path),
    ...(items === undefined ? [] : nested(items, path.child('items'))),
    ...sortedEntries(schema.properties).flatMap(([name, part]) =>
      nested(part, path.child('properties').key(name)),
    ),
    ...NOT_NESTED.flatMap(([field, isSet, must]) => {
      const value = schema[field]
      return value !== undefined && isSet(value) ? [forbidden(path.child(field), must)] : []
    }),
    ...(propertyOf(schema, 'metadata') === undefined
      ? []
      : [
          forbidden(
            path.child('properties').key('metadata'),
            'must not be specified in a nested context',
          ),
        ]),
  ]
}

/** What a junctor speaks of has to be said outside of it as well. */
function completeness(
  part: Schema,
  schema: Schema | undefined,
  path: FieldPath,
  partPath: FieldPath,
): readonly FieldError[] {
  const { allOf = [], anyOf = [], oneOf = [], not } = part
  const below = (one: Schema, at: FieldPath): readonly FieldError[] =>
    nestedCompleteness(one, schema, path, at)
  return [
    ...(not === undefined ? [] : below(not, partPath.child('not'))),
    ...allOf.flatMap((one, index) => below(one, partPath.child('allOf').index(index))),
    ...anyOf.flatMap((one, index) => below(one, partPath.child('anyOf').index(index))),
    ...oneOf.flatMap((one, index) => below(one, partPath.child('oneOf').index(index))),
  ]
}

function nestedCompleteness(
  part: Schema,
  schema: Schema | undefined,
  path: FieldPath,
  partPath: FieldPath,
): readonly FieldError[] {
  if (schema === undefined)
    return [required(path, `because it is defined in ${partPath.toString()}`)]
  const items = itemsOf(part)
  return [
    ...completeness(part, schema, path, partPath),
    ...(items === undefined
      ? []
      : nestedCompleteness(items, itemsOf(schema), path.child('items'), partPath.child('items'))),
    ...sortedEntries(part.properties).flatMap(([name, one]) =>
      nestedCompleteness(
        one,
        propertyOf(schema, name),
        path.child('properties').key(name),
        partPath.child('properties').key(name),
      ),
    ),
  ]
}
