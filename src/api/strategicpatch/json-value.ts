// JSON values as patches take them apart. Nothing here trusts a key: `__proto__` is a field like any other.

export type JsonFields = Readonly<Record<string, unknown>>

/** Whether a value is an object with fields, and no list. */
export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a field that the object has itself; undefined for one that it has not. */
export function fieldOf(fields: JsonFields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

/** The fields of a map as an object of its own fields. */
export function fieldsOfMap(map: ReadonlyMap<string, unknown>): JsonFields {
  return Object.fromEntries(map)
}
