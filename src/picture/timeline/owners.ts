// To whom Pods belong in the end: to a Deployment rather than to one of its ReplicaSets.
import type { Pod } from '#api/generated/types.ts'
import { keyOfOwner } from '#api/meta/object.ts'
import type { WorldObject } from '#client/world.ts'

export interface Owner {
  readonly key: string
  readonly kind: string
  readonly name: string
}

export interface Owners {
  /** Notes to whom an object belongs that may own Pods itself. */
  take(key: string, object: WorldObject): void
  /** The topmost controller of a Pod; null when it has none. */
  of(pod: Pod | null): Owner | null
}

/** Owners of owners are looked up so many times. */
const MOST_STEPS = 4

/** Makes the owners of a run that has not begun. */
export function createOwners(): Owners {
  const ownerOf = new Map<string, Owner>()
  const controllerOf = (object: WorldObject): Owner | null => {
    if (!('metadata' in object)) return null
    const { ownerReferences = [], namespace } = object.metadata
    const reference = ownerReferences.find(({ controller }) => controller === true)
    if (reference === undefined) return null
    const { kind, name } = reference
    return { key: keyOfOwner(reference, namespace), kind, name }
  }
  return {
    take(key, object) {
      // Nothing belongs to a Pod by way of a controller, and there are most of them.
      if (object.kind === 'Pod' || ownerOf.has(key)) return
      const owner = controllerOf(object)
      if (owner !== null) ownerOf.set(key, owner)
    },
    of(pod) {
      let owner = pod === null ? null : controllerOf(pod)
      for (let step = 0; step < MOST_STEPS && owner !== null; step += 1) {
        const above = ownerOf.get(owner.key)
        if (above === undefined) break
        owner = above
      }
      return owner
    },
  }
}
