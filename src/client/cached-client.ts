// A client that reads what its watches have told, instead of asking the API server each time: for a component that
// works on listers throughout, as the scheduler and its plugins do.
// Follows k8s.io/client-go/listers and sigs.k8s.io/controller-runtime/pkg/client, NewDelegatingClient.
import { type ApiObject, type Kind, infoOf } from '#api/meta/object.ts'
import type { ObjectIndex } from '#api/meta/object-index.ts'
import type { Client } from './client.ts'
import type { Indexer } from './indexer.ts'
import type { Informers } from './informer.ts'
import { isSelected, type ListOptions, selectedEvent } from './selection.ts'

/** The client with `get`, `list` and `watch` answered by informers; everything else goes to the API server. */
export function createCachedClient<C extends Client>(client: C, informers: Informers): C {
  return {
    ...client,
    get: (kind, namespace, name) => informers.informer(kind).indexer.get(namespace, name),
    list(kind, which) {
      const { indexer } = informers.informer(kind)
      if (which === undefined || typeof which === 'string') return indexer.list(which)
      const { index, namespace } = which
      const found =
        index === undefined ? indexer.list(namespace) : listByIndex(indexer, kind, index)
      return found.filter((object) => isSelected(object, which))
    },
    watch(kind, handler, selection) {
      // What is there already is no change; an informer tells of it while the handler is being added.
      let isAdded = false
      const stop = informers.informer(kind).addEventHandler((event) => {
        const selected = selection === undefined ? event : selectedEvent(event, selection)
        if (isAdded && selected !== undefined) handler(selected)
      })
      isAdded = true
      return stop
    },
  }
}

/** The objects that an index which the kind declares holds under a value, or under all of several. */
function listByIndex<T extends ApiObject>(
  indexer: Indexer<T>,
  kind: Kind,
  [name, value]: NonNullable<ListOptions['index']>,
): readonly T[] {
  const declared: readonly ObjectIndex<ApiObject>[] = infoOf(kind).indexes
  const index = declared.find((one) => one.name === name)
  const [first, ...others] = typeof value === 'string' ? [value] : value
  if (index === undefined || first === undefined) return []
  indexer.addIndexers({ [name]: (object) => index.values(object) })
  return indexer
    .byIndex(name, first)
    .filter((object) => others.every((other) => index.values(object).includes(other)))
}
