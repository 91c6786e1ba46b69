// Objects as kubectl prints them: it decodes them into maps, whose keys come out in order.

/** A copy whose mappings have their keys in the order of their code units; undefined fields are left out. */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, withSortedKeys(field)]),
  )
}
