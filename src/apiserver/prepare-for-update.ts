// What the API server sets in an object that replaces a stored one, before it validates the change.
// Follows k8s.io/apiserver/pkg/registry/rest/update.go (v1.36), BeforeUpdate, and the PrepareForUpdate of each kind.
import type { ObjectMeta } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { defaultTolerationSeconds } from './admission/default-toleration-seconds.ts'
import { dropEmpty } from './defaults/drop-empty.ts'
import { setDefaults } from './defaults/set-defaults.ts'
import { prepareServiceForUpdate } from './prepare-service-for-update.ts'

/** What an update can neither change nor remove. */
function keepIdentity(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const kept = {
    uid: next.uid ?? old.uid,
    generation: old.generation,
    creationTimestamp: old.creationTimestamp,
    deletionTimestamp: old.deletionTimestamp ?? next.deletionTimestamp,
    deletionGracePeriodSeconds: next.deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds,
  }
  const set = Object.entries(kept).filter(([, value]) => value !== undefined)
  return { ...next, ...Object.fromEntries(set) }
}

/** The new object with its defaults and with what belongs to the server. */
export function prepareForUpdate(next: ApiObject, old: ApiObject): ApiObject {
  const complete = setDefaults(dropEmpty(next))
  const named = { ...complete, metadata: keepIdentity(complete.metadata ?? {}, old.metadata) }
  if (named.kind === 'Service' && old.kind === 'Service') return prepareServiceForUpdate(named, old)
  // Of the admission plugins this one also runs on updates: the two tolerations cannot be taken away.
  return defaultTolerationSeconds.admit(named).object
}
