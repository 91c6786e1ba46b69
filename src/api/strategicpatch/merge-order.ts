// In which order the items of a merged list stand: those of the patch in its order, those that only the server
// has in theirs, and the two woven together by where they stood before.
// Follows k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v0.36), normalizeElementOrder.
import { equal } from '#lib/equal.ts'
import { fieldOf, isFields } from './json-value.ts'

/** Each scalar once, at its first place. */
export function deduplicated(values: readonly unknown[]): readonly unknown[] {
  return values.filter((value, index) => values.indexOf(value) === index)
}

/** The merged items in their order. `order` are items, or their keys, as the patch has them. */
export function orderedItems(
  merged: readonly unknown[],
  by: {
    readonly order: readonly unknown[]
    readonly original: readonly unknown[]
    readonly mergeKey: string
  },
): readonly unknown[] {
  const { order, original, mergeKey } = by
  const placeIn = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) => equal(idOf(other, mergeKey), idOf(item, mergeKey)))
  const sortedBy = (list: readonly unknown[], items: readonly unknown[]): readonly unknown[] => {
    const directed = items.filter((item) => isFields(item) && fieldOf(item, '$patch') === 'delete')
    const others = items.filter((item) => !directed.includes(item))
    return [...sortedByPlace(others, (item) => placeIn(list, item)), ...directed]
  }
  const inPatch = sortedBy(
    order,
    merged.filter((item) => placeIn(order, item) >= 0),
  )
  const serverOnly = sortedBy(
    original,
    merged.filter((item) => placeIn(order, item) < 0),
  )
  const result: unknown[] = []
  let i = 0
  let j = 0
  while (i < serverOnly.length || j < inPatch.length) {
    const left = i < serverOnly.length ? placeIn(original, serverOnly[i]) : -1
    const right = j < inPatch.length ? placeIn(original, inPatch[j]) : -1
    const takesLeft = j >= inPatch.length || (left >= 0 && right >= 0 && left < right)
    if (takesLeft && i < serverOnly.length) {
      result.push(serverOnly[i])
      i += 1
    } else {
      result.push(inPatch[j])
      j += 1
    }
  }
  return result
}

/** More items than any list of an object has that a person wrote; beyond it the order of strangers is not upstream's. */
const LONG = 500

/**
 * The items by their place, as upstream's insertion sort leaves them: an item without a place comes before every
 * item that stands before it. Follows normalizeSliceOrder.
 */
function sortedByPlace(
  items: readonly unknown[],
  placeOf: (item: unknown) => number,
): readonly unknown[] {
  const placed = items.map((item) => ({ item, place: placeOf(item) }))
  if (placed.length > LONG)
    return placed.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
  const sorted: typeof placed = []
  for (const one of placed) {
    const isBefore = (other: { readonly place: number }): boolean =>
      one.place < 0 || other.place < 0 || one.place < other.place
    let at = sorted.length
    while (at > 0) {
      const other = sorted[at - 1]
      if (other === undefined || !isBefore(other)) break
      at -= 1
    }
    sorted.splice(at, 0, one)
  }
  return sorted.map(({ item }) => item)
}

function idOf(item: unknown, mergeKey: string): unknown {
  return isFields(item) ? fieldOf(item, mergeKey) : item
}
