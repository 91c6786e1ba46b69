// What an admission plugin is asked, and what it gives: the object as it changed it, or the Status that refuses it.
// Follows k8s.io/apiserver/pkg/admission/interfaces.go (v1.36).
import { type ApiObject, type Kind, type ObjectOf, infoOf } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { qualifiedResource, statusOf } from '../statuses.ts'
import type { AdmissionContext } from '../admit-types.ts'

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE'

export interface AdmissionRequest<T extends ApiObject = ApiObject> {
  readonly operation: AdmissionOperation
  /** As the request and the plugins before left it; when it is deleted, as it is stored. */
  readonly object: T
  /** What is stored; null when there is nothing yet. */
  readonly old: T | null
  /** 'status', 'binding', 'scale' ...; '' for the object itself. */
  readonly subresource: string
  readonly context: AdmissionContext
}

export type AdmissionAnswer<T extends ApiObject = ApiObject> =
  | { readonly object: T; readonly refusal?: undefined }
  | { readonly object?: undefined; readonly refusal: Status }

export interface AdmissionPlugin {
  readonly name: string
  handles(request: AdmissionRequest): boolean
  /** Before validation: changes the object or refuses it. */
  admit(request: AdmissionRequest): AdmissionAnswer
  /** After validation: refuses the object or does not. */
  validate(request: AdmissionRequest): Status | null
  /** What an accepted object is warned of. */
  warnings?(request: AdmissionRequest): readonly string[]
}

/** What a plugin for some kinds says of itself. */
export interface KindPlugin<K extends Kind> {
  readonly name: string
  readonly kinds: readonly K[]
  readonly operations: readonly AdmissionOperation[]
  /** '' is the object itself, which alone is meant when nothing is said. */
  readonly subresources?: readonly string[]
  admit?(request: AdmissionRequest<ObjectOf<K>>): AdmissionAnswer
  validate?(request: AdmissionRequest<ObjectOf<K>>): Status | null
}

/** A plugin that is asked only about the kinds, operations and subresources it names. */
export function pluginFor<K extends Kind>(plugin: KindPlugin<K>): AdmissionPlugin {
  const { name, kinds, operations, subresources = [''] } = plugin
  const names: ReadonlySet<string> = new Set(kinds)
  // `handles` is asked before: the kind of the object is one of those that are named.
  const typed = (request: AdmissionRequest) => request as AdmissionRequest<ObjectOf<K>>
  return {
    name,
    handles: ({ object, operation, subresource }) =>
      names.has(object.kind) &&
      operations.includes(operation) &&
      subresources.includes(subresource),
    admit: (request) => plugin.admit?.(typed(request)) ?? { object: request.object },
    validate: (request) => plugin.validate?.(typed(request)) ?? null,
  }
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
  return infoOf(object.kind).namespaced ? object.metadata.namespace || 'default' : ''
}
