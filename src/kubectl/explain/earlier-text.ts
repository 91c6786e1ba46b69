// What a type or a field is, in the form that `explain` had before: `--output=plaintext-openapiv2`.
// Follows k8s.io/kubectl/pkg/explain/model_printer.go, fields_printer.go and recursive_fields_printer.go (v1.36).
import { infoOf, type Kind } from '#api/meta/object.ts'
import { entryType, fieldsOf, fieldType, itemType } from '#api/meta/schema.ts'
import { requiredFieldsOf } from '#api/meta/required-fields.ts'
import { compareText } from '#lib/compare.ts'
import { innermost, SCALARS } from './explain-text.ts'
import { type ApiWords, wordsOf } from './words.ts'
import { wrapAnew } from './wrap-anew.ts'

const WIDTH = 80
const FIELD_INDENT = 3
const TEXT_INDENT = 5

/** Objects of any fields: maps whose values, which can be anything, are described with the same words. */
const OPEN: ReadonlySet<string> = new Set([
  'JsonObject',
  'FieldsV1',
  'RawExtension',
  'CustomResourceSubresourceStatus',
])

/** '[]Object', 'map[string]string', 'integer'; '' for what can be anything. Follows GetTypeName. */
function typeName(type: string): string {
  const item = itemType(type)
  if (item !== undefined) return `[]${typeName(item)}`
  const entry = entryType(type)
  if (entry !== undefined) return `map[string]${typeName(entry)}`
  if (OPEN.has(type)) return 'map[string]'
  if (fieldsOf(type) !== undefined) return 'Object'
  return PRIMITIVE.has(type) ? (SCALARS[type] ?? TEXTS[type] ?? type) : ''
}

/** Types of their own that are written as texts. */
const TEXTS: Readonly<Record<string, string>> = { Quantity: 'string', IntOrString: 'string' }
const PRIMITIVE: ReadonlySet<string> = new Set([
  ...Object.keys(SCALARS),
  ...Object.keys(TEXTS),
  'string',
  'boolean',
  'integer',
  'number',
])

const indented = (amount: number, lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(amount) + line))

interface Target {
  readonly type: string
  /** What is said of the field. */
  readonly own: string
}

/** Goes down a path; a scalar takes every path that is left. Follows field_lookup.go. */
function lookUp(
  root: string,
  path: readonly string[],
  words: ApiWords,
): Target | { readonly missing: string } {
  let target: Target = { type: root, own: '' }
  for (const field of path) {
    const struct = innermost(target.type)
    if (fieldsOf(struct) === undefined) return target
    const type = fieldType(struct, field)
    if (type === undefined) return { missing: field }
    target = { type, own: wordsOf(words, struct, field) }
  }
  return target
}

/** The paragraphs that a field and the types below it have. */
function paragraphs({ type, own }: Target, isRoot: boolean, words: ApiWords): readonly string[] {
  const inner = innermost(type)
  const isStruct = fieldsOf(inner) !== undefined
  const ofType = wordsOf(words, inner, '')
  if (isRoot) return [ofType]
  if (OPEN.has(inner)) return [own, ofType, ofType]
  return isStruct || ofType !== '' ? [own, ofType] : [own]
}

function description(target: Target, isRoot: boolean, words: ApiWords): readonly string[] {
  const lines: string[] = []
  for (const [index, text] of paragraphs(target, isRoot, words).entries()) {
    if (text === '') continue
    if (index > 0) lines.push('')
    lines.push(...indented(TEXT_INDENT, wrapAnew(text, WIDTH - TEXT_INDENT)))
  }
  return lines.length > 0 ? lines : [`${' '.repeat(TEXT_INDENT)}<empty>`]
}

const sortedFields = (struct: string): readonly (readonly [string, string])[] =>
  Object.entries(fieldsOf(struct) ?? {}).toSorted(([a], [b]) => compareText(a, b))

function fieldLines(struct: string, words: ApiWords): readonly string[] {
  const required = requiredFieldsOf(struct)
  return sortedFields(struct).flatMap(([name, type]) => {
    const mark = required.includes(name) ? ' -required-' : ''
    const text = wrapAnew(wordsOf(words, struct, name), WIDTH - TEXT_INDENT)
    return [
      `${' '.repeat(FIELD_INDENT)}${name}\t<${typeName(type)}>${mark}`,
      ...indented(TEXT_INDENT, text),
      '',
    ]
  })
}

function nestedLines(struct: string, level: number, seen: readonly string[]): readonly string[] {
  return sortedFields(struct).flatMap(([name, type]) => {
    const below = innermost(type)
    const inner =
      fieldsOf(below) === undefined || seen.includes(below)
        ? []
        : nestedLines(below, level + 1, [...seen, below])
    return [`${' '.repeat(level * FIELD_INDENT)}${name}\t<${typeName(type)}>`, ...inner]
  })
}

/** The lines for a path below a kind; the name of a field that is not there. */
export function earlierText(
  kind: Kind,
  path: readonly string[],
  { words, recursive }: { readonly words: ApiWords; readonly recursive: boolean },
): { readonly lines: readonly string[] } | { readonly missing: string } {
  const target = lookUp(kind, path, words)
  if ('missing' in target) return target
  const struct = innermost(target.type)
  const head = [`KIND:     ${kind}`, `VERSION:  ${infoOf(kind).apiVersion}`, '']
  const said = ['DESCRIPTION:', ...description(target, path.length === 0, words)]
  const name = path.at(-1)
  const isStruct = fieldsOf(struct) !== undefined
  if (!isStruct && !PRIMITIVE.has(struct)) return { lines: [...head, ...said] }
  const what = isStruct ? 'RESOURCE: ' : 'FIELD:    '
  const title = name === undefined ? [] : [`${what}${name} <${typeName(target.type)}>`, '']
  if (!isStruct) return { lines: [...head, ...title, ...said] }
  const fields = recursive ? nestedLines(struct, 1, []) : fieldLines(struct, words)
  return { lines: [...head, ...title, ...said, '', 'FIELDS:', ...fields] }
}
