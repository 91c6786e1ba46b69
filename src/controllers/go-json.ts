// JSON as Go writes a map: keys in their order, and what could end a script in escapes.
// Follows encoding/json, Marshal.
import { compareText } from '#lib/compare.ts'

const ESCAPED: Readonly<Record<string, string>> = {
  '<': String.raw`\u003c`,
  '>': String.raw`\u003e`,
  '&': String.raw`\u0026`,
  '\u2028': String.raw`\u2028`,
  '\u2029': String.raw`\u2029`,
}

/** The text of plain data. */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return scalar(value)
  const parts = Object.entries(value)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, item]) => `${scalar(key)}:${goJson(item)}`)
  return `{${parts.join(',')}}`
}

function scalar(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  return text.replaceAll(/[<>&\u2028\u2029]/g, (char) => ESCAPED[char] ?? char)
}
