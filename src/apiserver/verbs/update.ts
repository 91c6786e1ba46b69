// PUT: replaces everything but the status.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, Update (v1.36).
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { equal } from '#lib/equal.ts'
import type { ObjectPart } from '#client/client.ts'
import type { Narration } from '#sim/world.ts'
import {
  managerOf,
  withManagedFields,
  withoutManagedFields,
} from '../managedfields/field-managers.ts'
import { withoutEmpty } from '../defaults/set-defaults.ts'
import { inVersion, toStorage } from '../registry/apiextensions/custom-objects.ts'
import { strategyOf } from '../registry/registry.ts'
import { charge } from './charge.ts'
import { create } from './create.ts'
import { refuse, type ServerParts, staleOrMissing, stored } from '../server-parts.ts'
import { notFound, otherUid } from '../statuses.ts'
import { invalidStatus } from '../validation/invalid-status.ts'
import { asSparse } from '../validation/sparse.ts'
import { warningTexts } from '../warnings/warning-texts.ts'

/**
 * Replaces a stored object; writes nothing when nothing changes. The last finalizer of an object that is being deleted removes it.
 * Of some kinds it creates an object that is not there.
 */
export function update<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  narration: Narration,
): ApiResult<T> {
  const old = stored(parts, object)
  if (old === undefined && strategyOf(object).allowCreateOnUpdate)
    return createByUpdate(parts, object, narration)
  const problem = staleOrMissing(old, object)
  if (old === undefined || problem !== undefined)
    return refuse(problem ?? notFound(object.kind, ''))
  return replace(parts, object, old, narration)
}

/** An update that knew another object of the name does not bring it back; which version it knew does not matter. */
function createByUpdate<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  narration: Narration,
): ApiResult<T> {
  const { resourceVersion: _, ...metadata } = object.metadata
  if (metadata.uid !== undefined) return refuse(otherUid(object, ''))
  return create(parts, { ...object, metadata }, narration)
}

interface Replacing {
  /** The part that the request is about; '' for all of it. */
  readonly subresource?: '' | ObjectPart
  /** Who manages the fields after an apply. */
  readonly applied?: readonly ManagedFieldsEntry[]
}

/** Puts `object` in the place of `old`, after admission. */
export function replace<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  old: T,
  narration: Narration,
  { subresource = '', applied }: Replacing = {},
): ApiResult<T> {
  if (applied === undefined && !strategyOf(old).isChecked(object)) {
    const errors = strategyOf(old).validate(asSparse(object))
    if (errors.length > 0) return refuse(invalidStatus(object, errors))
    return { ok: true, object: parts.store.put(withoutEmpty(object), narration), warnings: [] }
  }
  const asked = withoutManagedFields(object)
  // Both in the version that is written in.
  const bare = inVersion(withoutManagedFields(old), asked.apiVersion)
  const admitted = parts.judge.update(asked, bare, parts.context, subresource)
  const { object: next, refusal, warnings: said } = admitted
  if (refusal !== null) return refuse(refusal)
  charge(parts, admitted)
  const warnings = warningTexts(said)
  const meant = subresource === '' ? asked : next
  const write = { manager: managerOf(narration), subresource, asked: meant, live: bare } as const
  const fields = applied ?? parts.fieldManagers.afterWrite(old, object, write)
  const isSame = next === bare && equal(fields, old.metadata.managedFields ?? [])
  if (isSame) return { ok: true, object: old, warnings }
  if (next.metadata.deletionTimestamp !== undefined && isFinallyGone(next)) {
    parts.fieldManagers.forget(next.metadata.uid ?? '')
    parts.store.remove(next, narration)
    return { ok: true, object: next, warnings }
  }
  const written = parts.store.put(
    toStorage(withManagedFields(next, fields), parts.context),
    narration,
  )
  return { ok: true, object: written, warnings }
}

/** True when nothing holds back an object that is being deleted. */
function isFinallyGone<T extends ApiObject>(object: T): boolean {
  return (object.metadata.finalizers ?? []).length === 0 && !strategyOf(object).isHeldBack(object)
}
