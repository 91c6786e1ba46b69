/** Deep equality of plain data; a missing key and an `undefined` value count as the same. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b)) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && equalLists(a, b)
  }
  return equalObjects(a, b)
}

/** The same for two objects, whatever they have under the key `left`. */
export function equalBut<T extends object>(a: T, b: T, left: keyof T & string): boolean {
  return Object.is(a, b) || (isObject(a) && isObject(b) && equalObjects(a, b, left))
}

/** The items of `now`, each replaced by the one of `before` at its place when they are equal: shared, not kept twice. */
export function sharedWith<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  if (before === undefined) return now
  let same = before.length === now.length
  const items = now.map((item, index) => {
    const old = before[index]
    if (old !== undefined && equal(old, item)) return old
    same = false
    return item
  })
  return same ? before : items
}

type Plain = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i += 1) if (!equal(a[i], b[i])) return false
  return true
}

// Loops instead of lists of entries: statuses are compared at every report.
function equalObjects(a: Plain, b: Plain, left: string | null = null): boolean {
  let surplus = 0
  for (const key of Object.keys(a)) {
    const value = a[key]
    if (value === undefined || key === left) continue
    if (!Object.hasOwn(b, key) || !equal(value, b[key])) return false
    surplus += 1
  }
  for (const key of Object.keys(b)) if (key !== left && b[key] !== undefined) surplus -= 1
  return surplus === 0
}
