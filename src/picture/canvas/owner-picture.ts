// The picture of an owner of Pods: its numbers, its bounds while it rolls, the places of its Pods, and who watches over it.
import { type ApiObject, keyOfOwner, keyPrefix } from '#api/meta/object.ts'
import { isApiObject, type WorldState } from '#client/world.ts'
import { childrenOfKind, GUARDS, pictureOf, placeOfKind } from '#picture/kinds/kinds.ts'
import type { GuardPicture, OwnerPicture, PlacePicture } from './canvas-graph.ts'
import { sameItems } from './pod/pod-model.ts'

/** The key of the owner that an owner is a child of; null for one that stands for itself. */
export function parentOf({ metadata }: ApiObject): string | null {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true)
  if (owner === undefined || childrenOfKind(owner.kind) === null) return null
  return keyOfOwner(owner, metadata.namespace)
}

/** The picture of an owner, or the earlier one when nothing that it was made of has changed; null when it is gone. */
export function ownerPictureAt(
  world: WorldState,
  key: string,
  earlier: OwnerPicture | undefined,
): OwnerPicture | null {
  const owner = world.get(key)
  if (owner === undefined || !isApiObject(owner)) return null
  const picture = pictureOf(owner)
  const children = picture.band === null ? [] : childrenOf(world, owner)
  const guards = guardsOf(world, owner)
  const places = picture.places === null ? [] : picture.places(owner)
  const claims = places.flatMap((place) => place.claims.map((claim) => phaseOf(world, claim)))
  const sources = [owner, ...children, ...guards, ...claims]
  if (earlier !== undefined && sameItems(earlier.sources, sources)) return earlier
  const facts = picture.owner(owner)
  if (facts === null) return null
  return {
    key,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    parent: parentOf(owner),
    ...facts,
    band: picture.band?.(owner, children) ?? null,
    places: places.map((place): PlacePicture => ({
      label: place.label,
      pod: place.pod,
      claims: place.claims.map((claim) => phaseOf(world, claim)),
    })),
    guards: guards.flatMap(guardPictureOf),
    sources,
  }
}

/** The owners that an owner controls. */
function childrenOf(world: WorldState, owner: ApiObject): readonly ApiObject[] {
  return world
    .list('owner', owner.metadata.uid ?? '')
    .filter(isApiObject)
    .filter(({ kind }) => placeOfKind(kind) === 'owner')
}

function guardsOf(world: WorldState, owner: ApiObject): readonly ApiObject[] {
  if (parentOf(owner) !== null) return []
  const { namespace = 'default' } = owner.metadata
  return GUARDS.flatMap((kind) => world.under(`${keyPrefix(kind)}${namespace}/`))
    .filter(isApiObject)
    .filter((guard) => pictureOf(guard).guard?.(guard).watches(owner) === true)
}

function guardPictureOf(object: ApiObject): readonly GuardPicture[] {
  const guard = pictureOf(object).guard?.(object)
  if (guard === undefined) return []
  const { namespace = 'default', name = '' } = object.metadata
  const key = `${keyPrefix(object.kind)}${namespace}/${name}`
  return [{ key, text: guard.text, title: guard.title }]
}

function phaseOf(world: WorldState, claim: string): string {
  const object = world.get(claim)
  if (object === undefined || !('status' in object)) return 'missing'
  const { status } = object
  return typeof status === 'object' && 'phase' in status ? status.phase : 'Pending'
}
