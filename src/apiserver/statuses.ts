// The Statuses that the API server's storage answers with. Follows
// k8s.io/apimachinery/pkg/api/errors/errors.go (v1.36).
import { type ApiObject, type Kind, infoOf } from '#api/meta/object.ts'
import type { Status, StatusReason } from '#api/meta/status.ts'
import { storageKeyOf } from './storage/storage-key.ts'

const CODES: Readonly<Record<StatusReason, number>> = {
  BadRequest: 400,
  Forbidden: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  '': 500,
}

/** A Status without causes. */
export function statusOf(reason: StatusReason, message: string): Status {
  return { code: CODES[reason], reason, message, causes: [] }
}

/** NewInternalError: a failure of the server itself, whose text is the one cause too. */
export const internalError = (message: string): Status => ({
  ...statusOf('InternalError', `Internal error occurred: ${message}`),
  causes: [{ reason: '', message }],
})

/** 'pods' or 'replicasets.apps': how messages name a kind. */
export function qualifiedResource(kind: Kind): string {
  const { resource, group } = infoOf(kind)
  return group === '' ? resource : `${resource}.${group}`
}

export const notFound = (kind: Kind, name: string): Status =>
  statusOf('NotFound', `${qualifiedResource(kind)} "${name}" not found`)

export const alreadyExists = (kind: Kind, name: string): Status =>
  statusOf('AlreadyExists', `${qualifiedResource(kind)} "${name}" already exists`)

export const conflict = (kind: Kind, name: string, detail: string): Status =>
  conflictOn(qualifiedResource(kind), name, detail)

/** The same where it is said otherwise of what kind it is. */
export const conflictOn = (what: string, name: string, detail: string): Status =>
  statusOf('Conflict', `Operation cannot be fulfilled on ${what} "${name}": ${detail}`)

/** What the store says of an object that is not the one with this UID; follows k8s.io/apiserver/pkg/storage/interfaces.go, Preconditions.Check (v1.36). */
export const otherUid = (object: ApiObject, found: string): Status => {
  const { kind, metadata } = object
  const { name = '', uid = '' } = metadata
  return conflict(
    kind,
    name,
    `StorageError: invalid object, Code: 4, Key: ${storageKeyOf(object)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found}`,
  )
}

export const staleObject = (kind: Kind, name: string): Status =>
  conflict(
    kind,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )
