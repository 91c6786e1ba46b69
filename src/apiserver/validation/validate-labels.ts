// Labels, annotations and label selectors.
// Follows k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go (v1.36).
import type { LabelSelector, LabelSelectorRequirement } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isLabelValue, isQualifiedName } from '#api/meta/formats.ts'
import { compareText } from '#lib/compare.ts'
import { byteLength } from '#lib/byte-length.ts'
import { eachItem, forbidden, invalid, invalidEach, required, tooLong } from './errors.ts'
import type { Sparse } from './sparse.ts'

/** What all annotations of an object may have together, keys and values. */
export const MAX_ANNOTATION_BYTES = 262144

/** The entries of a map in the order of their keys: Go's own order is random. */
export function sortedEntries<T>(
  map: Readonly<Record<string, T>> | undefined,
): readonly (readonly [string, T])[] {
  return Object.entries(map ?? {}).toSorted(([a], [b]) => compareText(a, b))
}

/** The errors of a label key. */
export function validateLabelName(name: string, path: FieldPath): readonly FieldError[] {
  return invalidEach(path, name, isQualifiedName(name))
}

/** The errors of labels; keys and values are reported at the map itself. */
export function validateLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return sortedEntries(labels).flatMap(([key, value]) => [
    ...validateLabelName(key, path),
    ...invalidEach(path, value, isLabelValue(value)),
  ])
}

/** The errors of annotations: their keys in lower case are label keys, and together they are not too long. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const entries = sortedEntries(annotations)
  const errors = entries.flatMap(([key]) =>
    invalidEach(path, key, isQualifiedName(key.toLowerCase())),
  )
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  return bytes > MAX_ANNOTATION_BYTES ? [...errors, tooLong(path, MAX_ANNOTATION_BYTES)] : errors
}

function validateOperator(
  { operator = '', values = [] }: Sparse<LabelSelectorRequirement>,
  path: FieldPath,
): readonly FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [
            forbidden(
              path.child('values'),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            ),
          ]
    default:
      return [invalid(path.child('operator'), operator, 'not a valid selector operator')]
  }
}

/** The errors of a label selector; a missing one has none. */
export function validateLabelSelector(
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (selector === undefined) return []
  return [
    ...validateLabels(selector.matchLabels, path.child('matchLabels')),
    ...eachItem(
      selector.matchExpressions,
      path.child('matchExpressions'),
      (requirement, itemPath) => [
        ...validateOperator(requirement, itemPath),
        ...validateLabelName(requirement.key ?? '', itemPath.child('key')),
        ...eachItem(requirement.values, itemPath.child('values'), (value, valuePath) =>
          invalidEach(valuePath, value, isLabelValue(value)),
        ),
      ],
    ),
  ]
}
