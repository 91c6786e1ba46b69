// The API server of the simulator, with the objects that a question finds there, and what it answers.
import type { Binding, CustomResourceDefinition, Eviction } from '#api/generated/types.ts'
import { computeNames, established, isTrue } from '#controllers/apiextensions/names.ts'
import { normalForm } from '#api/meta/normal-form.ts'
import { type ApiObject, type Kind, objectKey } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { type ApiServer, createApiServer } from '#apiserver/api-server.ts'
import { admit } from '#apiserver/admit.ts'
import { notFound } from '#apiserver/statuses.ts'
import type { Scale } from '#api/generated/types.ts'
import type { BodyPatch, DeleteOptions, Patch, PropagationPolicy } from '#client/client.ts'
import { createClusterWorld } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { type Clock, createClock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

export interface Target {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

export interface ApiRequest {
  readonly verb: string
  readonly object?: ApiObject
  /** Instead of an object: the text that was sent. */
  readonly body?: string
  readonly fieldValidation?: string
  readonly patch?: unknown
  readonly patchType?: 'json' | 'merge' | 'strategic' | 'apply'
  readonly fieldManager?: string
  readonly force?: boolean
  readonly target?: Target
  readonly subresource?: string
  readonly propagationPolicy?: PropagationPolicy
}

export interface Served {
  /** As the request left it; undefined when it is gone or was refused. */
  readonly object: ApiObject | Scale | undefined
  readonly refusal: Status | null
  readonly warnings: readonly string[]
}

/** Answers one request on a stage of its own; undefined when what is to be changed is not there. */
export function serve(
  given: readonly ApiObject[],
  request: ApiRequest,
  before: readonly ApiRequest[] = [],
): Served | undefined {
  const server = stageWith(given, createClock())
  for (const one of before) serveOn(server, given, { fieldManager: 'reference', ...one })
  return withManagers(server, request, serveOn(server, given, request))
}

/** With what the answer says of the managers of fields, when the question names one. */
function withManagers(
  server: ApiServer,
  { fieldManager }: ApiRequest,
  served: Served | undefined,
): Served | undefined {
  if (fieldManager === undefined || served?.object === undefined) return served
  if (served.object.kind === 'Scale') return served
  return { ...served, object: server.withManagedFields(served.object) }
}

/** The same on a stage that is there; `given` says in which namespace an object is that names none. */
export function serveOn(
  server: ApiServer,
  given: readonly ApiObject[],
  request: ApiRequest,
): Served | undefined {
  const { verb, object, fieldManager } = request
  const narration = fieldManager === undefined ? BY_TEST : { ...BY_TEST, actor: fieldManager }
  if (request.subresource === 'binding') return bind(server, request)
  if (request.subresource === 'eviction') return evict(server, request)
  if (verb === 'create' && object !== undefined) return servedOf(server.create(object, narration))
  const { kind = '', name = '', namespace } = request.target ?? targetOf(object)
  const stored = server.get(kind as Kind, namespaceFor(given, kind, namespace), name)
  if (verb === 'delete') {
    const where = namespace ?? 'default'
    const { propagationPolicy } = request
    const options = propagationPolicy === undefined ? {} : { propagationPolicy }
    const result = server.delete(kind as Kind, where, name, options, BY_TEST)
    return { ...servedOf(result), object: server.get(kind as Kind, where, name) }
  }
  if (request.patchType === 'apply') return applyOn(server, request, kind as Kind)
  if (stored === undefined && verb === 'patch') return missing(kind as Kind, name)
  if (stored === undefined) {
    const isWhole = object !== undefined && request.subresource === undefined
    return isWhole ? servedOf(server.update(object, narration)) : undefined
  }
  if (request.subresource === 'scale') return scaleOn(server, stored, request, narration)
  if (verb === 'patch') return patchOn(server, stored, request, narration)
  if (object === undefined) return undefined
  const placed = placedLike(stored, object)
  if (request.subresource === 'status') return putStatus(server, placed, narration)
  return servedOf(server.update(placed, narration))
}

function putStatus(server: ApiServer, object: ApiObject, narration: Narration): Served {
  const served = servedOf(server.updateStatus(normalForm(object.kind, object), narration))
  return served
}

function scaleOn(
  server: ApiServer,
  { kind, metadata }: ApiObject,
  { object, patch: body, patchType: type = 'json' }: ApiRequest,
  narration: Narration,
): Served {
  const { namespace = 'default', name = '' } = metadata
  if (object !== undefined) {
    const scale = object as unknown as Scale
    return servedOf(server.updateScale(kind, namespace, name, scale, narration))
  }
  const patch = { type, body } as BodyPatch
  return servedOf(server.patchScale(kind, namespace, name, patch, narration))
}

function applyOn(server: ApiServer, request: ApiRequest, kind: Kind): Served {
  const { name = '', namespace = 'default' } = request.target ?? {}
  const { patch: body, fieldManager = 'reference', force = false, subresource } = request
  const part = subresource === 'status' ? ({ subresource } as const) : {}
  const patch = { type: 'apply', body, fieldManager, force, ...part } as const
  return servedOf(server.patch(kind, namespace, name, patch, BY_TEST))
}

const missing = (kind: Kind, name: string): Served => ({
  object: undefined,
  refusal: notFound(kind, name),
  warnings: [],
})

function patchOn(
  server: ApiServer,
  stored: ApiObject,
  request: ApiRequest,
  narration: Narration,
): Served {
  const { patch: body, patchType: type = 'json', subresource } = request
  const { namespace = 'default', name = '' } = stored.metadata
  const part = subresource === undefined ? {} : { subresource }
  const patch = { type, body, ...part } as Patch
  return servedOf(server.patch(stored.kind, namespace, name, patch, narration))
}

function targetOf(object: ApiObject | undefined): Target {
  const { name = '', namespace } = object?.metadata ?? {}
  return { kind: object?.kind ?? '', name, ...(namespace === undefined ? {} : { namespace }) }
}

/** Objects that are given without a namespace are in the default one. */
function namespaceFor(
  given: readonly ApiObject[],
  kind: string,
  asked: string | undefined,
): string {
  if (asked !== undefined) return asked
  return given.find((object) => object.kind === kind)?.metadata.namespace ?? 'default'
}

function placedLike(stored: ApiObject, next: ApiObject): ApiObject {
  const { namespace } = stored.metadata
  if (namespace === undefined) return next
  const metadata = { ...next.metadata, namespace: next.metadata?.namespace ?? 'default' }
  return { ...next, metadata } as ApiObject
}

function servedOf(result: ApiResult<ApiObject | Scale>): Served {
  return result.ok
    ? { object: result.object, refusal: null, warnings: result.warnings }
    : { object: undefined, refusal: result.status, warnings: result.warnings ?? [] }
}

/** An Eviction has the name of its Pod. */
function evict(server: ApiServer, { object }: ApiRequest): Served {
  const { namespace = 'default', name = '' } = object?.metadata ?? {}
  const { deleteOptions } = (object ?? {}) as Partial<Eviction>
  const options: DeleteOptions = deleteOptions?.preconditions ?? {}
  const served = servedOf(server.evict(namespace, name, options, BY_TEST))
  return { ...served, object: server.get('Pod', namespace, name) }
}

/** A Binding names the Pod and, as its target, the Node. */
function bind(server: ApiServer, { object }: ApiRequest): Served {
  return servedOf(server.bind(object as unknown as Binding, BY_TEST))
}

/** An API server on a clock, with the first namespaces and the given objects. */
export function stageWith(given: readonly ApiObject[], clock: Clock, seed = 1): ApiServer {
  const server = createApiServer(createClusterWorld(clock), createPrng(seed))
  const isGiven = (kind: Kind, namespace: string | undefined, name: string): boolean =>
    given.some(
      (object) =>
        object.kind === kind &&
        objectKey(kind, object.metadata.namespace, object.metadata.name ?? '') ===
          objectKey(kind, namespace, name),
    )
  const more = given.flatMap(({ kind, metadata }) =>
    kind === 'Namespace' ? [metadata.name ?? ''] : [],
  )
  const names = [...new Set([...NAMESPACES, ...more])]
  server.bootstrap(
    [
      ...names
        .filter((name) => !isGiven('Namespace', undefined, name))
        .map((name): ApiObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...names
        .filter((namespace) => !isGiven('ServiceAccount', namespace, 'default'))
        .map((namespace): ApiObject => ({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace },
        })),
    ],
    BY_TEST,
  )
  for (const object of given) add(server, object)
  return server
}

/** Who the recorder is to the server when a question names nobody. */
const BY_RECORDER: Narration = { ...BY_TEST, actor: 'Go-http-client' }

/** Who the server is to itself: its program has the name of the recorder there. */
const BY_SERVER: Narration = { ...BY_TEST, actor: 'record-api' }

/** What the controllers inside of the server make of a new definition. */
function establish(server: ApiServer, definition: CustomResourceDefinition): void {
  const all = server.list('CustomResourceDefinition')
  const named = { ...definition, status: computeNames(definition, all, 0) }
  const isAccepted = isTrue(named, 'NamesAccepted')
  const status = isAccepted ? established(named, 0) : named.status
  server.updateStatus({ ...definition, status }, BY_SERVER)
}

/** Creates an object, and writes its status by a second request. */
export function add(server: ApiServer, object: ApiObject): void {
  const result = server.create(object, BY_RECORDER)
  if (!result.ok) {
    // What admission takes no more, such as a Pod in a namespace that is going, may have been there before.
    server.bootstrap([admit(object, server.context).object], BY_TEST)
    return
  }
  if (result.object.kind === 'CustomResourceDefinition') establish(server, result.object)
  if (!('status' in object) || object.status === undefined) return
  const stored: ApiObject = result.object
  const status = { ...('status' in stored ? stored.status : {}), ...object.status }
  server.updateStatus({ ...stored, status } as ApiObject, BY_RECORDER)
}
