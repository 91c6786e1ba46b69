// What a controller has written for each of its keys: before the caches show it, the key is not worked on.
// Follows pkg/controller/util/consistency/consistency.go (v1.36).
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type { Informers } from '#client/informer.ts'

export interface ConsistencyStore {
  /** Notes that `object` was written for a key. */
  wroteAt(key: string, object: ApiObject): void
  /** True when the caches are as new as all that was written for the key. */
  isReady(key: string): boolean
  /** Forgets a key, whose object is gone. */
  clear(key: string): void
}

/** Makes it without a past; one for each controller. */
export function createConsistencyStore(informers: Informers): ConsistencyStore {
  const written = new Map<string, Map<Kind, number>>()
  return {
    wroteAt(key, { kind, metadata }) {
      const versions = written.get(key) ?? new Map<Kind, number>()
      written.set(key, versions)
      versions.set(kind, Math.max(versions.get(kind) ?? 0, Number(metadata.resourceVersion ?? 0)))
    },
    isReady: (key) =>
      [...(written.get(key) ?? [])].every(
        ([kind, version]) => informers.informer(kind).lastSyncResourceVersion() >= version,
      ),
    clear: (key) => void written.delete(key),
  }
}
