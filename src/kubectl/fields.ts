// What a verb needs in order to read its mapping in scenario.yaml. The scenario's reader has it all, and
// says whatever is wrong at its place in the file.
import { kindOfWord, mayBeKind } from './resource-types.ts'

export interface FieldReader {
  has(field: string): boolean
  raw(field: string): unknown
  text(field: string, fallback: string, maxLength: number): string
  /** A whole number from `least` to `most`. */
  whole(field: string, fallback: number, least: number, most: number): number
  flag(field: string, fallback: boolean): boolean
  /** Milliseconds. */
  duration(field: string, fallback: number): number
  /** A reader of a mapping below; null, said at its place, when there is none. */
  below(field: string): FieldReader | null
  /** Says something about a field, or about the whole mapping when it is ''. */
  say(severity: 'error' | 'warning' | 'info', field: string, message: string): void
  /** Warns of every field that is not among these. */
  allowFields(known: readonly string[]): void
}

const MAX_NAME = 253
const DEFAULT_NAMESPACE = 'default'

/** The mapping below a verb, of which only these fields are known; the whole action when there is none. */
export function fieldsBelow(
  reader: FieldReader,
  verb: string,
  known: readonly string[],
): FieldReader {
  const fields = reader.below(verb)
  fields?.allowFields(known)
  return fields ?? reader
}

/** A text that must be there, of at most 253 characters; '' when it is not. */
export function readName(reader: FieldReader, field: string): string {
  const text = reader.text(field, '', MAX_NAME)
  if (text === '' && !reader.has(field)) reader.say('error', '', `${field} is missing`)
  return text
}

/** The namespace; `default` when there is none. */
export function readNamespace(reader: FieldReader): string {
  return reader.text('namespace', DEFAULT_NAMESPACE, MAX_NAME)
}

/** The kind that a word names, said at `field` when there is no such kind. */
export function readKind(reader: FieldReader, field: string, word: string): string {
  const kind = kindOfWord(word)
  if (kind === undefined && !mayBeKind(word))
    reader.say('error', field, `the server doesn't have a resource type "${word}"`)
  return kind ?? word
}

/** `namespace` as scenario.yaml writes it: not at all when it is the default one. */
export function namespaceField(namespace: string): { readonly namespace?: string } {
  return namespace === DEFAULT_NAMESPACE ? {} : { namespace }
}
