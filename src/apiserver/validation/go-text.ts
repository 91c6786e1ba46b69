// Values as encoding/json of Go prints them.
import { compareText } from '#lib/compare.ts'

const HTML_ESCAPES = /[<>&\u2028\u2029]/g

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    HTML_ESCAPES,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * JSON as encoding/json writes it. A Map is a Go map: its keys are sorted. An object is a struct: its fields
 * keep their order, and those that are undefined are left out. undefined itself is null.
 */
export function goJson(value: unknown): string {
  if (typeof value === 'string') return jsonString(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (typeof value === 'object' && value !== null) return jsonObject(entriesOf(value))
  return 'null'
}

const jsonObject = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([key, item]) => `${jsonString(key)}:${goJson(item)}`).join(',')}}`

/** The same over several lines, each level one space further in, as json.MarshalIndent writes it. */
export function goPrettyJson(value: unknown, indent = ''): string {
  const inner = `${indent} `
  const around = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${items.map((item) => `${inner}${item}`).join(',\n')}\n${indent}${close}`
  if (Array.isArray(value)) {
    const items = value.map((item) => goPrettyJson(item, inner))
    return around('[', items, ']')
  }
  if (typeof value !== 'object' || value === null) return goJson(value)
  const items = entriesOf(value).map(
    ([key, item]) => `${jsonString(key)}: ${goPrettyJson(item, inner)}`,
  )
  return around('{', items, '}')
}

/** The fields of a struct that are printed, or the entries of a Go map in the order of their keys. */
function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  if (!(value instanceof Map)) return Object.entries(value).filter(([, item]) => item !== undefined)
  return [...value]
    .map(([key, item]): [string, unknown] => [String(key), item])
    .toSorted(([a], [b]) => compareText(a, b))
}

/** A plain object as a Go map for `goJson`; undefined stays undefined and prints null. */
export function goMap(
  map: Readonly<Record<string, unknown>> | undefined,
): ReadonlyMap<string, unknown> | undefined {
  return map === undefined ? undefined : new Map(Object.entries(map))
}
