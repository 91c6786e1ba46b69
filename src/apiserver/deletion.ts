// What DELETE makes of an object: gone at once, or marked and waiting for its kubelet or finalizers.
// Follows k8s.io/apiserver/pkg/registry/rest/delete.go (v1.36), BeforeDelete, and facts A15.
import { simplified } from '#lib/simplified.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import type { PropagationPolicy } from '#client/client.ts'
import { strategyOf } from './registry/registry.ts'

simplified(
  'replication-controller-orphans',
  'a deletion without a propagation policy removes the dependents of a ReplicationController in the background; its v1 API leaves them.',
)

simplified(
  'pvc-protection',
  'kubernetes.io/pvc-protection does not hold back the deletion of a claim or volume in use.',
)

/** The finalizers by which the garbage collector sees what is to become of the dependents. */
const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/**
 * The object with the finalizer that a propagation policy asks for, and without that of another one; as it is
 * when there is no policy. Follows deletionFinalizersForGarbageCollection of
 * k8s.io/apiserver/pkg/registry/generic/registry/store.go.
 */
export function withPropagation<T extends ApiObject>(
  object: T,
  policy: PropagationPolicy | undefined,
): T {
  if (policy === undefined) return object
  const { finalizers: before = [], ...metadata } = object.metadata
  const wanted = policy === 'Orphan' ? [ORPHAN] : policy === 'Foreground' ? [FOREGROUND] : []
  const others = before.filter((name) => name !== ORPHAN && name !== FOREGROUND)
  const finalizers = [...others, ...wanted]
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } }
}

/** 'remove', or the object as it is stored while it goes. A later request may only shorten the time. */
export function deletionOf<T extends ApiObject>(
  object: T,
  asked: number | undefined,
  nowMs: number,
): T | 'remove' {
  const graceful = strategyOf(object).checkGracefulDelete(object, asked, nowMs)
  if (graceful !== null) return graceful
  const held = (object.metadata.finalizers ?? []).filter(
    (name) => !name.startsWith('kubernetes.io/pv'),
  )
  if (held.length === 0) return 'remove'
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
