// Edits of single fields of a manifest, as a person would make them: what stands around them stays as it was written.
import { createPlaces } from '#yaml/positions.ts'
import type { Range, YamlPath, YamlRanges } from '#yaml/types.ts'
import type { TextEdit } from './types.ts'

/** A document, or an object in one. */
export interface Edited {
  readonly text: string
  readonly value: unknown
  /** Of the values in it, by paths from it. */
  readonly ranges: YamlRanges
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: YamlPath): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = (found as Readonly<Record<string | number, unknown>>)[step]
  }
  return found
}

/** A field in front of the first one of a mapping, on a line of its own in block style; null where there is none before it. */
export function insertField(
  { text, value, ranges }: Edited,
  parent: YamlPath,
  field: string,
): TextEdit | null {
  const [first] = keysIn(value, ranges, parent)
  if (first === undefined) return null
  const before = lineBefore(text, first)
  const isBlock = /^[ -]*$/.test(before)
  const newText = isBlock ? `${field}\n${' '.repeat(before.length)}` : `${field}, `
  return { range: createPlaces(text).range(first, first), newText }
}

/** The value of a field, or a new field where there is none; null where the text does not allow it. */
export function setField(edited: Edited, path: YamlPath, value: unknown): TextEdit | null {
  const range = edited.ranges.valueAt(path)
  if (range !== undefined) return { range, newText: inFlow(value) }
  const depth = path.findIndex(
    (_, index) => valueAt(edited.value, path.slice(0, index + 1)) === undefined,
  )
  const [key, ...rest] = path.slice(depth)
  if (depth < 0 || key === undefined) return null
  const nested = rest.toReversed().reduce<unknown>((inner, step) => ({ [step]: inner }), value)
  const parent = path.slice(0, depth)
  const inserted = insertField(edited, parent, `${key}: ${inFlow(nested)}`)
  const empty = edited.ranges.valueAt(parent)
  if (inserted !== null || empty === undefined) return inserted
  return { range: empty, newText: inFlow({ [key]: nested }) }
}

/** An item in front of a list, or the list with it; null where the text does not allow it. */
export function addItem(edited: Edited, path: YamlPath, item: unknown): TextEdit | null {
  const { text, ranges } = edited
  const first = ranges.valueAt([...path, 0])
  if (first === undefined) return setField(edited, path, [item])
  const before = lineBefore(text, first.start.offset)
  const range = createPlaces(text).range(first.start.offset, first.start.offset)
  const isBlock = /^[ -]*- +$/.test(before)
  const dash = before.lastIndexOf('-')
  const next = isBlock ? `\n${' '.repeat(dash)}${before.slice(dash)}` : ', '
  return { range, newText: `${inFlow(item)}${next}` }
}

/** A field out of its mapping, and the mapping with its last one; null where the text does not allow it. */
export function removeField(edited: Edited, path: YamlPath): TextEdit | null {
  const { text, value, ranges } = edited
  const parent = path.slice(0, -1)
  const key = ranges.keyAt(path)
  const field = ranges.valueAt(path)
  if (key === undefined || field === undefined) return null
  const keys = keysIn(value, ranges, parent)
  if (keys.length === 1 && parent.length > 0 && typeof parent.at(-1) === 'string')
    return removeField(edited, parent)
  const start = key.start.offset
  const next = keys.find((offset) => offset > start)
  const places = createPlaces(text)
  const before = lineBefore(text, start)
  if (/^ *$/.test(before)) {
    const from = start - before.length
    const end = next === undefined ? lineAfter(text, field) : next - before.length
    return { range: places.range(from, end), newText: '' }
  }
  // The first field of an item, or a field in flow style, gives its place to the next one.
  if (next !== undefined) return { range: places.range(start, next), newText: '' }
  const comma = text.lastIndexOf(',', start)
  if (comma < 0 || /[^\s,]/.test(text.slice(comma, start))) return null
  return { range: places.range(comma, field.end.offset), newText: '' }
}

/** Where the keys of a mapping stand, in the order of the text. */
function keysIn(value: unknown, ranges: YamlRanges, parent: YamlPath): readonly number[] {
  const found = valueAt(value, parent)
  if (typeof found !== 'object' || found === null) return []
  return Object.keys(found)
    .flatMap((key) => ranges.keyAt([...parent, key])?.start.offset ?? [])
    .toSorted((a, b) => a - b)
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
}

/** A range that ends at the start of a line has its line break already. */
function lineAfter(text: string, { end }: Range): number {
  if (text.charAt(end.offset - 1) === '\n') return end.offset
  const found = text.indexOf('\n', end.offset)
  return found < 0 ? text.length : found + 1
}

/** A value in flow style, which fits wherever a value stands. */
export function inFlow(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(inFlow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value).map(([key, field]) => `${quoted(key)}: ${inFlow(field)}`)
  return `{${parts.join(', ')}}`
}

/** A text that YAML reads as this text. */
export function quoted(value: string): string {
  const isPlain = /^[a-zA-Z][\w./-]*$/.test(value)
  return isPlain && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value)
}
