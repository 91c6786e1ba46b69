// The Status that refuses an invalid object.
// Follows k8s.io/apimachinery/pkg/api/errors/errors.go (v1.36), NewInvalid.
import { errorBody, errorText } from '#api/meta/field-error.ts'
import type { FieldError, FieldErrorType } from '#api/meta/field-error.ts'
import { shownKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { infoOf } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'

/** The reasons of causes, by the type that a field error prints. */
const CAUSE_REASONS: Readonly<Record<FieldErrorType, string>> = {
  'Not found': 'FieldValueNotFound',
  'Required value': 'FieldValueRequired',
  'Duplicate value': 'FieldValueDuplicate',
  'Invalid value': 'FieldValueInvalid',
  'Unsupported value': 'FieldValueNotSupported',
  Forbidden: 'FieldValueForbidden',
  'Too long': 'FieldValueTooLong',
  'Too short': 'FieldValueTooShort',
  'Too many': 'FieldValueTooMany',
  'Too few': 'FieldValueTooFew',
  'Internal error': 'InternalError',
}

/** 'Pod' or 'ReplicaSet.apps': how messages name the kind of an object. */
function qualifiedKind(object: ApiObject): string {
  const { group } = infoOf(object.kind)
  return group === '' ? object.kind : `${shownKind(object.kind)}.${group}`
}

/** The 422 with all errors in one message and one cause each; equal errors are named once in the message. */
export function invalidStatus(object: ApiObject, errors: readonly FieldError[]): Status {
  const texts = [...new Set(errors.map(errorText))]
  const list = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`
  return {
    code: 422,
    reason: 'Invalid',
    message: `${qualifiedKind(object)} "${object.metadata.name ?? ''}" is invalid: ${list}`,
    causes: errors.map((error) => ({
      reason: error.cause ?? CAUSE_REASONS[error.type],
      message: errorBody(error),
      field: error.path.toString(),
    })),
  }
}
