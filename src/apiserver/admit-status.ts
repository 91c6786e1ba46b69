// The way of a changed status: admission, then the rules of its kind.
// Follows the status strategies of pkg/registry/<group>/<kind>/strategy.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { mutate } from './admission/run-admission.ts'
import type { AdmissionContext, Admitted } from './admit-types.ts'
import { strategyOf } from './registry/registry.ts'
import { invalidStatus } from './validation/invalid-status.ts'
import { validateObjectMetaUpdate } from './validation/validate-object-meta.ts'

/** What the API server makes of an object whose status is to replace that of `old`. */
export function admitStatus<T extends ApiObject>(
  next: T,
  old: T,
  context: AdmissionContext,
): Admitted<T> {
  const request = { operation: 'UPDATE', old, subresource: 'status' } as const
  const strategy = strategyOf(old, context)
  const mutated = mutate({ ...request, object: next, context })
  const { refusal } = mutated
  const object = strategy.prepareForStatusUpdate(mutated.object, old, context.nowMs)
  const isSameMetadata = next.metadata === old.metadata
  const errors = [
    ...(isSameMetadata ? [] : validateObjectMetaUpdate(next.metadata, old.metadata)),
    ...strategy.validateStatusUpdate(object, old),
  ]
  const invalid = errors.length > 0 ? invalidStatus(object, errors) : null
  return { object, errors, refusal: refusal ?? invalid, warnings: [] }
}
