// The way of an object into the API server: defaults, admission, validation. The same function serves the
// editor as a dry run and the store.
// Follows the order of k8s.io/apiserver/pkg/endpoints/handlers/create.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { runAdmission } from './admission/run-admission.ts'
import type { AdmissionContext, Admitted } from './admit-types.ts'
import { allocateService } from './allocate-service.ts'
import { setDefaults } from './defaults/set-defaults.ts'
import { dropEmpty } from './defaults/drop-empty.ts'
import { prepareForCreate, takeIn } from './prepare-for-create.ts'
import { statusOf } from './statuses.ts'
import { invalidStatus } from './validation/invalid-status.ts'
import { validateListSizes } from './validation/validate-list-sizes.ts'
import { validateObject } from './validation/validate-object.ts'
import { warningsOf } from './warnings/warnings.ts'

/** An exported object carries the version of another life: `kubectl get -o yaml | kubectl create -f -` ends here. */
function refusalOfNewVersion({ metadata }: ApiObject): Status | null {
  if ((metadata?.resourceVersion ?? '') === '') return null
  return statusOf('InternalError', 'resourceVersion should not be set on objects to be created')
}

/**
 * What the API server makes of an object that is to be created, and what it says about it. Never throws, whatever
 * is missing in the object. Validation runs even when admission refused, so that an editor can show all problems
 * at once; the refusal is then admission's.
 */
export function admit(object: ApiObject, context: AdmissionContext): Admitted {
  const tooLong = validateListSizes(object)
  if (tooLong.length > 0) {
    const taken = takeIn(object)
    return { object: taken, errors: tooLong, refusal: invalidStatus(taken, tooLong), warnings: [] }
  }
  const defaulted = setDefaults(takeIn(dropEmpty(object)))
  const admission = runAdmission(defaulted, context)
  const prepared = prepareForCreate(admission.object, context)
  const allocated = allocateService(prepared, context)
  const complete = allocated.object
  const errors = allocated.errors.length > 0 ? allocated.errors : validateObject(complete)
  const invalid = errors.length > 0 ? invalidStatus(complete, errors) : null
  const refusal = admission.refusal ?? invalid ?? refusalOfNewVersion(object)
  return {
    object: complete,
    errors,
    refusal,
    // Warnings come after validation, and a refused object gets none.
    warnings: refusal === null ? warningsOf(complete) : [],
  }
}
