// Who controls an object, and taking it over or letting it go.
// Follows pkg/controller/controller_ref_manager.go (v1.36).
import type { ObjectMeta, OwnerReference, Pod } from '#api/generated/types.ts'
import type { Patch } from '#client/client.ts'

/** The owner that manages an object; undefined for one that nobody manages. */
export function controllerOf(metadata: ObjectMeta): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** Makes `owner` the controller of a Pod, whatever else has changed in it; refused for another Pod of its name. */
export function adoptPatch({ metadata }: Pod, owner: OwnerReference): Patch {
  const { uid } = metadata
  return { type: 'strategic', body: { metadata: { ownerReferences: [owner], uid } } }
}

/** Takes the owner with this UID away from a Pod, whatever else has changed in it. */
export function releasePatch({ metadata }: Pod, ownerUid: string): Patch {
  const { uid } = metadata
  const ownerReferences = [{ $patch: 'delete', uid: ownerUid }]
  return { type: 'strategic', body: { metadata: { ownerReferences, uid } } }
}
