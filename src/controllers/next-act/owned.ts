// What belongs to an owner at a moment.
import type { Pod, ReplicaSet } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { isApiObject, type WorldState } from '#client/world.ts'
import { isControlledBy } from '../controller-ref.ts'

function owned(world: WorldState, owner: ApiObject, prefix: string): readonly ApiObject[] {
  return world
    .list('owner', owner.metadata.uid ?? '', prefix)
    .filter(isApiObject)
    .filter((object) => isControlledBy(object, owner))
}

/** The Pods that an object controls, in the order of their names. */
export function podsOf(world: WorldState, owner: ApiObject): readonly Pod[] {
  return owned(world, owner, 'Pod/').flatMap((pod) => (pod.kind === 'Pod' ? [pod] : []))
}

/** The ReplicaSets that an object controls. */
export function replicaSetsOf(world: WorldState, owner: ApiObject): readonly ReplicaSet[] {
  return owned(world, owner, 'ReplicaSet.apps/').flatMap((object) =>
    object.kind === 'ReplicaSet' ? [object] : [],
  )
}
