// The API server's storage: the objects of the world by kind and name, with resourceVersion and watch.
// Follows the behaviour of k8s.io/apiserver/pkg/registry/generic/registry/store.go and of etcd's
// revisions: one counter for all kinds, every write gets the next number.
import {
  type ApiObject,
  type Kind,
  keyOf,
  kindOfKey,
  type ObjectKey,
  type ObjectOf,
} from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { JournalEntry, World } from '#client/world.ts'
import type { Narration } from '#sim/world.ts'
import { createWatchers } from './watchers.ts'

export interface Store {
  get<K extends Kind>(key: ObjectKey, kind: K): ObjectOf<K> | undefined
  list<K extends Kind>(kind: K): readonly ObjectOf<K>[]
  podsOnNode(nodeName: string): readonly ObjectOf<'Pod'>[]
  /** Writes a new or changed object with the next resourceVersion and tells the watchers. */
  put<T extends ApiObject>(object: T, narration: Narration): T
  remove(object: ApiObject, narration: Narration): void
  /** Writes many objects under one entry, as a cluster's first state. */
  putAll(objects: readonly ApiObject[], narration: Narration): JournalEntry
  watch<K extends Kind>(kind: K, handler: (event: WatchEvent<ObjectOf<K>>) => void): () => void
  /** The same for the Pods of one node only; called before the others. */
  watchPodsOnNode(
    nodeName: string,
    handler: (event: WatchEvent<ObjectOf<'Pod'>>) => void,
  ): () => void
}

/** Makes an empty store in a world. */
export function createStore(world: World): Store {
  const byKind = new Map<Kind, Map<ObjectKey, ApiObject>>()
  const byNode = new Map<string, Map<ObjectKey, ObjectOf<'Pod'>>>()
  const watchers = createWatchers()
  let revision = 0

  const objectsOf = (kind: Kind): Map<ObjectKey, ApiObject> => {
    const found = byKind.get(kind)
    if (found !== undefined) return found
    const made = new Map<ObjectKey, ApiObject>()
    byKind.set(kind, made)
    return made
  }
  const indexPod = (
    key: ObjectKey,
    before: ApiObject | undefined,
    after: ApiObject | undefined,
  ): void => {
    const from = before?.kind === 'Pod' ? before.spec?.nodeName : undefined
    const pod = after?.kind === 'Pod' ? after : undefined
    const to = pod?.spec?.nodeName
    if (from !== undefined && from !== to) byNode.get(from)?.delete(key)
    if (to === undefined || pod === undefined) return
    const pods = byNode.get(to) ?? new Map<ObjectKey, ObjectOf<'Pod'>>()
    pods.set(key, pod)
    byNode.set(to, pods)
  }
  // Every change of an API object comes through the world's journal, so the indexes and the watches
  // are fed from there and cannot miss one.
  world.subscribe((entry) => {
    for (const { key, before, after } of entry.changes) {
      const kind = kindOfKey(key)
      if (kind === undefined) continue
      const old = isObject(before, kind) ? before : undefined
      const now = isObject(after, kind) ? after : undefined
      if (now === undefined) objectsOf(kind).delete(key)
      else objectsOf(kind).set(key, now)
      if (kind === 'Pod') indexPod(key, old, now)
      watchers.tell(old, now)
    }
  })
  const stamped = <T extends ApiObject>(object: T): T => {
    revision += 1
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
  }
  return {
    get: (key, kind) => asKind(objectsOf(kind).get(key), kind),
    list: (kind) => [...objectsOf(kind).values()].filter((object) => hasKind(object, kind)),
    podsOnNode: (nodeName) => [...(byNode.get(nodeName)?.values() ?? [])],
    put(object, narration) {
      const written = stamped(object)
      world.commit(narration, [[keyOf(written), written]])
      return written
    },
    remove(object, narration) {
      revision += 1
      world.commit(narration, [[keyOf(object), undefined]])
    },
    putAll(objects, narration) {
      return world.commit(
        narration,
        objects.map((object) => {
          const written = stamped(object)
          return [keyOf(written), written] as const
        }),
      )
    },
    watch: watchers.watch,
    watchPodsOnNode: watchers.watchPodsOnNode,
  }
}

function isObject(value: unknown, kind: Kind): value is ApiObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind
}

function asKind<K extends Kind>(object: ApiObject | undefined, kind: K): ObjectOf<K> | undefined {
  return object !== undefined && hasKind(object, kind) ? object : undefined
}

function hasKind<K extends Kind>(object: ApiObject, kind: K): object is ObjectOf<K> {
  return object.kind === kind
}
