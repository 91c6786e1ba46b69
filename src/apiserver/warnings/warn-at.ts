// A warning with its place.
import type { FieldPath } from '#api/meta/field-error.ts'
import type { AdmissionWarning } from '../admit-types.ts'

/** '<path>: <text>', as most warnings read. */
export function warnAt(path: FieldPath, text: string): AdmissionWarning {
  return { message: `${path.toString()}: ${text}`, path }
}
