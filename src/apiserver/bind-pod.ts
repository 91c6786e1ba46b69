// POST pods/binding. Follows pkg/registry/core/pod/storage/storage.go assignPod (v1.36), facts A2.3.
import { objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import type { PodCondition } from '#api/generated/types.ts'
import type { Narration } from '#sim/world.ts'
import { notFound, statusOf } from './statuses.ts'
import type { Store } from './storage/store.ts'

const TOPOLOGY_LABELS: ReadonlySet<string> = new Set([
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
])

/** Sets spec.nodeName of a Pod that has none, with PodScheduled=True and the node's topology labels. */
export function bindPod(
  server: { readonly store: Store; readonly nowMs: number },
  target: { readonly namespace: string; readonly name: string; readonly nodeName: string },
  narration: Narration,
): ApiResult<ObjectOf<'Pod'>> {
  const pod = server.store.get(objectKey('Pod', target.namespace, target.name), 'Pod')
  if (pod?.spec === undefined) return { ok: false, status: notFound('Pod', target.name) }
  const problem = bindingConflict(pod, target.name)
  if (problem !== null) return { ok: false, status: problem }
  const node = server.store.get(objectKey('Node', undefined, target.nodeName), 'Node')
  const topology = Object.entries(node?.metadata.labels ?? {}).filter(([key]) =>
    TOPOLOGY_LABELS.has(key),
  )
  const labels =
    topology.length === 0
      ? pod.metadata.labels
      : { ...pod.metadata.labels, ...Object.fromEntries(topology) }
  const { nominatedNodeName: _cleared, ...status } = pod.status ?? {}
  const bound: ObjectOf<'Pod'> = {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(labels === undefined ? {} : { labels }),
    },
    spec: { ...pod.spec, nodeName: target.nodeName },
    status: { ...status, conditions: withPodScheduled(pod, timeOf(server.nowMs)) },
  }
  return { ok: true, object: server.store.put(bound, narration), warnings: [] }
}

function bindingConflict(pod: ObjectOf<'Pod'>, name: string): Status | null {
  const refuse = (detail: string): Status =>
    statusOf('Conflict', `Operation cannot be fulfilled on pods/binding "${name}": ${detail}`)
  if (pod.metadata.deletionTimestamp !== undefined) {
    return refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
  }
  if (pod.spec?.nodeName)
    return refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
  if ((pod.spec?.schedulingGates ?? []).length > 0)
    return refuse(`pod ${name} has non-empty .spec.schedulingGates`)
  return null
}

function withPodScheduled(pod: ObjectOf<'Pod'>, now: string): readonly PodCondition[] {
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  return [...others, { type: 'PodScheduled', status: 'True', lastTransitionTime: now }]
}
