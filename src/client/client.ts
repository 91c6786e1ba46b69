// All that a component sees of the API server. Components never import one another: they read and
// watch here, decide, and write here. Follows the shape of k8s.io/client-go.
import type { Binding } from '#api/generated/types.ts'
import type { Scale } from '#api/generated/types.ts'
import type { ApiObject, Kind, ObjectOf } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { Narration } from '#sim/world.ts'
import type { ListOptions, Selection, WatchEvent } from './selection.ts'

export type { WatchEvent } from './selection.ts'

/** What becomes of the dependents: deleted afterwards, deleted before, or left without owner. */
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan'

export interface DeleteOptions {
  /** As the finalizers of the object say when it is missing, else in the background. */
  readonly propagationPolicy?: PropagationPolicy
  readonly gracePeriodSeconds?: number
  /** Refuse (Conflict) when the stored object has another UID. */
  readonly uid?: string
  /** Refuse (Conflict) when the stored object has another version. */
  readonly resourceVersion?: string
}

/** A change of an object. `body` is what was sent; nothing is promised about it. */
/** A part of an object that is changed by a request of its own, besides its status. */
export type ObjectPart = 'resize' | 'ephemeralcontainers'

export interface BodyPatch {
  /** RFC 6902, RFC 7386, or the merge that knows the keys of lists. */
  readonly type: 'json' | 'merge' | 'strategic'
  readonly body: unknown
  /** What the patch is of; the object itself when it is missing. */
  readonly subresource?: 'status' | ObjectPart
  /** What comes of fields that nobody knows: refused when it is missing, or left out, with a warning or without. */
  readonly fieldValidation?: 'Warn' | 'Ignore'
}

/** A server-side apply: the fields that a manager wants, as it wants them. */
export interface ApplyPatch {
  readonly type: 'apply'
  readonly body: unknown
  readonly fieldManager: string
  /** Takes the fields of other managers instead of being refused with Conflict. */
  readonly force?: boolean
  readonly subresource?: 'status'
}

export type Patch = BodyPatch | ApplyPatch

export interface Client {
  /** The same server for requests with `dryRun=All`: each is answered as if it were carried out, and nothing is stored. */
  dryRun(): Client
  get<K extends Kind>(kind: K, namespace: string, name: string): ObjectOf<K> | undefined
  /**
   * The objects of a kind in the order of their namespaces and names: the chosen ones, or those of a namespace, when
   * it is given. Costs what it returns when a namespace, an index or, for Pods, a label says which.
   */
  list<K extends Kind>(kind: K, which?: string | ListOptions): readonly ObjectOf<K>[]
  /** Pods whose spec.nodeName is `nodeName` (the field selector that a kubelet uses). */
  podsOnNode(nodeName: string): readonly ObjectOf<'Pod'>[]
  create<T extends ApiObject>(object: T, narration: Narration): ApiResult<T>
  /** Replaces everything but the status. A stale resourceVersion is refused with Conflict. */
  update<T extends ApiObject>(object: T, narration: Narration): ApiResult<T>
  /** Replaces the status only. Writes nothing, and no entry, when it does not change. */
  updateStatus<T extends ApiObject>(object: T, narration: Narration): ApiResult<T>
  /** PATCH: changes what the patch names. Nothing throws, whatever it sets. */
  patch<K extends Kind>(
    kind: K,
    namespace: string,
    name: string,
    patch: Patch,
    narration: Narration,
  ): ApiResult<ObjectOf<K>>
  /** DELETE: removes at once, or sets deletionTimestamp, as the kind and the grace period demand. */
  delete(
    kind: Kind,
    namespace: string,
    name: string,
    options: DeleteOptions,
    narration: Narration,
  ): ApiResult<ApiObject>
  /** Deletes all selected objects of a kind; each deletion is told by itself. Returns those that were deleted. */
  deleteCollection<K extends Kind>(
    kind: K,
    selection: Selection,
    options: DeleteOptions,
    narrationOf: (object: ObjectOf<K>) => Narration,
  ): readonly ObjectOf<K>[]
  /** GET .../scale of an object that can be scaled. */
  getScale(kind: Kind, namespace: string, name: string): ApiResult<Scale>
  /** PUT .../scale: sets the number of replicas. A stale resourceVersion is refused with Conflict. */
  updateScale(
    kind: Kind,
    namespace: string,
    name: string,
    scale: Scale,
    narration: Narration,
  ): ApiResult<Scale>
  /** PATCH .../scale. */
  patchScale(
    kind: Kind,
    namespace: string,
    name: string,
    patch: BodyPatch,
    narration: Narration,
  ): ApiResult<Scale>
  /** POST pods/eviction: marks the Pod as disrupted and deletes it. */
  evict(
    namespace: string,
    name: string,
    options: DeleteOptions,
    narration: Narration,
  ): ApiResult<ObjectOf<'Pod'>>
  /** PUT namespaces/finalize: changes what holds back a Namespace, and lets go of one that nothing holds any more. */
  finalizeNamespace(
    namespace: ObjectOf<'Namespace'>,
    narration: Narration,
  ): ApiResult<ObjectOf<'Namespace'>>
  /** POST pods/binding. */
  bind(binding: Binding, narration: Narration): ApiResult<ObjectOf<'Pod'>>
  /**
   * Calls `handler` for every later change of the kind (of the selected objects), in the order of writes: in the same
   * instant, or later when the client's watches are late.
   * A handler only notes what is to do (a work queue); it never writes. Returns a function that ends it.
   */
  watch<K extends Kind>(
    kind: K,
    handler: (event: WatchEvent<ObjectOf<K>>) => void,
    selection?: Selection,
  ): () => void
  /**
   * The same for the Pods whose spec.nodeName is `nodeName`, as a kubelet watches with a field selector.
   * These handlers are called before those of `watch`.
   */
  watchPodsOnNode(
    nodeName: string,
    handler: (event: WatchEvent<ObjectOf<'Pod'>>) => void,
  ): () => void
}
