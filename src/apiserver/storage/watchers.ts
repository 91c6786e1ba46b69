// Who watches what: the handlers of each kind, and those of the Pods of one node.
import type { ApiObject, Kind, ObjectOf } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import { createListeners, type Listeners } from '#lib/listeners.ts'

type PodHandler = (event: WatchEvent<ObjectOf<'Pod'>>) => void

export interface Watchers {
  /** Returns a function that ends it. */
  watch<K extends Kind>(kind: K, handler: (event: WatchEvent<ObjectOf<K>>) => void): () => void
  /** The same for the Pods of one node only; called before the others. */
  watchPodsOnNode(nodeName: string, handler: PodHandler): () => void
  /** Tells all who watch of a change of one object; nothing when it neither was nor is there. */
  tell(before: ApiObject | undefined, after: ApiObject | undefined): void
}

/** Makes it without watchers. */
export function createWatchers(): Watchers {
  const handlers = new Map<Kind, Listeners<WatchEvent>>()
  const podHandlers = new Map<string, Listeners<WatchEvent<ObjectOf<'Pod'>>>>()
  return {
    watch(kind, handler) {
      const list = handlers.get(kind) ?? createListeners<WatchEvent>()
      handlers.set(kind, list)
      return list.add((event) => {
        if (isOfKind(event, kind)) handler(event)
      })
    },
    watchPodsOnNode(nodeName, handler) {
      const list = podHandlers.get(nodeName) ?? createListeners<WatchEvent<ObjectOf<'Pod'>>>()
      podHandlers.set(nodeName, list)
      return list.add(handler)
    },
    tell(before, after) {
      const event = watchEventOf(before, after)
      if (event === undefined) return
      if (isOfKind(event, 'Pod')) {
        const nodeName = event.object.spec?.nodeName ?? ''
        podHandlers.get(nodeName)?.tell(event)
      }
      handlers.get(event.object.kind)?.tell(event)
    },
  }
}

/** An event is about one object, so both of its states have the same kind. */
function isOfKind<K extends Kind>(event: WatchEvent, kind: K): event is WatchEvent<ObjectOf<K>> {
  return event.object.kind === kind
}

function watchEventOf(
  before: ApiObject | undefined,
  after: ApiObject | undefined,
): WatchEvent | undefined {
  if (after !== undefined) {
    return { type: before === undefined ? 'ADDED' : 'MODIFIED', object: after, old: before }
  }
  return before === undefined ? undefined : { type: 'DELETED', object: before, old: before }
}
