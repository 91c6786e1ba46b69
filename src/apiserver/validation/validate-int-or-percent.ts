// Numbers that may be written as a percentage.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidatePositiveIntOrPercent and IsNotMoreThan100Percent.
import type { IntOrString } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { NON_NEGATIVE } from '#api/meta/formats.ts'
import { invalid } from './errors.ts'

const PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"

/** The percentage of '25%'; undefined for what is none. */
function percentOf(value: IntOrString): number | undefined {
  return typeof value === 'string' && /^[0-9]+%$/.test(value)
    ? Number.parseInt(value, 10)
    : undefined
}

/** The errors of a number or percentage; a missing one is 0. */
export function validateIntOrPercent(
  value: IntOrString | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (typeof value !== 'string') return validateNonNegative(value, path)
  return percentOf(value) === undefined ? [invalid(path, value, PERCENT)] : []
}

/** The error of a percentage above 100. */
export function validateAtMost100Percent(
  value: IntOrString | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return (value === undefined ? 0 : (percentOf(value) ?? 0)) > 100
    ? [invalid(path, value, 'must not be greater than 100%')]
    : []
}

/** The number, or the percentage as one: 0 and '0%' are both nothing. */
export function numberOrPercent(value: IntOrString | undefined): number {
  if (typeof value === 'number' || value === undefined) return value ?? 0
  return percentOf(value) ?? 0
}

/** The error of a number below 0; a missing one is 0. */
export function validateNonNegative(
  value: number | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return (value ?? 0) < 0 ? [invalid(path, value, NON_NEGATIVE)] : []
}
