// Values as Go's %v prints them, in the errors of patches: maps with sorted keys, texts without quotes.
import { compareText } from '#lib/compare.ts'
import { isFields } from './json-value.ts'

/** 'map[a:1 b:[x y]]'. */
export function goPrint(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`
  if (isFields(value)) {
    const entries = Object.entries(value).toSorted(([a], [b]) => compareText(a, b))
    return `map[${entries.map(([key, item]) => `${key}:${goPrint(item)}`).join(' ')}]`
  }
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '<nil>'
}
