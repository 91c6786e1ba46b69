// What DELETE makes of an object: gone at once, or marked and waiting for its kubelet or finalizers.
// Follows k8s.io/apiserver/pkg/registry/rest/delete.go (v1.36), BeforeDelete, and facts A15.
import type { ApiObject } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import type { PropagationPolicy } from '#client/client.ts'
import { strategyOf } from './registry/registry.ts'

/** The finalizers by which the garbage collector sees what is to become of the dependents. */
const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/**
 * The object with the finalizer that a propagation policy asks for, and without that of another one. Without a policy
 * the finalizers that are there count, and then what its kind does by default. Follows deletionFinalizersForGarbageCollection of
 * k8s.io/apiserver/pkg/registry/generic/registry/store.go.
 */
export function withPropagation<T extends ApiObject>(
  object: T,
  asked: PropagationPolicy | undefined,
): T {
  const policy = isUnsupported(object) ? 'Background' : (asked ?? defaultPolicyOf(object))
  if (policy === null || !strategyOf(object).takesPropagation(object)) return object
  const { finalizers: before = [], ...metadata } = object.metadata
  const wanted = policy === 'Orphan' ? [ORPHAN] : policy === 'Foreground' ? [FOREGROUND] : []
  const others = before.filter((name) => name !== ORPHAN && name !== FOREGROUND)
  const finalizers = [...others, ...wanted]
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } }
}

function isUnsupported<T extends ApiObject>(object: T): boolean {
  return strategyOf(object).defaultGarbageCollectionPolicy === 'Unsupported'
}

/** Null when the object is to stay as it is. */
function defaultPolicyOf<T extends ApiObject>(object: T): PropagationPolicy | 'Unsupported' | null {
  const finalizers = object.metadata.finalizers ?? []
  const isSaid = finalizers.includes(ORPHAN) || finalizers.includes(FOREGROUND)
  return isSaid ? null : strategyOf(object).defaultGarbageCollectionPolicy
}

/** 'remove', or the object as it is stored while it goes. A later request may only shorten the time. */
export function deletionOf<T extends ApiObject>(
  object: T,
  asked: number | undefined,
  nowMs: number,
): T | 'remove' {
  const graceful = strategyOf(object).checkGracefulDelete(object, asked, nowMs)
  if (graceful !== null) return graceful
  if ((object.metadata.finalizers ?? []).length === 0) return 'remove'
  const { deletionTimestamp, generation = 0 } = object.metadata
  if (deletionTimestamp !== undefined) return object
  return {
    ...object,
    metadata: {
      ...object.metadata,
      // That it is to go is a change of what is wanted, too.
      ...(generation > 0 ? { generation: generation + 1 } : {}),
      deletionTimestamp: timeOf(nowMs),
      deletionGracePeriodSeconds: 0,
    },
  }
}
