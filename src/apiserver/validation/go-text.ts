// Values as Go prints them in error messages: %q and encoding/json.
import { compareText } from '#lib/compare.ts'

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
])
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

function quoteCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character)
  if (short !== undefined) return short
  if (PRINTABLE.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}

/** A text in double quotes, escaped as strconv.Quote does. */
export function goQuote(text: string): string {
  return `"${[...text].map(quoteCharacter).join('')}"`
}

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
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]): [string, unknown] => [String(key), item])
    return jsonObject(entries.toSorted(([a], [b]) => compareText(a, b)))
  }
  if (typeof value === 'object' && value !== null) {
    return jsonObject(Object.entries(value).filter(([, item]) => item !== undefined))
  }
  return 'null'
}

const jsonObject = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([key, item]) => `${jsonString(key)}:${goJson(item)}`).join(',')}}`

/** A plain object as a Go map for `goJson`; undefined stays undefined and prints null. */
export function goMap(
  map: Readonly<Record<string, unknown>> | undefined,
): ReadonlyMap<string, unknown> | undefined {
  return map === undefined ? undefined : new Map(Object.entries(map))
}
