/** Orders two strings by their code units, the same in every locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/**
 * The items in the order of `compare`, by insertion: equal ones stay as they are. Where `compare` contradicts
 * itself (a before b before c before a), the result is still the same on every machine, which that of a
 * machine's own sort need not be. For short lists.
 */
export function sortedByInsertion<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): readonly T[] {
  const sorted: T[] = []
  for (const item of items) {
    const at = sorted.findLastIndex((other) => compare(other, item) <= 0) + 1
    sorted.splice(at, 0, item)
  }
  return sorted
}
