// A limit on the lists of an object, so that no manifest can keep the page busy.
import { simplified } from '#lib/simplified.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { FieldPath } from '#api/meta/field-error.ts'
import { tooMany } from './errors.ts'

simplified(
  'list-sizes',
  'a list of more than 2000 items is refused; Kubernetes only limits the size of the whole object.',
)

export const MAX_ITEMS = 2000

function validateBelow(value: unknown, path: FieldPath): readonly FieldError[] {
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS) return [tooMany(path, value.length, MAX_ITEMS)]
    return value.flatMap((item, index) => validateBelow(item, path.index(index)))
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, item]) =>
    typeof item === 'object' && item !== null ? validateBelow(item, path.child(field)) : [],
  )
}

/** One error for each list, at any depth, that is too long. */
export function validateListSizes(object: object): readonly FieldError[] {
  return validateBelow(object, new FieldPath())
}
