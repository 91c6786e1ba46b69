// PUT .../status: replaces the status alone.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, Update, with the status strategies of pkg/registry (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { equal } from '#lib/equal.ts'
import type { Narration } from '#sim/world.ts'
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
  if (!('status' in object) || !hasStatus(old) || equal(old.status, object.status)) {
    return { ok: true, object: old, warnings: [] }
  }
  return {
    ok: true,
    object: parts.store.put({ ...old, status: object.status }, narration),
    warnings: [],
  }
}

function hasStatus<T extends ApiObject>(object: T): object is T & { readonly status?: unknown } {
  return object.kind === 'Pod' || object.kind === 'Node' || 'status' in object || 'spec' in object
}
