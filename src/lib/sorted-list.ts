// A list in the order of its items' names that shares what it can with the list before: a change makes
// one copy, and a list without changes stays the same reference.
import { countFirst } from './count-first.ts'

/** The index of the first item whose name is not before `name`, in O(log n). */
export function firstAtLeast<T>(
  items: readonly T[],
  name: string,
  nameOf: (item: T) => string,
): number {
  return countFirst(items.length, (index) => {
    const item = items[index]
    return item !== undefined && nameOf(item) < name
  })
}

/** The item of a name in a list in the order of names; undefined when there is none. */
export function findSorted<T>(
  items: readonly T[],
  name: string,
  nameOf: (item: T) => string,
): T | undefined {
  const item = items[firstAtLeast(items, name, nameOf)]
  return item !== undefined && nameOf(item) === name ? item : undefined
}

/** Up to so many changes are put in one by one; more are merged in one pass. */
const FEW = 8

/**
 * `items` (in the order of names) with some replaced, added, or, where the value is null, taken out. Of
 * several changes of one name the last counts. The same list when nothing differs.
 */
export function withSorted<T>(
  items: readonly T[],
  changes: Iterable<readonly [name: string, item: T | null]>,
  nameOf: (item: T) => string,
): readonly T[] {
  const real = [...new Map(changes)].filter(
    ([name, item]) => (findSorted(items, name, nameOf) ?? null) !== item,
  )
  if (real.length === 0) return items
  if (real.length > FEW) return merged(items, new Map(real), nameOf)
  const copy = [...items]
  for (const [name, item] of real) {
    const index = firstAtLeast(copy, name, nameOf)
    const known = copy[index]
    const replaced = known !== undefined && nameOf(known) === name ? 1 : 0
    if (item === null) copy.splice(index, replaced)
    else copy.splice(index, replaced, item)
  }
  return copy
}

function merged<T>(
  items: readonly T[],
  changes: ReadonlyMap<string, T | null>,
  nameOf: (item: T) => string,
): readonly T[] {
  const kept = items.filter((item) => !changes.has(nameOf(item)))
  const added = [...changes.values()].filter((item) => item !== null)
  const byName = (a: T, b: T): number => (nameOf(a) < nameOf(b) ? -1 : 1)
  return [...kept, ...added].sort(byName)
}
