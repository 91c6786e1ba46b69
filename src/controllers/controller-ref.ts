// Who controls an object, and taking it over or letting it go.
// Follows pkg/controller/controller_ref_manager.go and k8s.io/apimachinery/pkg/apis/meta/v1/controller_ref.go (v1.36).
import type { ObjectMeta, OwnerReference } from '#api/generated/types.ts'
import type { TypedObject } from '#api/meta/kind-info.ts'
import type { Patch } from '#client/client.ts'

/** The owner that manages an object; undefined for one that nobody manages. */
export function controllerOf(metadata: ObjectMeta): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** Whether `owner` manages an object. */
export function isControlledBy(object: TypedObject, owner: TypedObject): boolean {
  return controllerOf(object.metadata)?.uid === owner.metadata.uid
}

/** The reference by which an object says that `owner` manages it. Upstream: NewControllerRef. */
export function ownerReferenceTo({ apiVersion, kind, metadata }: TypedObject): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  }
}

/**
 * Makes `owner` the controller of an object, whatever else has changed in it; refused for another one of its name.
 * `finalizers` are those by which the owner holds what is its own.
 */
export function adoptPatch(
  { metadata }: TypedObject,
  owner: OwnerReference,
  finalizers: readonly string[],
): Patch {
  const { uid } = metadata
  const held = finalizers.length === 0 ? {} : { finalizers }
  return { type: 'strategic', body: { metadata: { ownerReferences: [owner], uid, ...held } } }
}

/** Takes the owner with this UID and its finalizers away from an object, whatever else has changed in it. */
export function releasePatch(
  { metadata }: TypedObject,
  ownerUid: string,
  finalizers: readonly string[],
): Patch {
  const { uid } = metadata
  const ownerReferences = [{ $patch: 'delete', uid: ownerUid }]
  const held = finalizers.length === 0 ? {} : { '$deleteFromPrimitiveList/finalizers': finalizers }
  return { type: 'strategic', body: { metadata: { ownerReferences, uid, ...held } } }
}
