// The API server: what clients may ask of it. A request is admitted (defaults, admission, validation),
// checked against what is stored, and written with one journal entry.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go and pkg/registry/core/pod (v1.36).
import { type ApiObject, type Kind, objectKey } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { Client } from '#client/client.ts'
import { createHandlerGuard, type HandlerGuard } from '#client/handler-guard.ts'
import { selectedEvent } from '#client/selection.ts'
import type { World } from '#client/world.ts'
import { flat } from '#lib/flat-text.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { dryWorld } from '#sim/dry-world.ts'
import type { Narration } from '#sim/world.ts'
import { timeOf } from '#api/meta/time.ts'
import { admit } from './admit.ts'
import { admitStatus } from './admit-status.ts'
import type { AdmissionContext } from './admit-types.ts'
import { admitUpdate } from './admit-update.ts'
import { createAdmissionContext } from './admission-context.ts'
import { mutate } from './admission/run-admission.ts'
import { bindPod, type BindingServer } from './registry/core/pod/bind-pod.ts'
import { createFieldManagers, withManagedFields } from './managedfields/field-managers.ts'
import { encodeManagers } from './managedfields/managers.ts'
import { type Judge, type ServerParts, withIdentity } from './server-parts.ts'
import { createStore } from './storage/store.ts'
import { apply } from './verbs/apply.ts'
import { create } from './verbs/create.ts'
import { remove } from './verbs/delete.ts'
import { deleteCollection } from './verbs/delete-collection.ts'
import { evict } from './verbs/evict.ts'
import { patch } from './verbs/patch.ts'
import { finalizeNamespace } from './verbs/finalize-namespace.ts'
import { getScale, patchScale, updateScale } from './verbs/scale.ts'
import { update } from './verbs/update.ts'
import { updateStatus } from './verbs/update-status.ts'
import { withDeprecation } from './warnings/deprecation-warnings.ts'

export interface ApiServer extends Client {
  /** What an object would become, without storing it: the editor's dry run. */
  readonly context: AdmissionContext
  /** Refuses what a watch handler asks for. */
  readonly guard: HandlerGuard
  /** The object with who manages its fields, as `kubectl get --show-managed-fields` prints it. */
  withManagedFields<T extends ApiObject>(object: T): T
  /** Writes the cluster's first objects as they are, under one entry, created now or at `createdMs`. */
  bootstrap(objects: readonly ApiObject[], narration: Narration, createdMs?: number): void
}

/** Makes the API server of a world. `prng` gives UIDs and generated names; tests may give a judge of their own. */
export function createApiServer(world: World, prng: Prng, given?: Judge): ApiServer {
  return serverOf(world, prng, { given, isDry: false })
}

interface Manner {
  readonly given: Judge | undefined
  readonly isDry: boolean
}

