// An API server in a map, for the tests of this folder: enough of Pods, no admission.
import type { Pod } from '#api/generated/types.ts'
import { type ApiObject, keyOf, type Kind, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Client, DeleteOptions, WatchEvent } from '#client/client.ts'
import type { ListOptions } from '#client/selection.ts'
import { createListeners } from '#lib/listeners.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'

const ASKED: Narration = { actor: 'you', message: 'asked for it', level: 'detail', kind: 'Request' }

/** `narrate` is called with each write. */
export class FakeClient implements Client {
  readonly #clock: Clock
  readonly #narrate: (narration: Narration) => void
  readonly #objects = new Map<string, ApiObject>()
  readonly #handlers = createListeners<WatchEvent>()
  #version = 0

  constructor(clock: Clock, narrate: (narration: Narration) => void) {
    this.#clock = clock
    this.#narrate = narrate
  }

  dryRun(): Client {
    return this
  }

  get<K extends Kind>(kind: K, namespace: string, name: string): ObjectOf<K> | undefined {
    const found = this.#objects.get(objectKey(kind, namespace, name))
    return isOf(found, kind) ? found : undefined
  }

  list<K extends Kind>(kind: K, which: string | ListOptions = {}): readonly ObjectOf<K>[] {
    const { namespace } = typeof which === 'string' ? { namespace: which } : which
    return [...this.#objects.values()]
      .filter((object) => isOf(object, kind))
      .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
  }

  podsOnNode(nodeName: string): readonly Pod[] {
    return this.list('Pod').filter((pod) => pod.spec?.nodeName === nodeName)
  }

  create<T extends ApiObject>(object: T, narration: Narration): ApiResult<T> {
    if (this.#objects.has(keyOf(object))) return refuse('AlreadyExists')
    const metadata = {
      ...object.metadata,
      uid: `uid-${this.#version + 1}`,
      creationTimestamp: timeOf(this.#clock.nowMs),
    }
    const status = object.kind === 'Pod' ? { status: { phase: 'Pending' } } : {}
    return this.#put({ ...status, ...object, metadata }, narration)
  }

  update<T extends ApiObject>(object: T, narration: Narration): ApiResult<T> {
    return this.#put(object, narration)
  }

  updateStatus<T extends ApiObject>(object: T, narration: Narration): ApiResult<T> {
    const stored = this.#objects.get(keyOf(object))
    if (stored === undefined) return refuse('NotFound')
    const same = JSON.stringify(statusIn(stored)) === JSON.stringify(statusIn(object))
    return same ? { ok: true, object, warnings: [] } : this.#put(object, narration)
  }

  delete(
    ...[kind, namespace, name, options, narration]: Parameters<Client['delete']>
  ): ApiResult<ApiObject> {
    const stored = this.get(kind, namespace, name)
    if (stored === undefined) return refuse('NotFound')
    if (options.uid !== undefined && options.uid !== stored.metadata.uid) return refuse('Conflict')
    if (stored.kind !== 'Pod' || options.gracePeriodSeconds === 0 || isDone(stored)) {
      this.#objects.delete(keyOf(stored))
      this.#narrate(narration)
      this.#tell({ type: 'DELETED', object: stored, old: stored })
      return { ok: true, object: stored, warnings: [] }
    }
    const grace = options.gracePeriodSeconds ?? stored.spec?.terminationGracePeriodSeconds ?? 30
    const metadata = {
      ...stored.metadata,
      deletionTimestamp: timeOf(this.#clock.nowMs + grace * 1000),
      deletionGracePeriodSeconds: grace,
    }
    return this.#put({ ...stored, metadata }, narration)
  }

  patch(): ApiResult<never> {
    return refuse('NotFound')
  }

  deleteCollection(): readonly never[] {
    return []
  }

  getScale(): ApiResult<never> {
    return refuse('NotFound')
  }

  updateScale(): ApiResult<never> {
    return refuse('NotFound')
  }

  patchScale(): ApiResult<never> {
    return refuse('NotFound')
  }

  evict(): ApiResult<never> {
    return refuse('NotFound')
  }

  finalizeNamespace(): ApiResult<never> {
    return refuse('NotFound')
  }

  bind(): ApiResult<never> {
    return refuse('NotFound')
  }

  watch<K extends Kind>(kind: K, handler: (event: WatchEvent<ObjectOf<K>>) => void): () => void {
    return this.#handlers.add(({ type, object, old }) => {
      if (isOf(object, kind)) handler({ type, object, old: isOf(old, kind) ? old : undefined })
    })
  }

  watchPodsOnNode(nodeName: string, handler: (event: WatchEvent<Pod>) => void): () => void {
    return this.watch('Pod', (event) => {
      if (event.object.spec?.nodeName === nodeName) handler(event)
    })
  }

  /** `kubectl apply` of a new or changed object. */
  apply<T extends ApiObject>(object: T): void {
    const stored = this.#objects.get(keyOf(object))
    if (stored === undefined) this.create(object, ASKED)
    else this.#put({ ...object, metadata: { ...stored.metadata, ...object.metadata } }, ASKED)
  }

  /** `kubectl delete pod`. */
  deletePod(name: string, gracePeriodSeconds?: number): void {
    const options: DeleteOptions = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
    this.delete('Pod', 'default', name, options, ASKED)
  }

  #put<T extends ApiObject>(object: T, narration: Narration): ApiResult<T> {
    this.#version += 1
    const resourceVersion = String(this.#version)
    const stored: T = { ...object, metadata: { ...object.metadata, resourceVersion } }
    const old = this.#objects.get(keyOf(object))
    this.#objects.set(keyOf(object), stored)
    this.#narrate(narration)
    this.#tell({ type: old === undefined ? 'ADDED' : 'MODIFIED', object: stored, old })
    return { ok: true, object: stored, warnings: [] }
  }

  #tell(event: WatchEvent): void {
    this.#handlers.tell(event)
  }
}

function isOf<K extends Kind>(object: ApiObject | undefined, kind: K): object is ObjectOf<K> {
  return object?.kind === kind
}

function refuse(reason: 'NotFound' | 'AlreadyExists' | 'Conflict'): ApiResult<never> {
  return { ok: false, status: { code: 409, reason, message: reason, causes: [] } }
}

function isDone(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

function statusIn(object: ApiObject): unknown {
  return 'status' in object ? object.status : undefined
}
