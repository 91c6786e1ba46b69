// PUT .../status: replaces the status alone.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, Update, with the status strategies of pkg/registry (v1.36).
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import type { Narration } from '#sim/world.ts'
import { managerOf, withManagedFields } from '../managedfields/field-managers.ts'
import { setDefaults } from '../defaults/set-defaults.ts'
import { subresourcesOf } from '../registry/apiextensions/custom-objects.ts'
import { refuse, type ServerParts, staleOrMissing, stored } from '../server-parts.ts'
import { notFound } from '../statuses.ts'

/** Replaces the status of a stored object; writes nothing when it does not change. */
export function updateStatus<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  narration: Narration,
): ApiResult<T> {
  const old = stored(parts, object)
  const problem = staleOrMissing(old, object)
  if (old === undefined || problem !== undefined)
    return refuse(problem ?? notFound(object.kind, ''))
  return replaceStatus(parts, { object, old, metadata: metadataOf(parts, object, old) }, narration)
}

/**
 * Annotations go with a status: a Deployment says its revision so. Everything else stays, unless whoever writes it has
 * not read the object: then what it says is all that is meant.
 */
function metadataOf<T extends ApiObject>(
  { context }: ServerParts,
  { metadata }: T,
  old: T,
): T['metadata'] {
  const { annotations } = metadata
  if (metadata.uid === undefined && metadata.resourceVersion === undefined) {
    const { annotations: _, labels: __, finalizers: ___, ...kept } = old.metadata
    const { labels, finalizers } = metadata
    const asked = defined({ ...kept, annotations, labels, finalizers })
    // What of it follows from the rest of the object comes back.
    return setDefaults({ ...old, metadata: asked }, context).metadata
  }
  const before = old.metadata.annotations
  if (annotations === undefined || annotations === before || equal(annotations, before)) {
    return old.metadata
  }
  return { ...old.metadata, annotations }
}

export interface StatusChange<T extends ApiObject> {
  readonly object: T
  readonly old: T
  /** What changes besides the status; nothing when it is missing. */
  readonly metadata?: T['metadata']
  /** Who manages the fields after an apply. */
  readonly applied?: readonly ManagedFieldsEntry[]
}

/** Puts the status of `object` in the place of that of `old`, after admission. */
export function replaceStatus<T extends ApiObject>(
  parts: ServerParts,
  { object, old, metadata = old.metadata, applied }: StatusChange<T>,
  narration: Narration,
): ApiResult<T> {
  if (!('status' in object) || !subresourcesOf(old.kind, parts.context).includes('status'))
    return { ok: true, object: old, warnings: [] }
  const asked = { ...old, metadata, status: object.status }
  const write = { manager: managerOf(narration), subresource: 'status', asked, live: old } as const
  const isOther = !equal(asked, old)
  const fields = applied ?? (isOther ? parts.fieldManagers.afterWrite(old, old, write) : undefined)
  const next = fields === undefined ? asked : withManagedFields(asked, fields)
  if (next === asked ? !isOther : equal(next, old)) return { ok: true, object: old, warnings: [] }
  const admitted = parts.judge.updateStatus(next, old, parts.context)
  if (admitted.refusal !== null) return refuse(admitted.refusal)
  return { ok: true, object: parts.store.put(admitted.object, narration), warnings: [] }
}
