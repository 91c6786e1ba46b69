// The way of an object that replaces a stored one: defaults, admission, what the server sets, validation; each once.
// Follows the order of k8s.io/apiserver/pkg/endpoints/handlers/update.go (v1.36), and BeforeUpdate of
// k8s.io/apiserver/pkg/registry/rest/update.go.
import type { ObjectMeta } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import type { ObjectPart } from '#client/client.ts'
import { chargeQuotas } from './admission/resource-quota.ts'
import type { AdmissionOutcome } from './admission/run-admission.ts'
import { admissionWarnings, mutate, validateAdmission } from './admission/run-admission.ts'
import type { AdmissionContext, Admitted } from './admit-types.ts'
import { setDefaults, withoutEmpty } from './defaults/set-defaults.ts'
import { readCustom } from './registry/apiextensions/custom-objects.ts'
import { strategyOf } from './registry/registry.ts'
import { withEmpties } from './validation/empties.ts'
import { invalidStatus } from './validation/invalid-status.ts'
import { deprecationWarnings } from './warnings/deprecation-warnings.ts'
import {
  validateObjectMetaAccessor,
  validateObjectMetaAccessorUpdate,
} from './validation/validate-object-meta.ts'

/** What an update can neither change nor remove; what it leaves out stays. */
function keepIdentity(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const kept = {
    uid: next.uid ?? old.uid,
    generation: old.generation,
    creationTimestamp: old.creationTimestamp,
    deletionTimestamp: old.deletionTimestamp ?? next.deletionTimestamp,
    deletionGracePeriodSeconds: next.deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds,
    resourceVersion: old.resourceVersion,
  }
  const set = Object.entries(kept).filter(([, value]) => value !== undefined)
  return { ...next, ...Object.fromEntries(set) }
}

/** The status has a request of its own: any other leaves it as it is. */
function keepStatus<T extends ApiObject>(next: T, old: T): T {
  if (!infoOf(old.kind).subresources.includes('status')) return next
  const { status: _, ...rest } = next as T & { readonly status?: unknown }
  return 'status' in old ? { ...next, status: old.status } : (rest as T)
}

interface Prepared<T extends ApiObject> extends AdmissionOutcome<T> {
  /** Of what the cluster could not give. */
  readonly errors: readonly FieldError[]
}

function prepare<T extends ApiObject>(
  next: T,
  old: T,
  context: AdmissionContext,
  part: '' | ObjectPart,
): Prepared<T> {
  const strategy = strategyOf(old, context)
  const parts = part === '' ? null : strategy.parts
  const complete = setDefaults(withoutEmpty(next), context)
  const named = { ...complete, metadata: keepIdentity(complete.metadata ?? {}, old.metadata) }
  const request = { operation: 'UPDATE', old, subresource: part, context } as const
  if (parts !== null && part !== '') {
    const next = parts[part].prepareForUpdate(named, old)
    return { ...mutate({ ...request, object: next }), errors: [] }
  }
  const { object, refusal } = mutate({ ...request, object: keepStatus(named, old) })
  const allocated = strategy.beginUpdate(object, old, context)
  const { errors, refusal: notGiven = null } = allocated
  return {
    object: strategy.prepareForUpdate(allocated.object, old),
    refusal: refusal ?? notGiven,
    errors,
  }
}

/** The errors of a change, in the order of the API server: those of metadata appear more than once, as there. */
function validateUpdate<T extends ApiObject>(
  next: T,
  old: T,
  context: AdmissionContext,
  part: '' | ObjectPart,
): readonly FieldError[] {
  const { namespaced } = infoOf(old.kind)
  const strategy = strategyOf(old, context)
  const own = part === '' ? strategy : (strategy.parts?.[part] ?? strategy)
  return [
    // What is checked of the metadata of every kind, before the kind's own rules check much of it again.
    ...validateObjectMetaAccessor(next.metadata, { namespaced, nameFormat: () => [] }),
    ...validateObjectMetaAccessorUpdate(next.metadata, old.metadata),
    ...own.validateUpdate(next, old),
  ]
}

/**
 * What the API server makes of an object that is to replace `old`, and what it says about it. Defaults may be missing
 * in `next`; `old` is as it is stored, and `part` is what of it the request is about. Nothing is checked when nothing changes.
 */
export function admitUpdate<T extends ApiObject>(
  next: T,
  old: T,
  context: AdmissionContext,
  part: '' | ObjectPart = '',
): Admitted<T> {
  const read = readCustom(next, context)
  if (!read.ok) return { object: next, errors: [], refusal: read.status, warnings: [] }
  const prepared = prepare(read.object, old, context, part)
  const { object } = prepared
  if (prepared.refusal === null && prepared.errors.length === 0 && equal(object, old)) {
    return {
      object: old,
      errors: [],
      refusal: null,
      warnings: [
        ...deprecationWarnings(old.kind),
        ...strategyOf(old, context).warningsOnUpdate(old, old),
      ],
    }
  }
  const found =
    prepared.errors.length > 0 ? prepared.errors : validateUpdate(object, old, context, part)
  const errors = withEmpties(found, next)
  const invalid = errors.length > 0 ? invalidStatus(object, errors) : null
  const request = { operation: 'UPDATE', object, old, subresource: part, context } as const
  const early = prepared.refusal ?? invalid ?? validateAdmission(request)
  const charge = early === null ? chargeQuotas(request) : null
  const refusal = early ?? charge?.refusal ?? null
  return {
    object,
    errors,
    refusal,
    warnings: [
      ...deprecationWarnings(old.kind),
      ...(refusal === null
        ? [...strategyOf(old, context).warningsOnUpdate(object, old), ...admissionWarnings(request)]
        : []),
    ],
    charged: charge?.charged ?? [],
  }
}
