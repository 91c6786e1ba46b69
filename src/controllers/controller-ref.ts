// Who controls an object, and taking it over or letting it go.
// Follows pkg/controller/controller_ref_manager.go (v1.36).
import type { ObjectMeta, OwnerReference, Pod } from '#api/generated/types.ts'

/** The owner that manages an object; undefined for one that nobody manages. */
export function controllerOf(metadata: ObjectMeta): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** The Pod with `owner` as its controller. */
export function adopted(pod: Pod, owner: OwnerReference): Pod {
  const others = pod.metadata.ownerReferences ?? []
  return { ...pod, metadata: { ...pod.metadata, ownerReferences: [...others, owner] } }
}

/** The Pod without the owner with this UID. */
export function released(pod: Pod, ownerUid: string): Pod {
  const { ownerReferences = [], ...metadata } = pod.metadata
  const others = ownerReferences.filter(({ uid }) => uid !== ownerUid)
  const kept = others.length === 0 ? {} : { ownerReferences: others }
  return { ...pod, metadata: { ...metadata, ...kept } }
}
