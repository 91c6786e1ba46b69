// Conditions of the common form.
// Follows k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go (v1.36), ValidateConditions.
import type { Condition } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import {
  duplicate,
  eachItem,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
} from './errors.ts'
import type { Sparse } from './sparse.ts'

const STATUSES = ['False', 'True', 'Unknown']
const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/
const WRONG_REASON =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')"
const MAX_REASON = 1024
const MAX_MESSAGE = 32768

function validateReason(reason: string, path: FieldPath): readonly FieldError[] {
  if (reason === '') return [required(path)]
  return [
    ...(REASON.test(reason) ? [] : [invalid(path, reason, WRONG_REASON)]),
    ...(byteLength(reason) > MAX_REASON ? [tooLong(path, MAX_REASON)] : []),
  ]
}

function validateCondition(condition: Sparse<Condition>, path: FieldPath): readonly FieldError[] {
  const { type = '', status = '', observedGeneration = 0, message = '' } = condition
  return [
    ...invalidEach(path.child('type'), type, isQualifiedName(type)),
    ...(STATUSES.includes(status) ? [] : [notSupported(path.child('status'), status, STATUSES)]),
    ...(observedGeneration < 0
      ? [
          invalid(
            path.child('observedGeneration'),
            observedGeneration,
            'must be greater than or equal to zero',
          ),
        ]
      : []),
    ...(condition.lastTransitionTime === undefined
      ? [required(path.child('lastTransitionTime'))]
      : []),
    ...validateReason(condition.reason ?? '', path.child('reason')),
    ...(byteLength(message) > MAX_MESSAGE ? [tooLong(path.child('message'), MAX_MESSAGE)] : []),
  ]
}

/** The errors of a list of conditions. */
export function validateConditions(
  conditions: readonly Sparse<Condition>[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const known = new Set<string>()
  return eachItem(conditions, path, (condition, at) => {
    const { type = '' } = condition
    const isTaken = known.has(type)
    known.add(type)
    return [
      ...(isTaken ? [duplicate(at.child('type'), type)] : []),
      ...validateCondition(condition, at),
    ]
  })
}
