// What is sent of the warnings of a request.
// Follows k8s.io/apiserver/pkg/endpoints/filters/warning.go (v1.36), AddWarning.
import type { AdmissionWarning } from '../admit-types.ts'

/** The texts in their order, each once however often it was said. */
export function warningTexts(warnings: readonly AdmissionWarning[]): readonly string[] {
  return [...new Set(warnings.map(({ message }) => message))]
}
