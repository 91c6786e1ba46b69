// A version of a definition: its schema, its columns, and what lies below its objects.
// Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (v1.36).
import type {
  CustomResourceColumnDefinition,
  CustomResourceSubresources,
  SelectableField,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { duplicate, invalid, required, tooMany } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { pathNames, propertyOf, type Schema } from './schema/schema.ts'

const COLUMN_TYPES = 'boolean,date,integer,number,string'
const COLUMN_FORMATS = 'byte,date,date-time,double,float,int32,int64,password'
const MAX_SELECTABLE_FIELDS = 8
const MAX_WARNING = 256

function jsonPath(path: FieldPath, value: string): readonly FieldError[] {
  return value.startsWith('.')
    ? []
    : [invalid(path, value, 'must be a simple json path starting with .')]
}

/** The errors of a column of `kubectl get`. */
export function validateColumn(
  {
    name = '',
    type = '',
    format = '',
    jsonPath: from = '',
  }: Sparse<CustomResourceColumnDefinition>,
  path: FieldPath,
): readonly FieldError[] {
  const types = `must be one of ${COLUMN_TYPES}`
  const isKnown = (value: string, all: string): boolean => all.split(',').includes(value)
  return [
    ...(name === '' ? [required(path.child('name'))] : []),
    ...(type === '' ? [required(path.child('type'), types)] : []),
    ...(type === '' || isKnown(type, COLUMN_TYPES)
      ? []
      : [invalid(path.child('type'), type, types)]),
    ...(format === '' || isKnown(format, COLUMN_FORMATS)
      ? []
      : [invalid(path.child('format'), format, `must be one of ${COLUMN_FORMATS}`)]),
    ...(from === '' ? [required(path.child('JSONPath'))] : jsonPath(path.child('JSONPath'), from)),
  ]
}

/** The errors of the subresources of a version. */
export function validateSubresources(
  { scale }: Sparse<CustomResourceSubresources>,
  path: FieldPath,
): readonly FieldError[] {
  if (scale === undefined) return []
  const place = (field: string, value: string, under: readonly string[]): readonly FieldError[] => {
    const at = path.child('scale', field)
    if (value === '') return [required(at)]
    const errors = jsonPath(at, value)
    if (errors.length > 0 || under.some((start) => value.startsWith(`.${start}.`))) return errors
    const where = under.map((start) => `.${start}`).join(' or ')
    const either = under.length > 1 ? 'either ' : ''
    return [invalid(at, value, `should be a json path under ${either}${where}`)]
  }
  const selector = scale.labelSelectorPath ?? ''
  return [
    ...place('specReplicasPath', scale.specReplicasPath ?? '', ['spec']),
    ...place('statusReplicasPath', scale.statusReplicasPath ?? '', ['status']),
    ...(selector === '' ? [] : place('labelSelectorPath', selector, ['spec', 'status'])),
  ]
}

const SELECTABLE = ['string', 'boolean', 'integer']

/** The errors of the fields that objects of a version can be selected by. */
export function validateSelectableFields(
  fields: readonly Sparse<SelectableField>[],
  schema: Schema | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  const errors = fields.flatMap(({ jsonPath: from = '' }, index): readonly FieldError[] => {
    const at = path.index(index).child('jsonPath')
    if (from === '') return [required(at)]
    if (!/^[.[]/.test(from))
      return [invalid(at, from, `is an invalid path: expected [ or . but got: ${from}`)]
    const names = pathNames(from)
    let found = schema
    for (const name of names) found = propertyOf(found, name)
    if (found === undefined)
      return [invalid(at, from, `is an invalid path: does not refer to a valid field`)]
    const type = SELECTABLE.includes(found.type ?? '')
      ? []
      : [
          invalid(
            at,
            from,
            'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
          ),
        ]
    const meta =
      names[0] === 'metadata' ? [invalid(at, from, 'must not point to fields in metadata')] : []
    const twice = seen.has(from) ? [duplicate(at, from)] : []
    seen.add(from)
    return [...meta, ...type, ...twice]
  })
  return seen.size > MAX_SELECTABLE_FIELDS
    ? [...errors, tooMany(path, seen.size, MAX_SELECTABLE_FIELDS)]
    : errors
}

/** The errors of what is said to those who use a deprecated version. */
export function validateDeprecation(
  isDeprecated: boolean,
  warning: string | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (warning === undefined) return []
  if (!isDeprecated) return [invalid(path, warning, 'can only be set for deprecated versions')]
  return [
    ...(warning.length > MAX_WARNING
      ? [invalid(path, warning, `must be <= ${MAX_WARNING} characters long`)]
      : []),
    ...(warning === '' ? [invalid(path, warning, 'must not be an empty string')] : []),
  ]
}
