// What a type or a field is, in the words of the API.
// Follows k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl (v1.36).
import { entryType, fieldsOf, fieldType, itemType } from '#api/meta/schema.ts'
import { requiredFieldsOf } from '#api/meta/required-fields.ts'
import { compareText } from '#lib/compare.ts'
import { type ApiWords, type Enum, wordsOf } from './words.ts'
import { wrap } from './wrap.ts'

const WIDTH = 76
const LIST_WIDTH = 78

/** The type below lists and maps. */
export function innermost(type: string): string {
  const inner = itemType(type) ?? entryType(type)
  return inner === undefined ? type : innermost(inner)
}

/** What types that are no structs are called. */
export const SCALARS: Readonly<Record<string, string>> = {
  int32: 'integer',
  int64: 'integer',
  bytes: 'string',
  Time: 'string',
  MicroTime: 'string',
  JsonObject: 'Object',
}

/** Types that several groups have are called by their group before their name in the schema, but for one of them. */
const GROUPS = [
  'Core',
  'Admissionregistration',
  'Apiextensions',
  'Apiregistration',
  'Discovery',
  'Events',
  'Flowcontrol',
  'Rbac',
]

function plainName(type: string): string {
  const group = GROUPS.find((one) => type.startsWith(one)) ?? ''
  const plain = type.slice(group.length)
  const others = GROUPS.filter((one) => fieldsOf(`${one}${plain}`) !== undefined)
  return fieldsOf(plain) !== undefined || others.length > 1 ? plain : type
}

/** '[]Container', 'map[string]string', 'integer'. Follows typeGuess. */
function typeGuess(type: string): string {
  const item = itemType(type)
  if (item !== undefined) return `[]${typeGuess(item)}`
  const entry = entryType(type)
  if (entry !== undefined) return `map[string]${typeGuess(entry)}`
  if (fieldsOf(type) === undefined) return SCALARS[type] ?? type
  return plainName(type)
}

function indent(amount: number, text: string): string {
  const blanks = ' '.repeat(amount)
  return blanks + text.replaceAll('\n', `\n${blanks}`)
}

/** The description of a field, and then that of its type. */
function descriptionOf(own: string, type: string, words: ApiWords): string {
  const ofType = wordsOf(words, innermost(type), '')
  return [own, ofType]
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('')
}

/** The values of a field as its own text lists them, and as a list of fields does. Follows extractEnum. */
const longEnum = ({ values }: Enum): string =>
  `ENUM:${values.map((value) => `\n    ${value === '' ? '""' : value}`).join('')}`

const MOST_VALUES = 4

function shortEnum({ values }: Enum, amount: number): string {
  const shown = values.slice(0, MOST_VALUES).map((value) => (value === '' ? '""' : value))
  const more = values.length > MOST_VALUES ? ', ....' : ''
  return `${' '.repeat(amount)}enum: ${shown.join(', ')}${more}\n`
}

interface Listing {
  readonly words: ApiWords
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
      const values = listing.words.enums[struct]?.[name]
      const choice = values === undefined ? '' : shortEnum(values, amount)
      const head = `${' '.repeat(amount)}${name}\t<${typeGuess(type)}>${mark}\n${choice}`
      if (listing.recursive)
        return head + fieldList(innermost(type), level + 1, listing, [...seen, struct])
      const text = wordsOf(listing.words, struct, name) || '<no description>'
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
  let values: Enum | undefined
  for (const field of path) {
    const below = fieldType(struct, field)
    if (below === undefined) return { missing: path.at(-1) ?? field }
    own = wordsOf(listing.words, struct, field)
    values = listing.words.enums[struct]?.[field]
    type = below
    struct = innermost(below)
  }
  const [last] = path.slice(-1)
  const choice = values === undefined ? '' : longEnum(values)
  const title = last === undefined ? '' : `FIELD: ${last} <${typeGuess(type)}>\n${choice}\n\n`
  const description = descriptionOf(own, type, listing.words) || '<empty>'
  const fields = fieldList(struct, 1, listing, [])
  const list = fields === '' ? '' : `FIELDS:\n${fields}`
  return { text: `${title}DESCRIPTION:\n${indent(4, wrap(description, WIDTH))}\n${list}` }
}
