// The API server's storage: the objects of the world by kind and name, with resourceVersion and watch.
// Follows the behaviour of k8s.io/apiserver/pkg/registry/generic/registry/store.go and of etcd's
// revisions: one counter for all kinds, every write gets the next number.
import {
  type ApiObject,
  type Kind,
  keyOf,
  keyPrefix,
  kindOfKey,
  type ObjectKey,
  type ObjectOf,
} from '#api/meta/object.ts'
import { labelsIn } from '#api/meta/object-index.ts'
import { isSelected, type ListOptions, type Selection, type WatchEvent } from '#client/selection.ts'
import type { JournalEntry, World, WorldObject } from '#client/world.ts'
import type { LookUp } from '#sim/state.ts'
import type { Narration } from '#sim/world.ts'
import { createWatchers } from './watchers.ts'

export interface Store {
  get<K extends Kind>(key: ObjectKey, kind: K): ObjectOf<K> | undefined
  list<K extends Kind>(kind: K, options?: ListOptions): readonly ObjectOf<K>[]
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

/** Makes an empty store in a world; in a dry one what is put keeps the version of what is there, and a new object has none. */
export function createStore(world: World, isDry = false): Store {
  const { live } = world
  const watchers = createWatchers()
  let revision = 0

  // Every change of an API object comes through the world's journal, so the watches are fed from there
  // and cannot miss one.
  world.subscribe((entry) => {
    for (const { key, before, after } of entry.changes) {
      const kind = kindOfKey(key)
      if (kind === undefined) continue
      const old = isObject(before, kind) ? before : undefined
      const now = isObject(after, kind) ? after : undefined
      watchers.tell(old, now)
    }
  })
  const stamped = <T extends ApiObject>(object: T): T => {
    if (isDry) return withVersionOf(asKind(live.get(keyOf(object)), object.kind), object)
    revision += 1
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
  }
  return {
    get: (key, kind) => asKind(live.get(key), kind),
    list: (kind, options = {}) => list(live, kind, options),
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

function withVersionOf<T extends ApiObject>(stored: ApiObject | undefined, object: T): T {
  const { resourceVersion: _, ...metadata } = object.metadata
  const resourceVersion = stored?.metadata.resourceVersion
  const known = resourceVersion === undefined ? {} : { resourceVersion }
  return { ...object, metadata: { ...metadata, ...known } }
}

/** What a list of a state answers: in the order of the keys, at the cost of what it returns wherever an index can say which. */
function list<K extends Kind>(
  state: LookUp<WorldObject>,
  kind: K,
  { index, ...selection }: ListOptions,
): readonly ObjectOf<K>[] {
  const prefix = keyPrefix(kind, selection.namespace)
  const [name, value] = index ?? indexOf(kind, selection) ?? []
  const found =
    name === undefined || value === undefined
      ? state.under(prefix)
      : state.list(name, value, prefix)
  const { labelSelector, fieldSelector } = selection
  const all = labelSelector === undefined && fieldSelector === undefined
  return found.filter(
    (object): object is ObjectOf<K> =>
      hasKind(object, kind) && (all || isSelected(object, { labelSelector, fieldSelector })),
  )
}

/** The nodes and labels of Pods are indexed, so a selector need not look at all of them. */
function indexOf(
  kind: Kind,
  { namespace, labelSelector, fieldSelector }: Selection,
): ListOptions['index'] {
  if (kind !== 'Pod') return undefined
  const node = fieldSelector?.find(
    ({ field, operator }) => field === 'spec.nodeName' && operator === '=',
  )
  if (node !== undefined && node.value !== '') return ['node', node.value]
  const labels = namespace === undefined ? [] : labelsIn(namespace, labelSelector?.matchLabels)
  return labels.length === 0 ? undefined : ['label', labels]
}

function isObject(value: WorldObject | undefined, kind: Kind): value is ApiObject {
  return value?.kind === kind
}

function asKind<K extends Kind>(object: WorldObject | undefined, kind: K): ObjectOf<K> | undefined {
  return object !== undefined && hasKind(object, kind) ? object : undefined
}

function hasKind<K extends Kind>(object: WorldObject, kind: K): object is ObjectOf<K> {
  return object.kind === kind
}
