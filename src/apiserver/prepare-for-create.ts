// What the API server sets and clears in a new object of any kind. Follows
// k8s.io/apiserver/pkg/registry/rest/create.go (v1.36), BeforeCreate.
import type { ObjectMeta } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { infoOf } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import type { AdmissionContext } from './admit-types.ts'

/** Names are generated from at most this much of generateName. */
const MAX_NAME_BASE = 58

/** The metadata that a client may give; the rest belongs to the server. */
function clientMetadata(object: ApiObject): ObjectMeta {
  const {
    uid: _uid,
    resourceVersion: _resourceVersion,
    creationTimestamp: _creationTimestamp,
    deletionTimestamp: _deletionTimestamp,
    deletionGracePeriodSeconds: _deletionGracePeriodSeconds,
    selfLink: _selfLink,
    managedFields: _managedFields,
    ...metadata
  } = object.metadata ?? {}
  return metadata
}

/** The object as it reached the server: without what only servers write, and in a namespace if its kind has one. */
export function takeIn<T extends ApiObject>(object: T): T {
  const metadata = clientMetadata(object)
  const { namespaced } = infoOf(object.kind)
  const { namespace, ...rest } = metadata
  return { ...object, metadata: namespaced ? { ...rest, namespace: namespace || 'default' } : rest }
}

/** The object with a UID and the time of its creation. Follows FillObjectMetaSystemFields. */
export function withSystemFields<T extends ApiObject>(object: T, context: AdmissionContext): T {
  const uid = context.uid?.()
  if (uid === undefined) return object
  const creationTimestamp = timeOf(context.nowMs)
  return { ...object, metadata: { ...object.metadata, uid, creationTimestamp } }
}

/** The object with a name, generated if it asks for that. */
export function withGeneratedName<T extends ApiObject>(object: T, context: AdmissionContext): T {
  const { name = '', generateName = '' } = object.metadata
  if (name !== '' || generateName === '') return object
  const generated = `${generateName.slice(0, MAX_NAME_BASE)}${context.suffix()}`
  return { ...object, metadata: { ...object.metadata, name: generated } }
}
