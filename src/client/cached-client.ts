// A client that reads what its watches have told, instead of asking the API server each time: for a component that
// works on listers throughout, as the scheduler and its plugins do.
// Follows k8s.io/client-go/listers and sigs.k8s.io/controller-runtime/pkg/client, NewDelegatingClient.
import type { Client } from './client.ts'
import type { Informers } from './informer.ts'
import { isSelected, selectedEvent } from './selection.ts'

/** The client with `get`, `list` and `watch` answered by informers; everything else goes to the API server. */
export function createCachedClient<C extends Client>(client: C, informers: Informers): C {
  return {
    ...client,
    get: (kind, namespace, name) => informers.informer(kind).indexer.get(namespace, name),
    list(kind, which) {
      const { indexer } = informers.informer(kind)
      if (which === undefined || typeof which === 'string') return indexer.list(which)
      return indexer.list(which.namespace).filter((object) => isSelected(object, which))
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
