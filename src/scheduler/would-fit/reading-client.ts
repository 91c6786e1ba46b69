// The API server as one moment had it, for plugins that are only asked: they read, and never get as far as to write.
import { keyPrefix, objectKey, type Kind, type ObjectOf } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import { isSelected, type ListOptions } from '#client/selection.ts'
import type { WorldObject, WorldState } from '#client/world.ts'
import { assert } from '#lib/assert.ts'

const isOf = <K extends Kind>(object: WorldObject | undefined, kind: K): object is ObjectOf<K> =>
  object?.kind === kind

/** Stops the program: what is tried out never reserves or binds. */
function refuse(): never {
  assert(false, 'a filter wrote something')
}

/** Makes it; whoever writes through it stops the program. */
export function readingClient(state: WorldState): Client {
  const client: Client = {
    dryRun: () => client,
    get(kind, namespace, name) {
      const found = state.get(objectKey(kind, namespace, name))
      return isOf(found, kind) ? found : undefined
    },
    list: (kind, which) => listOf(state, kind, which),
    podsOnNode: (nodeName) => listOf(state, 'Pod', { index: ['node', nodeName] }),
    create: refuse,
    update: refuse,
    updateStatus: refuse,
    patch: refuse,
    delete: refuse,
    deleteCollection: refuse,
    getScale: refuse,
    updateScale: refuse,
    patchScale: refuse,
    evict: refuse,
    finalizeNamespace: refuse,
    bind: refuse,
    watch: () => () => {},
    watchPodsOnNode: () => () => {},
  }
  return client
}

function listOf<K extends Kind>(
  state: WorldState,
  kind: K,
  which: string | ListOptions = {},
): readonly ObjectOf<K>[] {
  const { index, ...selection } = typeof which === 'string' ? { namespace: which } : which
  const prefix = keyPrefix(kind, selection.namespace)
  const found = index === undefined ? state.under(prefix) : state.list(...index, prefix)
  return found.filter(
    (object): object is ObjectOf<K> => isOf(object, kind) && isSelected(object, selection),
  )
}
