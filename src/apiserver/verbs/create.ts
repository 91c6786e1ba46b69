// POST: admits a new object and stores it under a free name.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, Create (v1.36).
import { type ApiObject, objectKey } from '#api/meta/object.ts'
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { Narration } from '#sim/world.ts'
import { managerOf, withManagedFields } from '../managedfields/field-managers.ts'
import { takeIn } from '../prepare-for-create.ts'
import { toStorage } from '../registry/apiextensions/custom-objects.ts'
import { strategyOf } from '../registry/registry.ts'
import { charge } from './charge.ts'
import { refuse, type ServerParts, withIdentity } from '../server-parts.ts'
import { alreadyExists } from '../statuses.ts'
import { invalidStatus } from '../validation/invalid-status.ts'
import { asSparse } from '../validation/sparse.ts'
import { warningTexts } from '../warnings/warning-texts.ts'

/** Stores a new object, with who manages its fields when it was applied. Events are stored as they are. */
export function create<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  narration: Narration,
  managedFields: readonly ManagedFieldsEntry[] = [],
): ApiResult<T> {
  if (managedFields.length === 0 && !strategyOf(object).isChecked(object))
    return createUnchecked(parts, object, narration)
  const admitted = parts.judge.create(object, parts.context)
  const warnings = warningTexts(admitted.warnings)
  if (admitted.refusal !== null) return { ...refuse(admitted.refusal), warnings }
  const { kind, metadata } = admitted.object
  const name = metadata.name ?? ''
  if (parts.store.get(objectKey(kind, metadata.namespace, name), kind) !== undefined) {
    return refuse(alreadyExists(kind, name))
  }
  charge(parts, admitted)
  const complete = withIdentity(parts, admitted.object)
  if (managedFields.length === 0) {
    const { uid = '' } = complete.metadata
    const asked = takeIn(object)
    const manager = managerOf(narration)
    parts.fieldManagers.created(uid, { manager, subresource: '', asked, live: undefined })
  }
  const said = managedFields.length === 0 ? complete : withManagedFields(complete, managedFields)
  const written = parts.store.put(toStorage(said, parts.context), narration)
  return { ok: true, object: written, warnings }
}

/** Stores what components write by the thousand: little of it is looked at. */
function createUnchecked<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  narration: Narration,
): ApiResult<T> {
  const strategy = strategyOf(object)
  const complete = strategy.setDefaults(object)
  const errors = strategy.validate(asSparse(complete))
  if (errors.length > 0) return refuse(invalidStatus(complete, errors))
  const written = parts.store.put(withIdentity(parts, complete), narration)
  return { ok: true, object: written, warnings: [] }
}
