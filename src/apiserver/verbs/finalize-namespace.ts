// PUT namespaces/finalize: changes what holds back a Namespace that is being deleted.
// Follows pkg/registry/core/namespace/storage/storage.go (v1.36), FinalizeREST.
import type { Namespace } from '#api/generated/types.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { Narration } from '#sim/world.ts'
import { refuse, type ServerParts, staleOrMissing, stored } from '../server-parts.ts'
import { notFound } from '../statuses.ts'

/** Puts the finalizers of the spec in the place of the stored ones; without any, a Namespace that is going is gone. */
export function finalizeNamespace(
  parts: ServerParts,
  namespace: Namespace,
  narration: Narration,
): ApiResult<Namespace> {
  const old = stored(parts, namespace)
  const problem = staleOrMissing(old, namespace)
  if (old === undefined || problem !== undefined)
    return refuse(problem ?? notFound('Namespace', namespace.metadata.name ?? ''))
  const finalizers = namespace.spec?.finalizers ?? []
  const next = { ...old, spec: { ...old.spec, finalizers } }
  const { deletionTimestamp, finalizers: others = [] } = old.metadata
  if (deletionTimestamp !== undefined && finalizers.length === 0 && others.length === 0) {
    parts.fieldManagers.forget(old.metadata.uid ?? '')
    parts.store.remove(next, narration)
    return { ok: true, object: next, warnings: [] }
  }
  return { ok: true, object: parts.store.put(next, narration), warnings: [] }
}
