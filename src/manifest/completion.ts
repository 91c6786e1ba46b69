// Completion from the Kubernetes schema: keys, values and whole manifests.
import { apiVersionsOf, BUILT_IN_KINDS } from './kinds.ts'
import { ENUMS, ITEM_ENUMS, RESOURCE_NAMES } from './enums.ts'
import { isKind } from '#api/meta/object.ts'
import { type Cursor, type OutlineKey, outlineAt } from './outline.ts'
import { entryType, fieldsOf, fieldType, itemType, typeBelow } from '#api/meta/schema.ts'
import { requiredFieldsOf } from '#api/meta/required-fields.ts'
import { SNIPPETS } from './snippets.ts'

export interface Completion {
  readonly label: string
  /** Replaces the word at the cursor. Lines after the first are relative to the line's indentation. */
  readonly insertText: string
  readonly detail: string
}

const MAX_TEXT = 1_048_576

/** What could stand at the cursor; empty when nothing is known. Works while the text is broken. */
export function completionsAt(text: string, offset: number): readonly Completion[] {
  if (text.length > MAX_TEXT) return []
  const { keys, cursor } = outlineAt(text, offset)
  if (cursor.at === 'nowhere') return []
  const kind = rootValue(text, keys, 'kind')
  if (cursor.at === 'value') return valuesFor(cursor, kind, rootValue(text, keys, 'apiVersion'))
  if (cursor.parent.length === 0) return rootKeys(keys, kind, cursor)
  return keysFor(keys, kind, cursor)
}

/** The value of a key at the root, as written, without quotes. */
function rootValue(text: string, keys: readonly OutlineKey[], name: string): string {
  const key = keys.find((candidate) => candidate.parent.length === 0 && candidate.name === name)
  if (key === undefined) return ''
  return text
    .slice(key.valueStart, key.valueEnd)
    .replace(/\s+#.*$/, '')
    .replaceAll(/["']/g, '')
    .trim()
}

/** The type at a path of an object of a kind. */
export function typeAt(kind: string, path: readonly (string | number)[]): string | undefined {
  let type: string | undefined = fieldsOf(kind) === undefined ? undefined : kind
  for (const step of path) type = type === undefined ? undefined : typeBelow(type, step)
  return type
}

const samePath = (a: readonly (string | number)[], b: readonly (string | number)[]): boolean =>
  a.length === b.length && a.every((step, index) => step === b[index])

const takenAt = (
  keys: readonly OutlineKey[],
  parent: readonly (string | number)[],
): ReadonlySet<string> =>
  new Set(keys.filter((key) => samePath(key.parent, parent)).map(({ name }) => name))

function rootKeys(
  keys: readonly OutlineKey[],
  kind: string,
  cursor: Cursor,
): readonly Completion[] {
  const taken = takenAt(keys, [])
  const snippets = SNIPPETS.map(({ label, detail, text }) => ({ label, insertText: text, detail }))
  const fields =
    fieldsOf(kind) === undefined
      ? ['apiVersion', 'kind', 'metadata', 'spec']
      : Object.keys(fieldsOf(kind) ?? {})
  const known = fields
    .filter((field) => field !== 'status' && !taken.has(field))
    .map((field) =>
      keyCompletion(
        field,
        fieldType(kind, field) ?? rootType(field),
        requiredFieldsOf(kind),
        cursor,
      ),
    )
  return taken.size === 0 ? [...snippets, ...known] : known
}

const rootType = (field: string): string =>
  field === 'metadata' ? 'ObjectMeta' : field === 'spec' ? 'PodSpec' : 'string'

function keysFor(keys: readonly OutlineKey[], kind: string, cursor: Cursor): readonly Completion[] {
  const type = typeAt(kind, cursor.parent)
  if (type === undefined) return []
  const items = itemType(type)
  if (items !== undefined && fieldsOf(items) !== undefined) {
    return structKeys(items, new Set(), cursor).map(({ label, insertText, detail }) => ({
      label,
      insertText: `- ${insertText}`,
      detail,
    }))
  }
  const list = cursor.parent.slice(0, -1)
  if (type === 'string' && typeof cursor.parent.at(-1) === 'number') return itemValues(kind, list)
  const taken = takenAt(keys, cursor.parent)
  if (entryType(type) === 'Quantity') {
    return RESOURCE_NAMES.filter((name) => !taken.has(name)).map((name) =>
      keyCompletion(name, 'Quantity', [], cursor),
    )
  }
  return fieldsOf(type) === undefined ? [] : structKeys(type, taken, cursor)
}

function structKeys(
  struct: string,
  taken: ReadonlySet<string>,
  cursor: Cursor,
): readonly Completion[] {
  const required = requiredFieldsOf(struct)
  const names = Object.keys(fieldsOf(struct) ?? {}).filter((field) => !taken.has(field))
  const first = names.filter((field) => required.includes(field))
  const rest = names.filter((field) => !required.includes(field))
  return [...first, ...rest].map((field) =>
    keyCompletion(field, fieldType(struct, field) ?? 'string', required, cursor),
  )
}

function keyCompletion(
  field: string,
  type: string,
  required: readonly string[],
  cursor: Cursor,
): Completion {
  const inner = cursor.inItem ? '    ' : '  '
  const outer = cursor.inItem ? '  ' : ''
  const isList = itemType(type) !== undefined
  const isBlock = entryType(type) !== undefined || fieldsOf(type) !== undefined
  const value = isList ? `\n${outer}- ` : isBlock ? `\n${inner}` : ' '
  const detail = required.includes(field) ? `${type}, required` : type
  return { label: field, insertText: `${field}:${value}`, detail }
}

function valuesFor(cursor: Cursor, kind: string, apiVersion: string): readonly Completion[] {
  if (cursor.parent.length === 0 && cursor.key === 'kind') return kinds(apiVersion)
  if (cursor.parent.length === 0 && cursor.key === 'apiVersion') return apiVersions(kind)
  const struct = typeAt(kind, cursor.parent)
  if (struct === undefined) return []
  const type = fieldType(struct, cursor.key)
  if (type === 'boolean') return values(['true', 'false'], 'boolean')
  const name = `${struct === 'EphemeralContainer' ? 'Container' : struct}.${cursor.key}`
  return Object.hasOwn(ENUMS, name) ? values(ENUMS[name] ?? [], cursor.key) : []
}

const values = (labels: readonly string[], detail: string): readonly Completion[] =>
  labels.map((label) => ({ label, insertText: label, detail }))

function itemValues(kind: string, list: readonly (string | number)[]): readonly Completion[] {
  const field = String(list.at(-1) ?? '')
  const name = `${typeAt(kind, list.slice(0, -1)) ?? ''}.${field}`
  return Object.hasOwn(ITEM_ENUMS, name) ? values(ITEM_ENUMS[name] ?? [], field) : []
}

function kinds(apiVersion: string): readonly Completion[] {
  return BUILT_IN_KINDS.filter(
    (kind) => apiVersion === '' || apiVersionsOf(kind).includes(apiVersion),
  )
    .toSorted((a, b) => Number(isKind(b)) - Number(isKind(a)))
    .map((kind) => ({
      label: kind,
      insertText: kind,
      detail: `${apiVersionsOf(kind).join(', ')}${isKind(kind) ? '' : ', not simulated'}`,
    }))
}

function apiVersions(kind: string): readonly Completion[] {
  const all =
    kind === '' ? BUILT_IN_KINDS.filter(isKind).flatMap(apiVersionsOf) : apiVersionsOf(kind)
  return values([...new Set(all)], 'apiVersion')
}
