// Makers of field errors, as the API server words them.
// Follows k8s.io/apimachinery/pkg/util/validation/field/errors.go (v1.36).
import type { FieldError, FieldErrorType, FieldPath } from '#api/meta/field-error.ts'
import { goQuote } from '#lib/go-quote.ts'
import { goJson } from './go-text.ts'

/** A value as an error prints it: numbers and booleans plain, text quoted, all else as JSON. */
function valueText(value: unknown): string {
  return typeof value === 'string' ? goQuote(value) : goJson(value)
}

const withValue = (
  type: FieldErrorType,
  path: FieldPath,
  value: unknown,
  detail: string,
): FieldError => ({
  type,
  path,
  value: valueText(value),
  detail,
})
const withoutValue = (type: FieldErrorType, path: FieldPath, detail: string): FieldError => ({
  type,
  path,
  value: undefined,
  detail,
})

/** The field must be there. */
export const required = (path: FieldPath, detail = ''): FieldError =>
  withoutValue('Required value', path, detail)

/** The value is wrong; `detail` says what it must be. */
export const invalid = (path: FieldPath, value: unknown, detail: string): FieldError =>
  withValue('Invalid value', path, value, detail)

/** The value is of a wrong type; it is printed like all invalid ones. */
export const typeInvalid = (path: FieldPath, value: unknown, detail: string): FieldError => ({
  ...withValue('Invalid value', path, value, detail),
  cause: 'FieldValueTypeInvalid',
})

/** Something is wrong that no single value shows; upstream's field.OmitValueType. */
export const invalidWithoutValue = (path: FieldPath, detail: string): FieldError =>
  withoutValue('Invalid value', path, detail)

/** The field must not be there, or not change. */
export const forbidden = (path: FieldPath, detail: string): FieldError =>
  withoutValue('Forbidden', path, detail)

/** The check itself failed. */
export const internalError = (path: FieldPath, detail: string): FieldError =>
  withoutValue('Internal error', path, detail)

/** The value is there twice. */
export const duplicate = (path: FieldPath, value: unknown, detail = ''): FieldError =>
  withValue('Duplicate value', path, value, detail)

/** The value names nothing that exists. */
export const notFound = (path: FieldPath, value: unknown, detail = ''): FieldError =>
  withValue('Not found', path, value, detail)

/** The supported values are listed as given; sort them where upstream has a set. */
export const notSupported = (
  path: FieldPath,
  value: unknown,
  supported: readonly string[],
): FieldError =>
  withValue(
    'Unsupported value',
    path,
    value,
    `supported values: ${supported.map(goQuote).join(', ')}`,
  )

/** The text or map has more bytes than it may have. */
export const tooLong = (path: FieldPath, maxBytes: number): FieldError =>
  withoutValue(
    'Too long',
    path,
    `may not be more than ${maxBytes} ${maxBytes === 1 ? 'byte' : 'bytes'}`,
  )

/** The list has more items than it may have. */
export const tooMany = (path: FieldPath, count: number, max: number): FieldError =>
  withValue('Too many', path, count, `must have at most ${max} ${max === 1 ? 'item' : 'items'}`)

/** One 'Invalid value' per message. */
export const invalidEach = (
  path: FieldPath,
  value: unknown,
  messages: readonly string[],
): readonly FieldError[] => messages.map((message) => invalid(path, value, message))

/** The errors of every item of a list, each with its own path; a missing list has none. */
export function eachItem<T>(
  items: readonly T[] | undefined,
  path: FieldPath,
  validate: (item: T, path: FieldPath, index: number) => readonly FieldError[],
): readonly FieldError[] {
  return (items ?? []).flatMap((item, index) => validate(item, path.index(index), index))
}
