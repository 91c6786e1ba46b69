// The API server: what clients may ask of it. A request is admitted (defaults, admission, validation),
// checked against what is stored, and written with one journal entry.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go and pkg/registry/core/pod (v1.36).
import { type ApiObject, type Kind, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Client, DeleteOptions } from '#client/client.ts'
import type { World } from '#client/world.ts'
import { equal } from '#lib/equal.ts'
import type { Prng } from '#lib/prng.ts'
import type { Narration } from '#sim/world.ts'
import { admit } from './admit.ts'
import type { AdmissionContext } from './admit-types.ts'
import { createAdmissionContext } from './admission-context.ts'
import { isProtectedNamespace } from './admission/namespace-lifecycle.ts'
import { bindPod } from './bind-pod.ts'
import { deletionOf } from './deletion.ts'
import { prepareForUpdate } from './prepare-for-update.ts'
import { alreadyExists, conflict, notFound, staleObject, statusOf } from './statuses.ts'
import { createStore, type Store } from './storage/store.ts'
import { invalidStatus } from './validation/invalid-status.ts'
import { validateUpdate } from './validation/update.ts'

export interface ApiServer extends Client {
  /** What an object would become, without storing it: the editor's dry run. */
  readonly context: AdmissionContext
  /** Writes the cluster's first objects as they are, under one entry. */
  bootstrap(objects: readonly ApiObject[], narration: Narration): void
}

interface Parts {
  readonly store: Store
  readonly context: AdmissionContext
  readonly world: World
  readonly newUid: () => string
}

/** Makes the API server of a world. `prng` gives UIDs and generated names. */
export function createApiServer(world: World, prng: Prng): ApiServer {
  const store = createStore(world)
  const parts: Parts = {
    store,
    world,
    context: createAdmissionContext(store, prng.fork('names'), world.clock),
    newUid: uidSource(prng.fork('uids')),
  }
  return {
    context: parts.context,
    get: (kind, namespace, name) => store.get(objectKey(kind, namespace, name), kind),
    list(kind, namespace) {
      const all = store.list(kind)
      return namespace === undefined
        ? all
        : all.filter((object) => object.metadata.namespace === namespace)
    },
    podsOnNode: (nodeName) => store.podsOnNode(nodeName),
    create: (object, narration) => create(parts, object, narration),
    update: (object, narration) => update(parts, object, narration),
    updateStatus: (object, narration) => updateStatus(parts, object, narration),
    delete: (kind, namespace, name, options, narration) =>
      remove(parts, { kind, namespace, name, options }, narration),
    bind: (namespace, name, nodeName, narration) =>
      bindPod({ store, nowMs: world.clock.nowMs }, { namespace, name, nodeName }, narration),
    watch: (kind, handler) => store.watch(kind, handler),
    watchPodsOnNode: (nodeName, handler) => store.watchPodsOnNode(nodeName, handler),
    bootstrap(objects, narration) {
      const complete = objects.map((object) => withIdentity(parts, object))
      store.putAll(complete, narration)
    },
  }
}

const refuse = (status: Status): { readonly ok: false; readonly status: Status } => ({
  ok: false,
  status,
})

function withIdentity<T extends ApiObject>(parts: Parts, object: T): T {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: parts.newUid(),
      creationTimestamp: timeOf(parts.world.clock.nowMs),
    },
  }
}

function create<T extends ApiObject>(parts: Parts, object: T, narration: Narration): ApiResult<T> {
  if (object.kind === 'Event')
    return {
      ok: true,
      object: parts.store.put(withIdentity(parts, object), narration),
      warnings: [],
    }
  const admitted = admit(object, parts.context)
  if (admitted.refusal !== null) return refuse(admitted.refusal)
  const { kind, metadata } = admitted.object
  const name = metadata.name ?? ''
  if (parts.store.get(objectKey(kind, metadata.namespace, name), kind) !== undefined) {
    return refuse(alreadyExists(kind, name))
  }
  const written = parts.store.put(withIdentity(parts, sameKind(object, admitted.object)), narration)
  return { ok: true, object: written, warnings: admitted.warnings.map(({ message }) => message) }
}

/** Admission never changes the kind; this says so to the compiler. */
function sameKind<T extends ApiObject>(_like: T, object: ApiObject): T {
  return object as T
}

function stored<T extends ApiObject>(parts: Parts, object: T): T | undefined {
  const found = parts.store.get(
    objectKey(object.kind, object.metadata.namespace, object.metadata.name ?? ''),
    object.kind,
  )
  return found === undefined ? undefined : sameKind(object, found)
}

function staleOrMissing(old: ApiObject | undefined, object: ApiObject): Status | undefined {
  const { uid, resourceVersion, name = '' } = object.metadata
  if (old === undefined) return notFound(object.kind, name)
  if (uid !== undefined && uid !== old.metadata.uid) {
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`
    return conflict(object.kind, name, detail)
  }
  const stale = resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion
  return stale ? staleObject(object.kind, name) : undefined
}

function update<T extends ApiObject>(parts: Parts, object: T, narration: Narration): ApiResult<T> {
  const old = stored(parts, object)
  const problem = staleOrMissing(old, object)
  if (old === undefined || problem !== undefined)
    return refuse(problem ?? notFound(object.kind, ''))
  const prepared =
    object.kind === 'Event' ? object : sameKind(object, prepareForUpdate(object, old))
  const next = nextGeneration(old, keepIdentity(old, prepared))
  if (equal(next, old)) return { ok: true, object: old, warnings: [] }
  if (object.kind !== 'Event') {
    const errors = validateUpdate(next, old)
    if (errors.length > 0) return refuse(invalidStatus(next, errors))
  }
  if (next.metadata.deletionTimestamp !== undefined && isFinallyGone(next)) {
    parts.store.remove(next, narration)
    return { ok: true, object: next, warnings: [] }
  }
  return { ok: true, object: parts.store.put(next, narration), warnings: [] }
}

/** An update changes neither what the server gave at creation nor the status. */
function keepIdentity<T extends ApiObject>(old: T, object: T): T {
  const {
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    resourceVersion,
  } = old.metadata
  const metadata = {
    ...object.metadata,
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    resourceVersion,
  }
  return 'status' in old ? { ...object, metadata, status: old.status } : { ...object, metadata }
}

function nextGeneration<T extends ApiObject>(old: T, next: T): T {
  const generation = old.metadata.generation
  if (
    generation === undefined ||
    !('spec' in old) ||
    !('spec' in next) ||
    equal(old.spec, next.spec)
  )
    return next
  return { ...next, metadata: { ...next.metadata, generation: generation + 1 } }
}

/** True when nothing holds back an object that is being deleted; a Pod is held back by its kubelet too. */
function isFinallyGone({ kind, metadata }: ApiObject): boolean {
  if ((metadata.finalizers ?? []).length > 0) return false
  return kind !== 'Pod' || metadata.deletionGracePeriodSeconds === 0
}

function updateStatus<T extends ApiObject>(
  parts: Parts,
  object: T,
  narration: Narration,
): ApiResult<T> {
  const old = stored(parts, object)
  const problem = staleOrMissing(old, object)
  if (old === undefined || problem !== undefined)
    return refuse(problem ?? notFound(object.kind, ''))
  if (!('status' in object) || !hasStatus(old) || equal(old.status, object.status)) {
    return { ok: true, object: old, warnings: [] }
  }
  return {
    ok: true,
    object: parts.store.put({ ...old, status: object.status }, narration),
    warnings: [],
  }
}

function hasStatus<T extends ApiObject>(object: T): object is T & { readonly status?: unknown } {
  return object.kind === 'Pod' || object.kind === 'Node' || 'status' in object || 'spec' in object
}

function remove(
  parts: Parts,
  request: {
    readonly kind: Kind
    readonly namespace: string
    readonly name: string
    readonly options: DeleteOptions
  },
  narration: Narration,
): ApiResult<ApiObject> {
  const { kind, namespace, name, options } = request
  const found: ObjectOf<Kind> | undefined = parts.store.get(objectKey(kind, namespace, name), kind)
  if (found === undefined) return refuse(notFound(kind, name))
  if (isProtectedNamespace(kind, name)) {
    return refuse(
      statusOf('Forbidden', `namespaces "${name}" is forbidden: this namespace may not be deleted`),
    )
  }
  if (options.uid !== undefined && options.uid !== found.metadata.uid) {
    const detail = `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${found.metadata.uid}`
    return refuse(conflict(kind, name, detail))
  }
  const next = deletionOf(found, options.gracePeriodSeconds, parts.world.clock.nowMs)
  if (next === 'remove') {
    parts.store.remove(found, narration)
    return { ok: true, object: found, warnings: [] }
  }
  if (equal(next, found)) return { ok: true, object: found, warnings: [] }
  return { ok: true, object: parts.store.put(next, narration), warnings: [] }
}

/** Random UIDs in the form of RFC 4122, version 4. */
function uidSource(prng: Prng): () => string {
  const hex = (digits: number): string =>
    prng
      .next(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[prng.next(4)]}${hex(3)}-${hex(6)}${hex(6)}`
}
