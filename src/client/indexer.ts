// Objects of one kind with indexes over them: what a component knows of the API server, ready to be looked up.
// Follows k8s.io/client-go/tools/cache/thread_safe_store.go and listers.go (v0.36).
import type { ApiObject, Kind } from '#api/meta/object.ts'
import { keyOf, objectKey } from '#api/meta/object.ts'
import type { ObjectKey } from '#api/meta/object.ts'
import { must } from '#lib/assert.ts'

/** The values under which an object is found in an index; none leaves it out. */
export type IndexFunc<T extends ApiObject> = (object: T) => readonly string[]

/** How objects are looked up. Lists are in the order in which the objects came. */
export interface Lister<T extends ApiObject> {
  get(namespace: string | undefined, name: string): T | undefined
  /** All objects, or those of one namespace. */
  list(namespace?: string): readonly T[]
  /** The objects that an index has under `value`. The index must have been added: else it is a bug. */
  byIndex(index: string, value: string): readonly T[]
}

export interface Indexer<T extends ApiObject> extends Lister<T> {
  /** Adds indexes by name, also over what is there already. One that is there keeps its function. */
  addIndexers(indexers: Readonly<Record<string, IndexFunc<T>>>): void
  /** Puts an object in; returns the one that was there before under its name. */
  set(object: T): T | undefined
  /** Takes out what is there under the name of an object, and returns it. */
  delete(object: T): T | undefined
}

/** The index that every indexer has. */
const NAMESPACE_INDEX = 'namespace'

interface Index<T extends ApiObject> {
  readonly valuesOf: IndexFunc<T>
  readonly groups: Map<string, Map<ObjectKey, T>>
}

/** Makes an empty indexer of the kind whose `objectKey` is asked with `kind`. */
export function createIndexer<T extends ApiObject>(kind: Kind): Indexer<T> {
  const objects = new Map<ObjectKey, T>()
  const indexes = new Map<string, Index<T>>([
    [
      NAMESPACE_INDEX,
      { valuesOf: ({ metadata }) => [metadata.namespace ?? ''], groups: new Map() },
    ],
  ])
  const byIndex = (index: string, value: string): readonly T[] => {
    const { groups } = must(indexes.get(index), `no index ${index} over ${kind}`)
    return [...(groups.get(value)?.values() ?? [])]
  }
  return {
    get: (namespace, name) => objects.get(objectKey(kind, namespace, name)),
    list: (namespace) =>
      namespace === undefined ? [...objects.values()] : byIndex(NAMESPACE_INDEX, namespace),
    byIndex,
    addIndexers(indexers) {
      for (const [name, valuesOf] of Object.entries(indexers)) {
        if (indexes.has(name)) continue
        const index: Index<T> = { valuesOf, groups: new Map() }
        indexes.set(name, index)
        for (const [key, object] of objects) move(index, key, { before: undefined, after: object })
      }
    },
    set(object) {
      const key = keyOf(object)
      const before = objects.get(key)
      objects.set(key, object)
      for (const index of indexes.values()) move(index, key, { before, after: object })
      return before
    },
    delete(object) {
      const key = keyOf(object)
      const before = objects.get(key)
      if (before === undefined || !objects.delete(key)) return undefined
      for (const index of indexes.values()) move(index, key, { before, after: undefined })
      return before
    },
  }
}

/** Takes an object out of the groups that it is in no more, and puts it into those that it is in now. */
function move<T extends ApiObject>(
  { valuesOf, groups }: Index<T>,
  key: ObjectKey,
  { before, after }: { readonly before: T | undefined; readonly after: T | undefined },
): void {
  const now = after === undefined ? [] : valuesOf(after)
  for (const value of before === undefined ? [] : valuesOf(before)) {
    if (now.includes(value)) continue
    const group = groups.get(value)
    group?.delete(key)
    if (group?.size === 0) groups.delete(value)
  }
  if (after === undefined) return
  for (const value of now) {
    const group = groups.get(value) ?? new Map<ObjectKey, T>()
    groups.set(value, group)
    group.set(key, after)
  }
}
