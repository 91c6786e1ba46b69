// POST pods/eviction: deletes a Pod and says in its status why.
// Follows pkg/registry/core/pod/storage/eviction.go (v1.36), EvictionREST.
import { setPodCondition } from '#api/core/pod-condition.ts'
import { nameInSentence, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { DeleteOptions } from '#client/client.ts'
import { simplified } from '#lib/simplified.ts'
import type { Narration } from '#sim/world.ts'
import { refuse, type ServerParts } from '../server-parts.ts'
import { notFound } from '../statuses.ts'
import { remove } from './delete.ts'

simplified(
  'pod-disruption-budget',
  'There are no PodDisruptionBudgets: an eviction is never refused for the sake of others.',
)

const CONDITION = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
} as const

/** Marks a Pod as disrupted and deletes it, in that order. */
export function evict(
  parts: ServerParts,
  target: { readonly namespace: string; readonly name: string; readonly options: DeleteOptions },
  narration: Narration,
): ApiResult<ObjectOf<'Pod'>> {
  const { namespace, name, options } = target
  const pod = parts.store.get(objectKey('Pod', namespace, name), 'Pod')
  if (pod === undefined) return refuse(notFound('Pod', name))
  const status = setPodCondition(pod.status ?? {}, CONDITION, parts.world.clock.nowMs)
  const marked = parts.store.put(
    { ...pod, status },
    {
      actor: 'kube-apiserver',
      message: `marked ${nameInSentence(pod)} for disruption`,
      because: 'it is evicted',
      level: 'detail',
      kind: 'DisruptionTarget',
    },
  )
  const request = { kind: 'Pod', namespace, name, options } as const
  const removed = remove(parts, request, narration)
  if (!removed.ok) return removed
  return {
    ok: true,
    object: parts.store.get(objectKey('Pod', namespace, name), 'Pod') ?? marked,
    warnings: [],
  }
}
