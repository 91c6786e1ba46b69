// What DELETE makes of an object: gone at once, or marked and waiting for its kubelet or finalizers.
// Follows pkg/registry/core/pod/strategy.go CheckGracefulDelete (v1.36) and facts B1.5, A15.
import type { ApiObject, ObjectOf } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'

const DEFAULT_GRACE_SECONDS = 30

/** The seconds a Pod is given to stop; 0 when nobody has to stop anything. */
export function gracePeriodOf(pod: ObjectOf<'Pod'>, asked: number | undefined): number {
  const phase = pod.status?.phase
  if (!pod.spec?.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0
  const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  return seconds < 0 ? 1 : seconds
}

/** 'remove', or the object as it is stored while it goes. A later request may only shorten the time. */
export function deletionOf(
  object: ApiObject,
  asked: number | undefined,
  nowMs: number,
): ApiObject | 'remove' {
  if (object.kind === 'Pod') return podDeletionOf(object, asked, nowMs)
  // SIMPLIFIED: kubernetes.io/pvc-protection does not hold back the deletion of a claim or volume in use.
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

function podDeletionOf(
  pod: ObjectOf<'Pod'>,
  asked: number | undefined,
  nowMs: number,
): ObjectOf<'Pod'> | 'remove' {
  const seconds = gracePeriodOf(pod, asked)
  if (seconds === 0 && (pod.metadata.finalizers ?? []).length === 0) return 'remove'
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = pod.metadata
  if (deletionTimestamp !== undefined && seconds >= (deletionGracePeriodSeconds ?? 0)) return pod
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generation: (generation ?? 0) + 1,
      deletionTimestamp: timeOf(nowMs + seconds * 1000),
      deletionGracePeriodSeconds: seconds,
    },
  }
}
