// What a component knows of the API server: one watch for each kind, a cache with indexes, and all who want to
// hear of changes. The cache changes before they hear of it, and is as late as the watch is.
// Follows k8s.io/client-go/tools/cache/shared_informer.go (v0.36).
import { simplified } from '#lib/simplified.ts'
import type { ApiObject, Kind, ObjectOf } from '#api/meta/object.ts'
import { createListeners } from '#lib/listeners.ts'
import type { Client, WatchEvent } from './client.ts'
import { createIndexer, type Indexer } from './indexer.ts'

simplified(
  'informers',
  'informers hear of every change and never list again, so there is no resync.',
)

export interface Informer<K extends Kind> {
  readonly indexer: Indexer<ObjectOf<K>>
  /** The resourceVersion of the newest change that was heard of; 0 before the first. */
  lastSyncResourceVersion(): number
  /**
   * Calls `handler` for each object that is known now, as added, and then for every change. It only notes
   * what is to do; it never writes. Returns a function that ends it.
   */
  addEventHandler(handler: (event: WatchEvent<ObjectOf<K>>) => void): () => void
}

export interface Informers {
  /** The informer of a kind; all who ask share it. It begins to watch when it is asked for first. */
  informer<K extends Kind>(kind: K): Informer<K>
  /** Ends all watches. The caches stay as they are. */
  stop(): void
}

/** Makes the informers of one component; `client` decides how late they hear of a change. */
export function createInformers(client: Client): Informers {
  const made = new Map<Kind, unknown>()
  const stops: (() => void)[] = []
  return {
    informer<K extends Kind>(kind: K) {
      // The map holds under each kind the informer of that kind, which its type cannot say.
      const known = made.get(kind) as Informer<K> | undefined
      if (known !== undefined) return known
      const { informer, stop } = startInformer(client, kind)
      made.set(kind, informer)
      stops.push(stop)
      return informer
    },
    stop() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}

function startInformer<K extends Kind>(
  client: Client,
  kind: K,
): { readonly informer: Informer<K>; readonly stop: () => void } {
  const indexer = createIndexer<ObjectOf<K>>(kind)
  const handlers = createListeners<WatchEvent<ObjectOf<K>>>()
  let last = 0
  for (const object of client.list(kind)) {
    indexer.set(object)
    last = Math.max(last, versionOf(object))
  }
  const stop = client.watch(kind, (event) => {
    const { type, object } = event
    last = Math.max(last, versionOf(object))
    const old = type === 'DELETED' ? indexer.delete(object) : indexer.set(object)
    handlers.tell({ type, object, old })
  })
  return {
    stop,
    informer: {
      indexer,
      lastSyncResourceVersion: () => last,
      addEventHandler(handler) {
        for (const object of indexer.list()) handler({ type: 'ADDED', object, old: undefined })
        return handlers.add(handler)
      },
    },
  }
}

function versionOf({ metadata }: ApiObject): number {
  return Number(metadata.resourceVersion ?? 0)
}
