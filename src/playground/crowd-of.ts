// How many Pods a scenario says from the start that there will be: a run that comes in is drawn as one of so many at once.
import { replicasOf } from '#api/core/pod-spec-of.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Crowd } from '#picture/canvas/seats.ts'
import type { ParsedScenario } from '#scenario/parse-scenario.ts'

/** The Nodes of a scenario, and the Pods that are applied at its beginning or asked for there with `spec.replicas`. */
export function crowdOf({ nodes, objects }: Pick<ParsedScenario, 'nodes' | 'objects'>): Crowd {
  const pods = objects.reduce((sum, { object }) => sum + podsOf(object), 0)
  return { pods, nodes: nodes.length }
}

/** Pods of the cluster itself are drawn apart and not counted. */
function podsOf(object: ApiObject): number {
  if (object.metadata.namespace === 'kube-system') return 0
  return object.kind === 'Pod' ? 1 : (replicasOf(object) ?? 0)
}
