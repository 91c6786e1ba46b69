// Field errors of the API server to squiggles at the exact key or value.
import { errorText, type FieldError, type FieldPath } from '#api/meta/field-error.ts'
import type { Range, YamlPath, YamlRanges } from '#yaml/types.ts'
import type { ManifestDiagnostic } from './types.ts'

/** The steps of a field path as keys and indices of YAML. */
function yamlPathOf(path: FieldPath): YamlPath {
  return path.steps.map((step) => (typeof step === 'object' ? step.key : step))
}

/** The place of a field path: its value, else its key, else the nearest parent that is written. */
export function rangeOf(path: FieldPath, ranges: YamlRanges): Range {
  return ranges.nearest(yamlPathOf(path))
}

/** One diagnostic per error, with the whole sentence of the API server, in the same order. */
export function diagnose(
  errors: readonly FieldError[],
  ranges: YamlRanges,
): readonly ManifestDiagnostic[] {
  return errors.map((error) => ({
    severity: 'error',
    source: 'api',
    message: errorText(error),
    range: rangeOf(error.path, ranges),
  }))
}
