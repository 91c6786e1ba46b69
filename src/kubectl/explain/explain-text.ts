// What a type or a field is, in the words of the API.
// Follows k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl (v1.36).
import { entryType, fieldsOf, fieldType, itemType, requiredFieldsOf } from '#api/meta/schema.ts'
import { compareText } from '#lib/compare.ts'
import { wrap } from './wrap.ts'

/** By type, and by field; '' is the type itself. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>

const WIDTH = 76
const LIST_WIDTH = 78

/** The type below lists and maps. */
function innermost(type: string): string {
  const inner = itemType(type) ?? entryType(type)
  return inner === undefined ? type : innermost(inner)
}

const SCALARS: Readonly<Record<string, string>> = {
  int32: 'integer',
  int64: 'integer',
  bytes: 'string',
  Time: 'string',
  MicroTime: 'string',
  JsonObject: 'Object',
}

/** Types of several groups have the name of their group before them in the schema. */
const PLAIN_NAME = /^(?:Core|Resource|Admissionregistration|Apiextensions|Apiregistration)(?=[A-Z])/

/** '[]Container', 'map[string]string', 'integer'. Follows typeGuess. */
function typeGuess(type: string): string {
  const item = itemType(type)
  if (item !== undefined) return `[]${typeGuess(item)}`
  const entry = entryType(type)
  if (entry !== undefined) return `map[string]${typeGuess(entry)}`
  if (fieldsOf(type) === undefined) return SCALARS[type] ?? type
  const plain = type.replace(PLAIN_NAME, '')
  return fieldsOf(plain) === undefined || plain === type ? type : plain
}

function indent(amount: number, text: string): string {
  const blanks = ' '.repeat(amount)
  return blanks + text.replaceAll('\n', `\n${blanks}`)
}

/** The description of a field, and then that of its type. */
function descriptionOf(own: string, type: string, descriptions: Descriptions): string {
  const ofType = descriptions[innermost(type)]?.[''] ?? ''
  return [own, ofType]
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('')
}

interface Listing {
  readonly descriptions: Descriptions
  readonly recursive: boolean
}

function fieldList(
  struct: string,
  level: number,
  listing: Listing,
  seen: readonly string[],
): string {
  if (seen.includes(struct)) return ''
  const fields = Object.entries(fieldsOf(struct) ?? {}).toSorted(([a], [b]) => compareText(a, b))
  const required = requiredFieldsOf(struct)
  const amount = level * 2
  return fields
    .map(([name, type]) => {
      const mark = required.includes(name) ? ' -required-' : ''
      const head = `${' '.repeat(amount)}${name}\t<${typeGuess(type)}>${mark}\n`
      if (listing.recursive)
        return head + fieldList(innermost(type), level + 1, listing, [...seen, struct])
      const text = listing.descriptions[struct]?.[name] || '<no description>'
      return `${head}${indent(amount + 2, wrap(text, LIST_WIDTH - amount))}\n\n`
    })
    .join('')
}

/** The text for a path below a type; null for a field that is not there, with its name. */
export function explainText(
  root: string,
  path: readonly string[],
  listing: Listing,
): { readonly text: string } | { readonly missing: string } {
  let struct = root
  let type = root
  let own = ''
  for (const field of path) {
    const below = fieldType(struct, field)
    if (below === undefined) return { missing: path.at(-1) ?? field }
    own = listing.descriptions[struct]?.[field] ?? ''
    type = below
    struct = innermost(below)
  }
  const [last] = path.slice(-1)
  const title = last === undefined ? '' : `FIELD: ${last} <${typeGuess(type)}>\n\n\n`
  const description = descriptionOf(own, type, listing.descriptions) || '<empty>'
  const fields = fieldList(struct, 1, listing, [])
  const list = fields === '' ? '' : `FIELDS:\n${fields}`
  return { text: `${title}DESCRIPTION:\n${indent(4, wrap(description, WIDTH))}\n${list}` }
}
