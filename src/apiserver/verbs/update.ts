// PUT: replaces everything but the status.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, Update (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { equal } from '#lib/equal.ts'
import type { Narration } from '#sim/world.ts'
import { prepareForUpdate } from '../prepare-for-update.ts'
import { refuse, sameKind, type ServerParts, staleOrMissing, stored } from '../server-parts.ts'
import { notFound } from '../statuses.ts'
import { invalidStatus } from '../validation/invalid-status.ts'
import { validateUpdate } from '../validation/update.ts'

/** Replaces a stored object; writes nothing when nothing changes. The last finalizer of an object that is being deleted removes it. */
export function update<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  narration: Narration,
): ApiResult<T> {
  const old = stored(parts, object)
  const problem = staleOrMissing(old, object)
  if (old === undefined || problem !== undefined)
    return refuse(problem ?? notFound(object.kind, ''))
  const prepared =
    object.kind === 'Event' ? object : sameKind(object, prepareForUpdate(object, old))
  const next = nextGeneration(old, keepIdentity(old, prepared))
  if (equal(next, old)) return { ok: true, object: old, warnings: [] }
  if (object.kind !== 'Event') {
    const errors = validateUpdate(next, old)
    if (errors.length > 0) return refuse(invalidStatus(next, errors))
  }
  if (next.metadata.deletionTimestamp !== undefined && isFinallyGone(next)) {
    parts.store.remove(next, narration)
    return { ok: true, object: next, warnings: [] }
  }
  return { ok: true, object: parts.store.put(next, narration), warnings: [] }
}

/** An update changes neither what the server gave at creation nor the status. */
function keepIdentity<T extends ApiObject>(old: T, object: T): T {
  const {
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    resourceVersion,
  } = old.metadata
  const metadata = {
    ...object.metadata,
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    resourceVersion,
  }
  return 'status' in old ? { ...object, metadata, status: old.status } : { ...object, metadata }
}

function nextGeneration<T extends ApiObject>(old: T, next: T): T {
  const generation = old.metadata.generation
  if (
    generation === undefined ||
    !('spec' in old) ||
    !('spec' in next) ||
    equal(old.spec, next.spec)
  )
    return next
  return { ...next, metadata: { ...next.metadata, generation: generation + 1 } }
}

/** True when nothing holds back an object that is being deleted; a Pod is held back by its kubelet too. */
function isFinallyGone({ kind, metadata }: ApiObject): boolean {
  if ((metadata.finalizers ?? []).length > 0) return false
  return kind !== 'Pod' || metadata.deletionGracePeriodSeconds === 0
}
