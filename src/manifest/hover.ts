// What a key means, from the descriptions of the Kubernetes API.
import { createPlaces } from '#yaml/positions.ts'
import type { Range } from '#yaml/types.ts'
import { typeAt } from './completion.ts'
import { pathText } from '#api/meta/decode-struct.ts'
import { type OutlineKey, outlineAt } from './outline.ts'

/** `descriptions[struct][field]`; `''` is the struct itself. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Hover {
  /** Of the key. */
  readonly range: Range
  /** `spec.containers[0].image`. */
  readonly path: string
  /** As the schema names it: `string`, `[]Container`. */
  readonly type: string
  /** Plain text with line breaks; '' when there is none. */
  readonly description: string
}

const MAX_TEXT = 1_048_576

/** The key on whose name or value the offset is; null where there is none or it is not known. */
export function hoverAt(text: string, offset: number, descriptions: Descriptions): Hover | null {
  if (text.length > MAX_TEXT) return null
  const { keys } = outlineAt(text, offset)
  const key = keys.findLast(
    ({ start, end, valueEnd }) => offset >= start && offset <= Math.max(end, valueEnd),
  )
  const kind = kindIn(text, keys)
  if (key === undefined || kind === '') return null
  const struct = typeAt(kind, key.parent)
  const type = typeAt(kind, [...key.parent, key.name])
  if (struct === undefined || type === undefined) return null
  const range = createPlaces(text).range(key.start, key.end)
  const path = pathText([...key.parent, key.name])
  return { range, path, type, description: describe(kind, key, struct, descriptions) }
}

function kindIn(text: string, keys: readonly OutlineKey[]): string {
  const key = keys.find(({ name, parent }) => name === 'kind' && parent.length === 0)
  return key === undefined
    ? ''
    : (/^["']?(\w+)/.exec(text.slice(key.valueStart, key.valueEnd))?.[1] ?? '')
}

/** An entry of a map has the description of the field that holds the map. */
function describe(
  kind: string,
  key: OutlineKey,
  struct: string,
  descriptions: Descriptions,
): string {
  const own = lookUp(descriptions, struct, key.name)
  if (own !== '' || !struct.startsWith('{}')) return own
  const holder = typeAt(kind, key.parent.slice(0, -1)) ?? ''
  return lookUp(descriptions, holder, String(key.parent.at(-1) ?? ''))
}

function lookUp(descriptions: Descriptions, struct: string, field: string): string {
  const fields = Object.hasOwn(descriptions, struct) ? descriptions[struct] : undefined
  return fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? '') : ''
}
