// What is said of every request for objects of a kind that should no longer be used, whatever becomes of it.
// Follows k8s.io/apiserver/pkg/endpoints/installer.go and pkg/endpoints/deprecation (v1.36).
import { rootPath } from '#api/meta/field-error.ts'
import { infoOf, type Kind } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { AdmissionWarning } from '../admit-types.ts'

/** The warning, at the kind of the object. */
export function deprecationWarnings(kind: Kind): readonly AdmissionWarning[] {
  const { deprecation } = infoOf(kind)
  return deprecation === null ? [] : [{ message: deprecation, path: rootPath('kind') }]
}

/** The outcome of a request for an object of a kind with the warning, unless it has it already. */
export function withDeprecation<T>(kind: Kind, result: ApiResult<T>): ApiResult<T> {
  const { deprecation } = infoOf(kind)
  const { warnings = [] } = result
  if (deprecation === null || warnings.includes(deprecation)) return result
  return { ...result, warnings: [deprecation, ...warnings] }
}
