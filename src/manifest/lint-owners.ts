// Advice on owners that stand in a circle.
import { keyOfOwner, type ObjectKey, objectKey } from '#api/meta/object.ts'
import type { Advice, LintedObject } from './lint.ts'

/** Objects that own one another, each told once. */
export function ownersInACircle(
  objects: readonly LintedObject[],
): readonly (Advice & { readonly index: number })[] {
  const owned = objects.flatMap(({ object }, index) =>
    (object.metadata.ownerReferences ?? []).length === 0 ? [] : [{ object, index }],
  )
  const ownersOf = new Map<ObjectKey, readonly ObjectKey[]>(
    owned.map(({ object: { kind, metadata } }) => [
      objectKey(kind, metadata.namespace, metadata.name ?? ''),
      (metadata.ownerReferences ?? []).map((owner) => keyOfOwner(owner, metadata.namespace)),
    ]),
  )
  return owned.flatMap(({ object: { kind, metadata }, index }) => {
    const start = objectKey(kind, metadata.namespace, metadata.name ?? '')
    const circle = circleFrom(start, ownersOf)
    if (circle === null) return []
    const round = [...circle, start].map((key) => `\`${key}\``).join(' is owned by ')
    const message = `${round}: no owner can be there before what it owns, so the \`uid\` is that of nothing, and the garbage collector deletes it`
    return [{ severity: 'warning', message, path: ['metadata', 'ownerReferences'], index }] as const
  })
}

/** The shortest way from an object over its owners back to it; null when there is none. */
function circleFrom(
  start: ObjectKey,
  ownersOf: ReadonlyMap<ObjectKey, readonly ObjectKey[]>,
): readonly ObjectKey[] | null {
  const seen = new Set<ObjectKey>()
  let ways: readonly (readonly ObjectKey[])[] = [[start]]
  for (let depth = 0; depth < LONGEST && ways.length > 0; depth += 1) {
    const next: (readonly ObjectKey[])[] = []
    for (const way of ways) {
      for (const owner of ownersOf.get(way.at(-1) ?? start) ?? []) {
        if (owner === start) return way
        if (seen.has(owner)) continue
        seen.add(owner)
        next.push([...way, owner])
      }
    }
    ways = next
  }
  return null
}

/** Longer circles are left untold. */
const LONGEST = 20
