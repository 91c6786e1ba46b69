// What ConfigMaps and Secrets have in common.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateConfigMapUpdate and ValidateSecretUpdate.
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { equal } from '#lib/equal.ts'
import { forbidden } from './errors.ts'

interface Immutable {
  readonly immutable?: boolean
  readonly data?: Readonly<Record<string, string>>
  readonly binaryData?: Readonly<Record<string, string>>
}

function immutableWhenSet(field: string): FieldError {
  return forbidden(rootPath(field), 'field is immutable when `immutable` is set')
}

/** The errors of a change of an object that said it would not change: nothing but metadata may. */
export function validateImmutable(next: Immutable, old: Immutable): readonly FieldError[] {
  if (old.immutable !== true) return []
  const errors = next.immutable === true ? [] : [immutableWhenSet('immutable')]
  for (const field of ['data', 'binaryData'] as const) {
    if (!equal(next[field] ?? {}, old[field] ?? {})) errors.push(immutableWhenSet(field))
  }
  return errors
}
