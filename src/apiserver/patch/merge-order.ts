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
  const sortedBy = (list: readonly unknown[], items: readonly unknown[]): readonly unknown[] =>
    items.toSorted((a, b) => placeIn(list, a) - placeIn(list, b))
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

function idOf(item: unknown, mergeKey: string): unknown {
  return isFields(item) ? fieldOf(item, mergeKey) : item
}
