// What is named and not there: it is drawn as a ghost, with who names it.
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Reference } from '#api/core/pod-references.ts'
import { type ApiObject, KINDS, keyPrefix, parseKey } from '#api/meta/object.ts'
import { isApiObject, type WorldState } from '#client/world.ts'
import { isGhost, placeOfKind, referencesOf } from '#picture/kinds/kinds.ts'
import { countText } from '#picture/words/format.ts'
import { isOwnObject } from '#picture/words/own-object.ts'
import type { ApiItemPicture } from './canvas-graph.ts'

/** Made by the cluster a moment after the namespace. */
const MADE_BY_ITSELF = new Set(['kube-root-ca.crt', 'default'])

/** Not what every Pod has. */
export const isWorthTelling = ({ name }: Reference): boolean => !MADE_BY_ITSELF.has(name)

// A Pod's status is written often, and what it names stands in its spec.
const remembered = new WeakMap<object, readonly Reference[]>()
const NONE: readonly Reference[] = []

/** What of an object's names is a ghost where it is missing; nothing of the cluster's own objects. */
export function wantedBy(object: ApiObject): readonly Reference[] {
  if (!('spec' in object) || typeof object.spec !== 'object') return NONE
  const known = remembered.get(object.spec)
  if (known !== undefined) return known
  const wanted = !isOwnObject(object) || isMirror(object) ? NONE : requiredBy(object)
  remembered.set(object.spec, wanted)
  return wanted
}

const requiredBy = (object: ApiObject): readonly Reference[] =>
  referencesOf(object).filter(
    (reference) =>
      !reference.optional &&
      isWorthTelling(reference) &&
      (placeOfKind(reference.kind) !== null || isGhost(reference.kind)),
  )

/** Static Pods cannot name anything, and their mirrors are images of them. */
const isMirror = ({ metadata }: ApiObject): boolean =>
  metadata.annotations?.[MIRROR_POD_ANNOTATION] !== undefined

/** Kinds whose objects name others. */
const NAMING = Object.values(KINDS).flatMap(({ kind, podSpecPath }) =>
  podSpecPath !== null || placeOfKind(kind) === 'owner' || placeOfKind(kind) === 'line'
    ? [kind]
    : [],
)

/** The ghost with a key; null when it is there, or when nobody names it. */
export function ghostAt(
  world: WorldState,
  key: string,
  earlier: ApiItemPicture | undefined,
): ApiItemPicture | null {
  const parts = parseKey(key)
  if (parts === undefined || world.get(key) !== undefined) return null
  const namers = namersOf(world, key, parts.namespace)
  const [first] = namers
  if (first === undefined) return null
  const others = namers.length - 1
  const more = others === 0 ? '' : `, and of ${countText(others, 'other')}`
  const missingFor = `${first.who}, ${first.where}${more}`
  if (earlier?.missingFor === missingFor) return earlier
  return { key, kind: parts.kind, name: parts.name, mirror: false, missingFor }
}

function namersOf(
  world: WorldState,
  key: string,
  namespace: string,
): readonly { readonly who: string; readonly where: string }[] {
  const place = namespace === '' ? undefined : namespace
  return NAMING.flatMap((kind) => world.under(keyPrefix(kind, place)))
    .filter(isApiObject)
    .flatMap((object) => {
      const found = wantedBy(object).find((reference) => reference.key === key)
      if (found === undefined) return []
      return [{ who: `${object.kind} ${object.metadata.name ?? ''}`, where: found.where }]
    })
}
