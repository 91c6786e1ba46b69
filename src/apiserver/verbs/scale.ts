// .../scale: how many replicas an object asks for and has, and a change of their number.
// Follows pkg/registry/apps/replicaset/storage/storage.go (v1.36), ScaleREST.
import type { Scale } from '#api/generated/types.ts'
import { isCustomObject } from '#api/meta/custom-kind.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { errorBody, errorText, rootPath } from '#api/meta/field-error.ts'
import { formatLabelSelector } from '#api/meta/label-selector-text.ts'
import { type ApiObject, type Kind, objectKey } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import type { BodyPatch } from '#client/client.ts'
import type { Narration } from '#sim/world.ts'
import { managerOf } from '../managedfields/field-managers.ts'
import { applyPatch } from '../patch/apply-patch.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import type { Definitions } from '../registry/apiextensions/custom-objects.ts'
import { strategyOf } from '../registry/registry.ts'
import { refuse, type ServerParts } from '../server-parts.ts'
import { notFound, staleObject, statusOf } from '../statuses.ts'
import { invalid } from '../validation/errors.ts'
import { replace } from './update.ts'

/** Names an object that can be scaled. */
export interface ScaleTarget {
  readonly kind: Kind
  readonly namespace: string
  readonly name: string
}

/** Reads the scale of an object. */
export function getScale(parts: ServerParts, target: ScaleTarget): ApiResult<Scale> {
  const found = scaled(parts, target)
  return found.ok ? { ok: true, object: found.scale, warnings: [] } : refuse(found.status)
}

/** Changes the scale of an object by a patch of it. */
export function patchScale(
  parts: ServerParts,
  target: ScaleTarget & { readonly patch: BodyPatch },
  narration: Narration,
): ApiResult<Scale> {
  const found = scaled(parts, target)
  if (!found.ok) return refuse(found.status)
  const patched = applyPatch('Scale', found.scale as unknown as JsonFields, target.patch)
  if (!patched.ok) return refuse(patched.status)
  // The decoder checked every field against the struct.
  const next = decodeStruct('Scale', patched.object).object as unknown as Scale
  return putScale(parts, { ...found, next }, narration)
}

/** Replaces the scale of an object. */
export function updateScale(
  parts: ServerParts,
  target: ScaleTarget & { readonly scale: Scale },
  narration: Narration,
): ApiResult<Scale> {
  const found = scaled(parts, target)
  if (!found.ok) return refuse(found.status)
  return putScale(parts, { ...found, next: target.scale }, narration)
}

type Found =
  | { readonly ok: true; readonly object: ApiObject; readonly scale: Scale }
  | { readonly ok: false; readonly status: Status }

function scaled({ store, context }: ServerParts, { kind, namespace, name }: ScaleTarget): Found {
  const object: ApiObject | undefined = store.get(objectKey(kind, namespace, name), kind)
  if (object === undefined) return refuse(notFound(kind, name))
  const scale = scaleOf(object, context)
  if (scale === null) {
    return refuse(statusOf('NotFound', 'the server could not find the requested resource'))
  }
  return { ok: true, object, scale }
}

/** What `.../scale` says of an object; null for a kind that has none. */
function scaleOf(object: ApiObject, definitions: Definitions): Scale | null {
  const strategy = strategyOf(object, definitions).scale
  const replicas = strategy?.replicas(object)
  if (replicas === undefined) return null
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const metadata = Object.entries({ name, namespace, uid, resourceVersion, creationTimestamp })
  const selector = strategy?.selector?.(object) ?? selectorOf(object)
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: Object.fromEntries(metadata.filter(([, value]) => value !== undefined)),
    spec: replicas.spec === 0 ? {} : { replicas: replicas.spec },
    status: { replicas: replicas.status, ...(selector === '' ? {} : { selector }) },
  }
}

function selectorOf(object: ApiObject): string {
  const spec: unknown = 'spec' in object ? object.spec : undefined
  const selector = isFields(spec) ? spec['selector'] : undefined
  return isFields(selector) ? formatLabelSelector(selector) : ''
}

function putScale(
  parts: ServerParts,
  change: { readonly object: ApiObject; readonly next: Scale },
  narration: Narration,
): ApiResult<Scale> {
  const { object, next } = change
  const { name = '', resourceVersion } = object.metadata
  const replicas = next.spec?.replicas ?? 0
  if (replicas < 0 && !isCustomObject(object)) return refuse(negative(name, replicas))
  const version = next.metadata?.resourceVersion
  if (version !== undefined && version !== resourceVersion)
    return refuse(staleObject(object.kind, name))
  const asked = withReplicas(object, replicas, parts.context)
  const write = {
    manager: managerOf(narration),
    subresource: 'scale',
    asked,
    live: object,
  } as const
  const fields = parts.fieldManagers.afterWrite(object, object, write)
  const written = replace(parts, asked, object, narration, { applied: fields })
  if (!written.ok) return written
  const scale = scaleOf(written.object, parts.context)
  return scale === null
    ? refuse(notFound(object.kind, name))
    : { ok: true, object: scale, warnings: written.warnings }
}

function withReplicas<T extends ApiObject>(
  object: T,
  replicas: number,
  definitions: Definitions,
): T {
  return strategyOf(object, definitions).scale?.withReplicas(object, replicas) ?? object
}

function negative(name: string, replicas: number): Status {
  const path = rootPath('spec', 'replicas')
  const error = invalid(path, replicas, 'must be greater than or equal to 0')
  return {
    ...statusOf('Invalid', `Scale.autoscaling "${name}" is invalid: ${errorText(error)}`),
    causes: [{ reason: 'FieldValueInvalid', message: errorBody(error), field: path.toString() }],
  }
}
