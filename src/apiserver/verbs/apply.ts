// PATCH as a server-side apply: the request says which fields its manager wants, and with which values.
// Follows k8s.io/apiserver/pkg/endpoints/handlers/patch.go (v1.36), applyPatcher, and
// k8s.io/apimachinery/pkg/util/managedfields/internal/structuredmerge.go.
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import { isCustomKind, shownKind } from '#api/meta/custom-kind.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { type ApiObject, type Kind, objectKey, type ObjectOf, infoOf } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ApplyPatch } from '#client/client.ts'
import type { Narration } from '#sim/world.ts'
import { conflictStatus } from '../managedfields/conflict.ts'
import { fieldsOfObject, withoutManagedFields } from '../managedfields/field-managers.ts'
import { applyOverLastApplied } from '../managedfields/last-applied.ts'
import { encodeManagers, type Manager } from '../managedfields/managers.ts'
import { problemOf } from '../managedfields/typed.ts'
import { customSchema } from '../registry/apiextensions/custom-objects.ts'
import { rootSlot, type Slot } from '../managedfields/type-slot.ts'
import { fieldOf, isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { refuse, type ServerParts } from '../server-parts.ts'
import { conflict, statusOf } from '../statuses.ts'
import { create } from './create.ts'
import { type PatchRequest, placeProblem, putPatched } from './patch.ts'

/** Creates the object, or merges into it what the manager applies. */
export function apply<K extends Kind>(
  parts: ServerParts,
  request: PatchRequest<K> & { readonly patch: ApplyPatch },
  narration: Narration,
): ApiResult<ObjectOf<K>> {
  const { kind, namespace, name, patch } = request
  const config = patch.body
  if (!isFields(config)) {
    return refuse(statusOf('BadRequest', 'error decoding YAML: the body is no object'))
  }
  const apiVersion = isCustomKind(kind)
    ? String(fieldOf(config, 'apiVersion'))
    : infoOf(kind).apiVersion
  const slot = rootSlot(kind, customSchema(kind, apiVersion, parts.context))
  const problem = configProblem(kind, slot, { config, apiVersion })
  if (problem !== null) return refuse(problem)
  const old = parts.store.get(objectKey(kind, namespace, name), kind)
  const manager: Manager = {
    name: patch.fieldManager,
    operation: 'Apply',
    subresource: patch.subresource ?? '',
    apiVersion,
  }
  const live = old === undefined ? {} : fieldsOfObject(withoutManagedFields(old))
  const applied = applyOverLastApplied(
    old === undefined ? new Map() : parts.fieldManagers.beforeApply(old),
    { slot, live, manager, now: timeOf(parts.world.clock.nowMs) },
    {
      config: isCustomKind(kind) ? { ...config, kind: shownKind(kind) } : config,
      force: patch.force === true,
    },
  )
  if (!applied.ok) return refuse(conflictStatus(applied.conflicts))
  const { object, problems } = isCustomKind(kind)
    ? { object: { ...applied.object, kind }, problems: [] }
    : decodeStruct(kind, applied.object)
  const [first] = problems
  if (first !== undefined) {
    const what = objectName(kind, { config, apiVersion })
    const message = `failed to convert new object (${what}) to proper version: unable to convert unstructured object to ${versionText(apiVersion)}, Kind=${shownKind(kind)}: ${first.own ?? first.message}`
    return refuse(statusOf('', message))
  }
  const next = placedAt<ObjectOf<K>>(object, request)
  const fields = encodeManagers(applied.managers)
  if (old === undefined) {
    const elsewhere = placeProblem(next, { ...request, kind })
    return elsewhere === null ? createApplied(parts, next, fields, narration) : refuse(elsewhere)
  }
  parts.fieldManagers.forget(old.metadata.uid ?? '')
  const { subresource } = patch
  return putPatched(parts, { next, old, subresource, applied: fields }, narration)
}

interface Config {
  readonly config: JsonFields
  readonly apiVersion: string
}

/** Why a body cannot be applied at all. */
function configProblem(kind: Kind, slot: Slot, { config, apiVersion }: Config): Status | null {
  const [given, named] = [fieldOf(config, 'apiVersion'), fieldOf(config, 'kind')]
  if (given !== apiVersion || named !== shownKind(kind)) {
    const text = `${versionText(String(given))}, Kind=${String(named)}`
    return statusOf('BadRequest', `invalid object type: ${text}`)
  }
  const metadata = fieldOf(config, 'metadata')
  if (isFields(metadata) && Object.hasOwn(metadata, 'managedFields')) {
    return statusOf('BadRequest', 'metadata.managedFields must be nil')
  }
  const problem = problemOf(slot, config)
  if (problem === null) return null
  return statusOf(
    '',
    `failed to create typed patch object (${objectName(kind, { config, apiVersion })}): ${problem}`,
  )
}

/** '/web; apps/v1, Kind=ReplicaSet'. */
function objectName(kind: Kind, { config, apiVersion }: Config): string {
  const metadata = fieldOf(config, 'metadata')
  const [namespace, name] = ['namespace', 'name'].map((field) => {
    const value = isFields(metadata) ? fieldOf(metadata, field) : ''
    return typeof value === 'string' ? value : ''
  })
  return `${namespace}/${name}; ${versionText(apiVersion)}, Kind=${shownKind(kind)}`
}

/** 'apps/v1', or '/v1' for the core group. */
function versionText(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
}

/** The decoded object with the name and namespace of the request where it has none. */
function placedAt<T extends ApiObject>(
  decoded: JsonFields,
  { kind, namespace, name }: Pick<PatchRequest<Kind>, 'kind' | 'namespace' | 'name'>,
): T {
  const metadata = fieldOf(decoded, 'metadata')
  const place = { name, ...(infoOf(kind).namespaced ? { namespace } : {}) }
  // The decoder checked every field against the struct of the kind.
  return {
    ...decoded,
    metadata: { ...place, ...(isFields(metadata) ? metadata : {}) },
  } as unknown as T
}

function createApplied<T extends ApiObject>(
  parts: ServerParts,
  object: T,
  fields: readonly ManagedFieldsEntry[],
  narration: Narration,
): ApiResult<T> {
  const { uid, resourceVersion: _any, ...metadata } = object.metadata
  if (uid !== undefined) {
    const detail = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`
    return refuse(conflict(object.kind, metadata.name ?? '', detail))
  }
  return create(parts, { ...object, metadata }, narration, fields)
}
