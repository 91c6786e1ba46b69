// Reads fields of values that come from somebody else's cluster: what is not there, or is of another type, is empty.
import { isMapping } from '../field-reader.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The value below `path`; undefined when there is none. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const step of path) {
    if (!isMapping(found) || !Object.hasOwn(found, step)) return undefined
    found = found[step]
  }
  return found
}

/** The mapping below `path`; an empty one when there is none. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  const found = valueAt(value, path)
  return isMapping(found) ? found : {}
}

/** The list below `path`; an empty one when there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path)
  return Array.isArray(found) ? (found as readonly unknown[]) : []
}

/** The text below `path`; '' when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, path)
  return typeof found === 'string' ? found : ''
}

/** The number below `path`; null when there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = valueAt(value, path)
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** The moment below `path` in milliseconds of the calendar; null when there is none. */
export function momentAt(value: unknown, ...path: readonly string[]): number | null {
  const ms = Date.parse(textAt(value, ...path))
  return Number.isNaN(ms) ? null : ms
}

/** The mapping without some of its fields. */
export function without(value: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}
