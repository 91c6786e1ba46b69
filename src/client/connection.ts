// Whether the API server answers its clients, and what their requests come to while it does not. What a component
// reads meanwhile is what it knew before: nobody can write, so nothing can change.
// Follows k8s.io/client-go/rest/request.go (v0.36): an error of the connection is the answer of a request.
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import type { Client } from './client.ts'

export interface Connection {
  /** What a request comes to now instead of an answer; null while the API server answers. */
  readonly refusal: Status | null
  /** Calls `listener` when the API server no longer answers, and when it does again. Returns a function that ends it. */
  watch(listener: () => void): () => void
}

/** To an API server that always answers. */
export const CONNECTED: Connection = { refusal: null, watch: () => () => {} }

/** The client of one component, whose writes come to nothing while the API server does not answer. */
export function createConnectedClient<C extends Client>(client: C, connection: Connection): C {
  if (connection === CONNECTED) return client
  const or = <T>(write: () => ApiResult<T>): ApiResult<T> => {
    const { refusal } = connection
    return refusal === null ? write() : { ok: false, status: refusal }
  }
  return {
    ...client,
    create: (object, narration) => or(() => client.create(object, narration)),
    update: (object, narration) => or(() => client.update(object, narration)),
    updateStatus: (object, narration) => or(() => client.updateStatus(object, narration)),
    patch: (kind, namespace, name, patch, narration) =>
      or(() => client.patch(kind, namespace, name, patch, narration)),
    delete: (kind, namespace, name, options, narration) =>
      or(() => client.delete(kind, namespace, name, options, narration)),
    deleteCollection: (kind, selection, options, narrationOf) =>
      connection.refusal === null
        ? client.deleteCollection(kind, selection, options, narrationOf)
        : [],
    getScale: (kind, namespace, name) => or(() => client.getScale(kind, namespace, name)),
    updateScale: (kind, namespace, name, scale, narration) =>
      or(() => client.updateScale(kind, namespace, name, scale, narration)),
    patchScale: (kind, namespace, name, patch, narration) =>
      or(() => client.patchScale(kind, namespace, name, patch, narration)),
    evict: (namespace, name, options, narration) =>
      or(() => client.evict(namespace, name, options, narration)),
    finalizeNamespace: (namespace, narration) =>
      or(() => client.finalizeNamespace(namespace, narration)),
    bind: (binding, narration) => or(() => client.bind(binding, narration)),
  }
}

/**
 * The client of a process that started while the API server did not answer: it knows nothing until `knows` says so.
 */
export function createBlankClient<C extends Client>(client: C, knows: () => boolean): C {
  return {
    ...client,
    get: <K extends Kind>(kind: K, namespace: string, name: string) =>
      knows() ? client.get(kind, namespace, name) : undefined,
    list: (kind, which) => (knows() ? client.list(kind, which) : []),
    podsOnNode: (nodeName) => (knows() ? client.podsOnNode(nodeName) : []),
  }
}

/** Whether a request failed because nobody answered it, so that it is worth trying again as it was. */
export function isUnanswered(result: ApiResult<ApiObject>, { refusal }: Connection): boolean {
  return !result.ok && result.status === refusal
}
