// What DELETE makes of an object: gone at once, or marked and waiting for its kubelet or finalizers.
// Follows k8s.io/apiserver/pkg/registry/rest/delete.go (v1.36), BeforeDelete, and facts A15.
import { simplified } from '#lib/simplified.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import { strategyOf } from './registry/registry.ts'

simplified(
  'pvc-protection',
  'kubernetes.io/pvc-protection does not hold back the deletion of a claim or volume in use.',
)

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
  if (object.metadata.deletionTimestamp !== undefined) return object
  return {
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp: timeOf(nowMs),
      deletionGracePeriodSeconds: 0,
    },
  }
}
