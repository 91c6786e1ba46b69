// What a watch that was away tells when it lists anew: of each object what has come of it, and not how.
// Follows k8s.io/client-go/tools/cache/delta_fifo.go (v0.36), Replace.
import { type ApiObject, keyOf } from '#api/meta/object.ts'
import type { WatchEvent } from './selection.ts'

/** The events in their order, put together for each object; one that came and went is not among them. */
export function missedEvents<T extends ApiObject>(
  events: readonly WatchEvent<T>[],
): readonly WatchEvent<T>[] {
  const byKey = new Map<string, { readonly first: WatchEvent<T>; last: WatchEvent<T> }>()
  for (const event of events) {
    const key = keyOf(event.object)
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, { first: event, last: event })
    else known.last = event
  }
  return [...byKey.values()].flatMap(({ first, last }) => {
    const before = first.type === 'ADDED' ? undefined : (first.old ?? first.object)
    return between(before, last.type === 'DELETED' ? undefined : last.object)
  })
}

function between<T extends ApiObject>(
  before: T | undefined,
  after: T | undefined,
): readonly WatchEvent<T>[] {
  const gone = (object: T): WatchEvent<T> => ({ type: 'DELETED', object, old: object })
  const added = (object: T): WatchEvent<T> => ({ type: 'ADDED', object, old: undefined })
  if (after === undefined) return before === undefined ? [] : [gone(before)]
  if (before === undefined) return [added(after)]
  // One that was made anew under the name of another is another one.
  return before.metadata.uid === after.metadata.uid
    ? [{ type: 'MODIFIED', object: after, old: before }]
    : [gone(before), added(after)]
}
