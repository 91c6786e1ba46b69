// What the verbs of the API server share: where objects are kept, what admission may look up, and how a request
// is refused.
import { type ApiObject, objectKey } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { ObjectPart } from '#client/client.ts'
import type { World } from '#client/world.ts'
import type { AdmissionRequest } from './admission/admission-types.ts'
import type { AdmissionOutcome } from './admission/run-admission.ts'
import type { AdmissionContext, Admitted } from './admit-types.ts'
import type { FieldManagers } from './managedfields/field-managers.ts'
import { notFound, otherUid, staleObject } from './statuses.ts'
import type { Store } from './storage/store.ts'

export interface ServerParts {
  readonly store: Store
  readonly context: AdmissionContext
  readonly world: World
  readonly judge: Judge
  readonly fieldManagers: FieldManagers
}

/** What stands between a request and the store: what is given to an object, completed in it and refused. */
export interface Judge {
  /** What a new object gets that no client can choose. */
  identityOf(object: ApiObject): { readonly uid: string; readonly creationTimestamp: string }
  /** Admission alone, for a request that is neither. */
  mutate<T extends ApiObject>(request: AdmissionRequest<T>): AdmissionOutcome<T>
  create<T extends ApiObject>(object: T, context: AdmissionContext): Admitted<T>
  /** `part` is what of the object the request is about; '' for all of it. */
  update<T extends ApiObject>(
    next: T,
    old: T,
    context: AdmissionContext,
    part: '' | ObjectPart,
  ): Admitted<T>
  /** Of a change of the status; `next` has nothing else that is new but metadata. */
  updateStatus<T extends ApiObject>(next: T, old: T, context: AdmissionContext): Admitted<T>
}

export interface Refused {
  readonly ok: false
  readonly status: Status
}

/** The outcome of a request that is refused. */
export const refuse = (status: Status): Refused => ({ ok: false, status })

/** The object with what the server gives it at its creation, unless admission did: a UID and the time. */
export function withIdentity<T extends ApiObject>(parts: ServerParts, object: T): T {
  const { uid, creationTimestamp } = object.metadata
  if (uid !== undefined && creationTimestamp !== undefined) return object
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...parts.judge.identityOf(object),
    },
  }
}

/** Admission never changes the kind; this says so to the compiler. */
export function sameKind<T extends ApiObject>(_like: T, object: ApiObject): T {
  return object as T
}

/** What is stored under the name of `object`; undefined when there is nothing. */
export function stored<T extends ApiObject>(parts: ServerParts, object: T): T | undefined {
  const found = parts.store.get(
    objectKey(object.kind, object.metadata.namespace, object.metadata.name ?? ''),
    object.kind,
  )
  return found === undefined ? undefined : sameKind(object, found)
}

/** Why `object` cannot replace `old`: it is missing, has another UID, or has changed since it was read. */
export function staleOrMissing(old: ApiObject | undefined, object: ApiObject): Status | undefined {
  const { uid, resourceVersion, name = '' } = object.metadata
  if (old === undefined) return notFound(object.kind, name)
  if (uid !== undefined && uid !== old.metadata.uid) return otherUid(object, old.metadata.uid ?? '')
  const stale = resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion
  return stale ? staleObject(object.kind, name) : undefined
}
