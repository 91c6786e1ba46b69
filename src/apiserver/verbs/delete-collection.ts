// DELETE of a collection: every selected object, one after the other.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, DeleteCollection (v1.36).
import type { Kind, ObjectOf } from '#api/meta/object.ts'
import type { DeleteOptions } from '#client/client.ts'
import type { Selection } from '#client/selection.ts'
import type { Narration } from '#sim/world.ts'
import type { ServerParts } from '../server-parts.ts'
import { remove } from './delete.ts'

/** Deletes what is selected; returns it as it was. What is refused, or gone by then, stays out. */
export function deleteCollection<K extends Kind>(
  parts: ServerParts,
  request: { readonly kind: K; readonly selection: Selection; readonly options: DeleteOptions },
  narrationOf: (object: ObjectOf<K>) => Narration,
): readonly ObjectOf<K>[] {
  const { kind, selection, options } = request
  return parts.store.list(kind, selection).filter((object) => {
    const { namespace = '', name = '' } = object.metadata
    return remove(parts, { kind, namespace, name, options }, narrationOf(object)).ok
  })
}
