// The way of an object into the API server: defaults, admission, validation. The same function serves the
// editor as a dry run and the store.
// Follows the order of k8s.io/apiserver/pkg/endpoints/handlers/create.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { chargeQuotas } from './admission/resource-quota.ts'
import { admissionWarnings, mutate, validateAdmission } from './admission/run-admission.ts'
import type { AdmissionContext, Admitted } from './admit-types.ts'
import { setDefaults, withoutEmpty, withZeroStatus } from './defaults/set-defaults.ts'
import { takeIn, withGeneratedName, withSystemFields } from './prepare-for-create.ts'
import { readCustom } from './registry/apiextensions/custom-objects.ts'
import { strategyOf } from './registry/registry.ts'
import { statusOf } from './statuses.ts'
import { withEmpties } from './validation/empties.ts'
import { asSparse } from './validation/sparse.ts'
import { deprecationWarnings } from './warnings/deprecation-warnings.ts'
import { invalidStatus } from './validation/invalid-status.ts'
import { validateListSizes } from './validation/validate-list-sizes.ts'

/** An exported object carries the version of another life: `kubectl get -o yaml | kubectl create -f -` ends here. */
function refusalOfNewVersion({ metadata }: ApiObject): Status | null {
  if ((metadata?.resourceVersion ?? '') === '') return null
  return statusOf('', 'resourceVersion should not be set on objects to be created')
}

/**
 * What the API server makes of an object that is to be created, and what it says about it. Never throws, whatever
 * is missing in the object. Validation runs even when admission refused, so that an editor can show all problems
 * at once; the refusal is then admission's.
 */
export function admit<T extends ApiObject>(object: T, context: AdmissionContext): Admitted<T> {
  const read = readCustom(object, context)
  if (!read.ok) return { object, errors: [], refusal: read.status, warnings: [] }
  return admitRead(read.object, context)
}

function admitRead<T extends ApiObject>(object: T, context: AdmissionContext): Admitted<T> {
  const tooLong = validateListSizes(object)
  if (tooLong.length > 0) {
    const taken = takeIn(object)
    return { object: taken, errors: tooLong, refusal: invalidStatus(taken, tooLong), warnings: [] }
  }
  const strategy = strategyOf(object, context)
  const request = { operation: 'CREATE', old: null, subresource: '', context } as const
  const defaulted = setDefaults(takeIn(withoutEmpty(object)), context)
  const admission = mutate({ ...request, object: defaulted })
  const named = withSystemFields(withGeneratedName(admission.object, context), context)
  const allocated = strategy.beginCreate(strategy.prepareForCreate(named, context.nowMs), context)
  const complete = withZeroStatus(allocated.object)
  const found =
    allocated.errors.length > 0 ? allocated.errors : strategy.validate(asSparse(complete))
  const errors = withEmpties(found, object)
  const invalid = errors.length > 0 ? invalidStatus(complete, errors) : null
  const early =
    admission.refusal ??
    allocated.refusal ??
    invalid ??
    validateAdmission({ ...request, object: complete }) ??
    refusalOfNewVersion(object)
  const charge = early === null ? chargeQuotas({ ...request, object: complete }) : null
  const refusal = early ?? charge?.refusal ?? null
  return {
    object: complete,
    errors,
    refusal,
    // Most warnings come after validation, and a refused object gets none of them.
    warnings: [
      ...deprecationWarnings(object.kind),
      ...(admission.refusal === null ? strategy.earlyWarnings(named) : []),
      ...(refusal === null
        ? [
            ...strategy.warningsOnCreate(complete),
            ...admissionWarnings({ ...request, object: complete }),
          ]
        : []),
    ],
    charged: charge?.charged ?? [],
  }
}
