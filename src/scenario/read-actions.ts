// The actions of scenario.yaml: `at` and one verb each, read by the home of the verb.
import { VERBS } from '#cluster/verbs.ts'
import { parseActionLine } from '#kubectl/parse-line.ts'
import { closest } from '#manifest/suggest.ts'
import type { FieldReader } from './field-reader.ts'
import type { Action } from './types.ts'

const MAX_ACTIONS = 200
const MAX_LINE = 100_000
/** The field whose text is a command line. */
const KUBECTL = 'kubectl'

export interface ReadAction {
  readonly action: Action
  /** Its position in the list of the file, invalid ones counted. */
  readonly index: number
}

type Word = Exclude<keyof typeof VERBS, 'notSimulated' | typeof KUBECTL>

const isWord = (word: string): word is Word =>
  Object.hasOwn(VERBS, word) && word !== 'notSimulated' && word !== KUBECTL
const WORDS = Object.keys(VERBS).filter(isWord)

/**
 * The actions in the order of the file. What is wrong with one is reported at its place; it is left out
 * then, but one whose verb nobody knows stays, so that the run says so when its time comes.
 */
export function readActions(reader: FieldReader): readonly ReadAction[] {
  return reader.items('actions', MAX_ACTIONS).flatMap(({ index, reader: item }) => {
    const action = readAction(item)
    return action === null ? [] : [{ action, index }]
  })
}

function readAction(reader: FieldReader): Action | null {
  const before = reader.errors.count
  const words = reader.fields().filter((field) => field !== 'at' && reader.has(field))
  const known = words.filter((word) => isWord(word) || word === KUBECTL)
  const [word] = known.length === 0 ? words : known
  if (word === undefined || known.length > 1) {
    const found =
      known.length > 1 ? `has ${known.length}: ${known.join(', ')}` : `${misspelt(reader)}`
    reader.say('error', '', `an action has exactly one verb; this one ${found}`)
    return null
  }
  if (!reader.has('at')) reader.say('error', '', 'at is missing: when does this happen?')
  const atMs = reader.duration('at', 0)
  if (word === KUBECTL) {
    reader.allowFields(['at', KUBECTL])
    return readLine(reader, atMs, before)
  }
  if (!isWord(word)) {
    const usable = reader.errors.count === before && words.length === 1
    sayUnknown(reader, word)
    return usable ? { verb: 'notSimulated', atMs, word, value: reader.raw(word) } : null
  }
  reader.allowFields(['at', KUBECTL, ...WORDS])
  const action = VERBS[word].read(reader, atMs)
  return reader.errors.count > before ? null : action
}

/** `kubectl: scale rs/web --replicas=3`, with the same parser as a terminal. */
function readLine(reader: FieldReader, atMs: number, before: number): Action | null {
  const line = reader.text(KUBECTL, '', MAX_LINE)
  if (reader.errors.count > before) return null
  const parsed = parseActionLine(line, atMs)
  if (parsed.ok) return parsed.action
  reader.say('error', KUBECTL, parsed.lines.join('\n'))
  return { verb: 'notSimulated', atMs, word: KUBECTL, value: line }
}

function sayUnknown(reader: FieldReader, word: string): void {
  const similar = closest(word, WORDS)
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`
  reader.say('error', word, `${word} is not simulated: when its time comes, nothing happens${hint}`)
}

function misspelt(reader: FieldReader): string {
  const known = WORDS.find((word) => reader.raw(word) === null)
  if (known !== undefined) return `says nothing after ${known}`
  return `has none of ${[...WORDS, KUBECTL].join(', ')}`
}
