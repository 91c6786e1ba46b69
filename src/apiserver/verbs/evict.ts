// POST pods/eviction: deletes a Pod and says in its status why.
// Follows pkg/registry/core/pod/storage/eviction.go (v1.36), EvictionREST.
import { setPodCondition } from '#api/core/pod-condition.ts'
import { nameInSentence, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { DeleteOptions } from '#client/client.ts'
import type { Narration } from '#sim/world.ts'
import { refuse, type ServerParts } from '../server-parts.ts'
import { notFound } from '../statuses.ts'
import { checkBudgets } from './check-and-decrement.ts'
import { preconditionProblem, remove } from './delete.ts'

const CONDITION = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
} as const

/** Marks a Pod as disrupted and deletes it, in that order, if its PodDisruptionBudget allows it. */
export function evict(
  parts: ServerParts,
  target: { readonly namespace: string; readonly name: string; readonly options: DeleteOptions },
  narration: Narration,
): ApiResult<ObjectOf<'Pod'>> {
  const { namespace, name, options } = target
  const pod = parts.store.get(objectKey('Pod', namespace, name), 'Pod')
  if (pod === undefined) return refuse(notFound('Pod', name))
  const problem = preconditionProblem(pod, options) ?? checkBudgets(parts, pod)
  if (problem !== null) return refuse(problem)
  const marked = mark(parts, pod)
  // The version that was asked for is the one before the mark, and was looked at.
  const { resourceVersion: _checked, ...rest } = options
  const removed = remove(parts, { kind: 'Pod', namespace, name, options: rest }, narration)
  if (!removed.ok) return removed
  return {
    ok: true,
    object: parts.store.get(objectKey('Pod', namespace, name), 'Pod') ?? marked,
    warnings: [],
  }
}

/** The Pod with the condition; nothing is written when it has it already. */
function mark(parts: ServerParts, pod: ObjectOf<'Pod'>): ObjectOf<'Pod'> {
  const before = pod.status ?? {}
  const status = setPodCondition(before, CONDITION, parts.world.clock.nowMs)
  if (status === before) return pod
  return parts.store.put(
    { ...pod, status },
    {
      actor: 'kube-apiserver',
      message: `marked ${nameInSentence(pod)} for disruption`,
      because: 'it is evicted',
      level: 'detail',
      kind: 'DisruptionTarget',
    },
  )
}
