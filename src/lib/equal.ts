/** Deep equality of plain data; a missing key and an `undefined` value count as the same. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalLists(a, b)
  const left = definedEntries(a)
  return left.length === definedEntries(b).length && left.every(([key, value]) => equal(value, valueOf(b, key)))
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index]))
}

function definedEntries(value: object): (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined)
}

function valueOf(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}
