// An API server without admission and validation: what is created is stored as it is. For tests of
// components, which then depend on their own rules only.
import type { ApiObject } from '#api/meta/object.ts'
import { objectKey } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import { bindPod } from '#apiserver/registry/core/pod/bind-pod.ts'
import { deletionOf } from '#apiserver/deletion.ts'
import { createStore } from '#apiserver/storage/store.ts'
import type { Client } from '#client/client.ts'
import { createClusterWorld, type World } from '#client/world.ts'
import { equal } from '#lib/equal.ts'
import { createClock } from '#sim/clock.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'

export interface FakeApiServer {
  readonly clock: Clock
  readonly world: World
  readonly client: Client
  /** Makes every later create of a Pod fail with this message; null ends it. */
  refusePods(message: string | null): void
  /** Creates objects in the name of the test. */
  apply(...objects: readonly ApiObject[]): void
  /** Runs timers until nothing is due by `toMs`. */
  runUntil(toMs: number): void
}

export const BY_TEST: Narration = {
  actor: 'test',
  message: 'changed something',
  level: 'detail',
  kind: 'Test',
}

/** Makes an empty one on its own clock. UIDs count up from 1. */
// oxlint-disable-next-line max-lines-per-function -- one small function per verb
export function createFakeApiServer(): FakeApiServer {
  const clock = createClock()
  const world: World = createClusterWorld(clock)
  const store = createStore(world)
  let uids = 0
  let refusal: string | null = null

  const refuse = (reason: Status['reason'], message: string): { ok: false; status: Status } => ({
    ok: false,
    status: { code: reason === 'NotFound' ? 404 : 409, reason, message, causes: [] },
  })
  const accept = <T extends ApiObject>(object: T): ApiResult<T> => ({
    ok: true,
    object,
    warnings: [],
  })
  const keyFor = ({ kind, metadata }: ApiObject): string =>
    objectKey(kind, metadata.namespace, metadata.name ?? '')
  const replace = <T extends ApiObject>(
    object: T,
    narration: Narration,
    merge: (old: ApiObject) => T,
  ): ApiResult<T> => {
    const old: ApiObject | undefined = store.get(keyFor(object), object.kind)
    if (old === undefined) return refuse('NotFound', `${keyFor(object)} not found`)
    if (object.metadata.resourceVersion !== old.metadata.resourceVersion) {
      return refuse('Conflict', `${keyFor(object)} is stale`)
    }
    const next = merge(old)
    return accept(equal(next, old) ? next : store.put(next, narration))
  }
  const client: Client = {
    get: (kind, namespace, name) => store.get(objectKey(kind, namespace, name), kind),
    list: (kind, which) =>
      store.list(kind, typeof which === 'string' ? { namespace: which } : which),
    podsOnNode: (nodeName) => store.list('Pod', { index: ['node', nodeName] }),
    create(object, narration) {
      if (object.kind === 'Pod' && refusal !== null) return refuse('Forbidden', refusal)
      if (store.get(keyFor(object), object.kind) !== undefined) {
        return refuse('AlreadyExists', `${keyFor(object)} already exists`)
      }
      uids += 1
      const { uid = `uid-${uids}`, creationTimestamp = timeOf(clock.nowMs) } = object.metadata
      const metadata = { ...object.metadata, uid, creationTimestamp }
      return accept(store.put({ ...object, metadata }, narration))
    },
    update: (object, narration) =>
      replace(object, narration, (old) =>
        'status' in old ? { ...object, status: old.status } : object,
      ),
    updateStatus: (object, narration) =>
      replace(object, narration, (old) => ({ ...object, metadata: old.metadata })),
    patch: (kind, _namespace, name) => refuse('NotFound', `${kind} "${name}" cannot be patched`),
    deleteCollection: () => [],
    getScale: (kind) => refuse('NotFound', `${kind} cannot be scaled`),
    updateScale: (kind) => refuse('NotFound', `${kind} cannot be scaled`),
    patchScale: (kind) => refuse('NotFound', `${kind} cannot be scaled`),
    evict: () => refuse('NotFound', 'Pods cannot be evicted'),
    delete(kind, namespace, name, options, narration) {
      const found: ApiObject | undefined = store.get(objectKey(kind, namespace, name), kind)
      if (found === undefined) return refuse('NotFound', `${kind} "${name}" not found`)
      const next = deletionOf(found, options.gracePeriodSeconds, clock.nowMs)
      if (next !== 'remove') return accept(store.put(next, narration))
      store.remove(found, narration)
      return accept(found)
    },
    bind: (namespace, name, nodeName, narration) =>
      bindPod(
        { store, nowMs: clock.nowMs, admit: (object) => ({ object, refusal: null }) },
        { namespace, name, nodeName },
        narration,
      ),
    watch: store.watch,
    watchPodsOnNode: store.watchPodsOnNode,
  }
  return {
    clock,
    world,
    client,
    refusePods(message) {
      refusal = message
    },
    apply(...objects) {
      for (const object of objects) client.create(object, BY_TEST)
    },
    runUntil(toMs) {
      for (let next = clock.nextMs(); next !== null && next <= toMs; next = clock.nextMs()) {
        clock.step()
      }
      if (clock.nowMs < toMs) clock.skipTo(toMs)
    },
  }
}
