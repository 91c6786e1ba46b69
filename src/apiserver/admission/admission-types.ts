// What an admission plugin gives: the object as it changed it, or the Status that refuses it.
import { type ApiObject, KINDS } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { qualifiedResource, statusOf } from '../statuses.ts'
import type { AdmissionContext } from '../admit-types.ts'

export type AdmissionAnswer<T extends ApiObject = ApiObject> =
  | { readonly object: T; readonly refusal?: undefined }
  | { readonly object?: undefined; readonly refusal: Status }

/** A plugin of the API server's admission chain. */
export interface AdmissionPlugin {
  readonly name: string
  admit(object: ApiObject, context: AdmissionContext): AdmissionAnswer
}

/** 'pods "web" is forbidden: <text>'. An object that is still to be named is called by its generateName. */
export function forbiddenStatus(object: ApiObject, text: string): Status {
  const { name, generateName } = object.metadata
  const called = name || generateName || 'Unknown'
  return statusOf(
    'Forbidden',
    `${qualifiedResource(object.kind)} "${called}" is forbidden: ${text}`,
  )
}

/** Refuses the object. */
export function refuse(object: ApiObject, text: string): AdmissionAnswer<never> {
  return { refusal: forbiddenStatus(object, text) }
}

/** The namespace of an object of a kind that has one; '' for others. */
export function namespaceOf(object: ApiObject): string {
  return KINDS[object.kind].namespaced ? object.metadata.namespace || 'default' : ''
}