function serverOf(world: World, prng: Prng, { given, isDry }: Manner): ApiServer {
  const uid = uidSource(prng.fork('uids'))
  const judge = given ?? judgeOf(world, uid)
  const store = createStore(world, isDry)
  const guard = createHandlerGuard()
  const context = createAdmissionContext(store, prng.fork('names'), { clock: world.clock, uid })
  const fieldManagers = createFieldManagers(() => world.clock.nowMs, context)
  const parts: ServerParts = { store, world, context, judge, fieldManagers }
  const request = <T>(what: string, answer: () => T): T => {
    guard.assertNotHandling(what)
    return answer()
  }
  return {
    dryRun: () => serverOf(dryWorld(world), createPrng('dry run'), { given, isDry: true }),
    guard,
    context: parts.context,
    get: (kind, namespace, name) => store.get(objectKey(kind, namespace, name), kind),
    list: (kind, which) =>
      store.list(kind, typeof which === 'string' ? { namespace: which } : which),
    podsOnNode: (nodeName) => store.list('Pod', { index: ['node', nodeName] }),
    create: (object, narration) =>
      requestFor(guard, [object.kind, 'create'], () => create(parts, object, narration)),
    update: (object, narration) =>
      requestFor(guard, [object.kind, 'update'], () => update(parts, object, narration)),
    updateStatus: (object, narration) =>
      request('update a status', () => updateStatus(parts, object, narration)),
    patch: (kind, namespace, name, body, narration) =>
      requestFor(guard, [kind, 'patch'], () =>
        body.type === 'apply'
          ? apply(parts, { kind, namespace, name, patch: body }, narration)
          : patch(parts, { kind, namespace, name, patch: body }, narration),
      ),
    delete: (kind, namespace, name, options, narration) =>
      requestFor(guard, [kind, 'delete'], () =>
        remove(parts, { kind, namespace, name, options }, narration),
      ),
    deleteCollection: (kind, selection, options, narrationOf) =>
      request('delete', () => deleteCollection(parts, { kind, selection, options }, narrationOf)),
    getScale: (kind, namespace, name) => getScale(parts, { kind, namespace, name }),
    updateScale: (kind, namespace, name, scale, narration) =>
      request('scale', () => updateScale(parts, { kind, namespace, name, scale }, narration)),
    patchScale: (kind, namespace, name, body, narration) =>
      request('scale', () => patchScale(parts, { kind, namespace, name, patch: body }, narration)),
    evict: (namespace, name, options, narration) =>
      request('evict', () => evict(parts, { namespace, name, options }, narration)),
    finalizeNamespace: (namespace, narration) =>
      request('finalize', () => finalizeNamespace(parts, namespace, narration)),
    bind: (binding, narration) =>
      request('bind', () => bindPod(bindingServer(parts), binding, narration)),
    watch(kind, handler, selection) {
      if (selection === undefined) return store.watch(kind, (event) => guard.handle(handler, event))
      return store.watch(kind, (event) => {
        const selected = selectedEvent(event, selection)
        if (selected !== undefined) guard.handle(handler, selected)
      })
    },
    watchPodsOnNode: (nodeName, handler) =>
      store.watchPodsOnNode(nodeName, (event) => guard.handle(handler, event)),
    withManagedFields: (object) =>
      withManagedFields(object, encodeManagers(parts.fieldManagers.known(object))),
    bootstrap(objects, narration, createdMs) {
      const complete = objects.map((object) => createdAt(withIdentity(parts, object), createdMs))
      store.putAll(complete, narration)
    },
  }
}

/** The object as if it had been created then; as it is without a time. */
function createdAt(object: ApiObject, createdMs: number | undefined): ApiObject {
  if (createdMs === undefined) return object
  return { ...object, metadata: { ...object.metadata, creationTimestamp: timeOf(createdMs) } }
}

/** Answers a request for objects of a kind, with what is said of all such requests. */
function requestFor<T>(
  guard: HandlerGuard,
  [kind, what]: readonly [kind: Kind, what: string],
  answer: () => ApiResult<T>,
): ApiResult<T> {
  guard.assertNotHandling(what)
  return withDeprecation(kind, answer())
}

/** What binding needs: admission sees it as the creation of a subresource. */
function bindingServer({ store, context, world, judge }: ServerParts): BindingServer {
  return {
    store,
    nowMs: world.clock.nowMs,
    admit: (object, old) =>
      judge.mutate({ operation: 'CREATE', object, old, subresource: 'binding', context }),
  }
}

/** Admits what clients ask for as the real server does. */
function judgeOf({ clock }: World, uid: () => string): Judge {
  return {
    identityOf: () => ({ uid: uid(), creationTimestamp: timeOf(clock.nowMs) }),
    mutate,
    create: admit,
    update: admitUpdate,
    updateStatus: admitStatus,
  }
}

/** Random UIDs in the form of RFC 4122, version 4. */
function uidSource(prng: Prng): () => string {
  const hex = (digits: number): string =>
    prng
      .next(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return () =>
    flat(`${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[prng.next(4)]}${hex(3)}-${hex(6)}${hex(6)}`)
}
