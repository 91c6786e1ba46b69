// PATCH: a change of a stored object, as a JSON patch, a merge patch or a strategic merge patch.
// Follows k8s.io/apiserver/pkg/endpoints/handlers/patch.go (v1.36), patchResource.
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import { type ApiObject, type Kind, objectKey, type ObjectOf, infoOf } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import type { BodyPatch, ObjectPart, Patch } from '#client/client.ts'
import type { Narration } from '#sim/world.ts'
import { isCustomObject, shownKind } from '#api/meta/custom-kind.ts'
import { applyCustomPatch, applyPatch } from '../patch/apply-patch.ts'
import type { JsonFields } from '#api/strategicpatch/json-value.ts'
import { asServed, readCustom, subresourcesOf } from '../registry/apiextensions/custom-objects.ts'
import { refuse, type ServerParts } from '../server-parts.ts'
import { notFound, staleObject, statusOf } from '../statuses.ts'
import { withoutEmpty } from '../defaults/set-defaults.ts'
import { replace } from './update.ts'
import { replaceStatus } from './update-status.ts'

export interface PatchRequest<K extends Kind> {
  readonly kind: K
  readonly namespace: string
  readonly name: string
  readonly patch: Patch
}

/** Changes a stored object as a patch says. What comes of it is decoded and admitted like an update. */
export function patch<K extends Kind>(
  parts: ServerParts,
  { kind, namespace, name, patch: asked }: PatchRequest<K> & { readonly patch: BodyPatch },
  narration: Narration,
): ApiResult<ObjectOf<K>> {
  const old = parts.store.get(objectKey(kind, namespace, name), kind)
  if (old === undefined) return refuse(notFound(kind, name))
  const { subresource } = asked
  const served = subresourcesOf(kind, parts.context)
  if (subresource !== undefined && !served.includes(subresource)) {
    return refuse(statusOf('NotFound', 'the server could not find the requested resource'))
  }
  const patched = isCustomObject(old)
    ? applyCustomPatch(asServed(old), asked, (fields) => problemOf(parts, old, fields))
    : applyPatch(kind, asFields(old), asked)
  if (!patched.ok) return refuse(patched.status)
  const next = withKindOf(old, likeStored(old, patched.object))
  const done = putPatched(parts, { next, old, subresource }, narration)
  return done.ok && patched.warnings.length > 0
    ? { ...done, warnings: [...patched.warnings, ...done.warnings] }
    : done
}

/** The kind inside of the cluster, where what was sent names the one that the object has. */
function withKindOf<T extends ApiObject>(old: T, next: T): T {
  return next.kind === shownKind(old.kind) ? { ...next, kind: old.kind } : next
}

/** What of a patched object of a definition cannot be read; null when all can. */
function problemOf(parts: ServerParts, old: ApiObject, fields: JsonFields): string | null {
  const read = readCustom(withKindOf(old, likeStored(old, fields)), parts.context)
  if (read.ok || read.status.reason !== 'BadRequest') return null
  const { message } = read.status
  return message.slice(message.indexOf(': ') + 2)
}

export interface PatchedObject<T extends ApiObject> {
  readonly next: T
  readonly old: T
  readonly subresource: 'status' | ObjectPart | undefined
  /** Who manages the fields after an apply. */
  readonly applied?: readonly ManagedFieldsEntry[]
}

/** Stores what a patch made of a stored object. */
export function putPatched<T extends ApiObject>(
  parts: ServerParts,
  { next, old, subresource, applied }: PatchedObject<T>,
  narration: Narration,
): ApiResult<T> {
  const problem = misplaced(next, old) ?? outdated(next, old)
  if (problem !== null) return refuse(problem)
  if (subresource !== 'status') {
    const how = {
      subresource: subresource ?? '',
      ...(applied === undefined ? {} : { applied }),
    } as const
    return replace(parts, next, old, narration, how)
  }
  const metadata = metadataBeside(next, old)
  const change = {
    object: withoutEmpty(next),
    old,
    metadata,
    ...(applied === undefined ? {} : { applied }),
  }
  return replaceStatus(parts, change, narration)
}

/** What a patch of a status may change besides. */
function metadataBeside<T extends ApiObject>(next: T, old: T): T['metadata'] {
  const { labels, annotations, finalizers } = next.metadata
  const { labels: _, annotations: __, finalizers: ___, ...kept } = old.metadata
  return {
    ...kept,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(finalizers === undefined ? {} : { finalizers }),
  }
}

/** An object as the fields that a patch works on. */
function asFields(object: ApiObject): JsonFields {
  return object as unknown as JsonFields
}

/** The decoder checked every field against the struct of the kind; metadata it may lack. */
function likeStored<T extends ApiObject>(_old: T, decoded: JsonFields): T {
  return { ...decoded, metadata: decoded['metadata'] ?? {} } as unknown as T
}

/** Why a patched object is not the one that the request is about. */
function misplaced(next: ApiObject, old: ApiObject): Status | null {
  const { name = '', namespace = '' } = old.metadata
  const place = { name, namespace }
  if (next.kind !== old.kind || next.apiVersion !== old.apiVersion) {
    return statusOf(
      'BadRequest',
      `the kind of the object (${next.apiVersion}, ${next.kind}) does not match the kind on the URL (${old.apiVersion}, ${shownKind(old.kind)})`,
    )
  }
  return placeProblem(next, { kind: old.kind, ...place })
}

/** Why an object cannot be what a request names. */
export function placeProblem(
  object: ApiObject,
  place: { readonly kind: Kind; readonly namespace: string; readonly name: string },
): Status | null {
  const { name, namespace = '' } = object.metadata
  if (namespace !== (infoOf(place.kind).namespaced ? place.namespace : '')) {
    const message =
      'the namespace of the provided object does not match the namespace sent on the request'
    return statusOf('BadRequest', message)
  }
  if (name === place.name) return null
  if ((name ?? '') === '') {
    const why = `the name of the object (${place.name} based on URL) was undeterminable: name must be provided`
    return statusOf('BadRequest', why)
  }
  const message = `the name of the object (${name}) does not match the name on the URL (${place.name})`
  return statusOf('BadRequest', message)
}

function outdated(next: ApiObject, old: ApiObject): Status | null {
  const { resourceVersion } = next.metadata
  const isStale = resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion
  return isStale ? staleObject(old.kind, old.metadata.name ?? '') : null
}
