// Text to documents, with the place of every key and value. Documents are parsed one by one, so that a
// broken one does not take the others with it. Never throws: whatever is wrong becomes a diagnostic.
import { YAMLException } from 'js-yaml'
import { must } from '#lib/assert.ts'
import { composeDocuments, MAX_ALIASED_VALUES } from './compose.ts'
import type { AliasBudget, ComposedNode } from './compose.ts'
import { MAX_MENDINGS, mended } from './lenient.ts'
import { createPlaces } from './positions.ts'
import type { Places } from './positions.ts'
import { createProblems } from './problems.ts'
import type { Problems } from './problems.ts'
import { createTrees, rangesOf, type Trees } from './ranges.ts'
import { splitDocuments } from './split-documents.ts'
import type { Piece } from './split-documents.ts'
import { explainSyntaxError } from './syntax-errors.ts'
import type { ParsedYaml, YamlDocument } from './types.ts'

const MEBIBYTE = 1_048_576
/** A text of the largest scenario: some 50,000 Pods. */
export const MAX_TEXT = 32 * MEBIBYTE
export const MAX_DOCUMENTS = 60_000

/** A document as it was read, without its place in the text. */
interface ReadPiece {
  readonly value: unknown
  /** As it could be read, with mended places. */
  readonly source: string
  readonly isJson: boolean
  /** Of its root, from the start of the piece. */
  readonly start: number
  readonly end: number
}

/** What was read without a problem, by its text: what stands in a text again need not be read again. */
export interface PieceMemory {
  readonly before: ReadonlyMap<string, ReadPiece>
  readonly now: Map<string, ReadPiece>
}

interface Parse {
  readonly places: Places
  readonly trees: Trees
  readonly memory: PieceMemory
  readonly problems: Problems
  readonly budget: AliasBudget
  readonly documents: YamlDocument[]
}

/**
 * Reads a text as kubectl does: scalars as go-yaml v2 resolves them, the last of duplicate keys wins
 * (with a warning), documents without content are skipped. A document with an error is not among the
 * result's documents. At most 32 MiB of text, 60000 documents, 100 levels, 100000 aliased values. What the `memory` has from
 * before has the same value again, and the text's documents are put into what it has now.
 */
export function parseYaml(
  text: string,
  memory: PieceMemory = { before: new Map(), now: new Map() },
): ParsedYaml {
  if (text.length > MAX_TEXT) return tooLong(text)
  const places = createPlaces(text)
  const problems = createProblems(places)
  const parse: Parse = {
    places,
    trees: createTrees(),
    memory,
    problems,
    budget: { left: MAX_ALIASED_VALUES, reported: false },
    documents: [],
  }
  const zero = text.indexOf('\0')
  if (zero >= 0) {
    problems.add('error', 'this is not text: it has a NUL character here', zero, zero + 1)
    return { documents: [], diagnostics: problems.diagnostics }
  }
  const { pieces, badSeparator } = splitDocuments(text)
  for (const piece of pieces.slice(0, MAX_DOCUMENTS)) parsePiece(parse, piece)
  const first = pieces[MAX_DOCUMENTS]
  if (first !== undefined) {
    const message = `only the first ${MAX_DOCUMENTS} documents are read, and this text has ${pieces.length}: leave some out`
    problems.add('error', message, first.start, first.start + 3)
  }
  if (badSeparator !== null) {
    const { start, text: line } = badSeparator
    const message = `invalid Yaml document separator: ${line.slice(3).trim().slice(0, 60)}: nothing but a comment may follow --- on its line`
    problems.add('error', message, start, start + line.length)
  }
  return { documents: parse.documents, diagnostics: problems.diagnostics }
}

function tooLong(text: string): ParsedYaml {
  const size = (text.length / MEBIBYTE).toFixed(1)
  const message = `this text is ${size} MiB long; at most ${MAX_TEXT / MEBIBYTE} MiB is read: leave some of it out`
  const start = { offset: 0, line: 1, column: 1 }
  return {
    documents: [],
    diagnostics: [{ severity: 'error', message, range: { start, end: start } }],
  }
}

/** What YAML does not print: control characters, halves of characters, a byte order mark inside. */
const CONTROL = /(?![\t\n\r\u0085])\p{Cc}|[\ufeff\ufffe\uffff]|\p{Cs}/u

function parsePiece(parse: Parse, piece: Piece): void {
  const { problems, budget, memory } = parse
  const known = memory.before.get(piece.text)
  if (known !== undefined) {
    addDocument(parse, piece, known, true)
    return
  }
  const before = { problems: problems.diagnostics.length, left: budget.left }
  const control = CONTROL.exec(piece.start === 0 ? piece.text.replace(/^\ufeff/, ' ') : piece.text)
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    const at = piece.start + control.index
    problems.add('error', `control characters are not allowed: U+${code}`, at, at + 1)
    return
  }
  const directive = /^%\S+/m.exec(piece.text)
  if (directive !== null && /^\s*%/.test(piece.text)) {
    const at = piece.start + directive.index
    const message =
      'a line that starts with % is a directive, and kubectl cuts it off at the --- after it'
    problems.add('error', message, at, at + directive[0].length)
    return
  }
  const indented = /^\s*?([ \t]+---)(?=\s)/.exec(piece.text)
  if (indented !== null) {
    const at = piece.start + indented[0].length - 3
    problems.add('error', '--- must stand at the start of its line', at, at + 3)
    return
  }
  const isJson = isJsonText(piece.text)
  const read = compose(parse, piece, isJson)
  if (read === null) return
  const [root, after] = read.roots
  if (root === undefined) return
  if (after !== undefined && after !== null) {
    const message = 'kubectl reads nothing between ... and the next ---'
    problems.add('warning', message, after.start, after.end)
  }
  if (root === null) return
  warnOfGluedColons(problems, piece, root)
  const [start, end] = [root.start - piece.start, root.end - piece.start]
  const made = { value: root.value, source: read.source, isJson, start, end }
  const isPlain = problems.diagnostics.length === before.problems && budget.left === before.left
  addDocument(parse, piece, made, read.roots.length === 1, isPlain)
}

interface Read {
  readonly source: string
  readonly roots: readonly (ComposedNode | null)[]
}

/** The documents of a piece; null, and said, when it is broken. What only this parser refuses is mended. */
function compose({ problems, budget }: Parse, piece: Piece, isJson: boolean): Read | null {
  let source = withoutJsonTabs(piece.text)
  for (let mendings = 0; ; mendings += 1) {
    try {
      const roots = composeDocuments({ source, base: piece.start, problems, budget, isJson })
      return { source, roots }
    } catch (error) {
      const isSyntax = error instanceof YAMLException
      const reason = isSyntax ? error.reason : 'this text cannot be read as YAML'
      const offset = isSyntax ? (error.mark?.position ?? 0) : 0
      const next = mendings < MAX_MENDINGS ? mended(source, reason, offset) : null
      if (next === null) {
        const { message, start, end } = explainSyntaxError(piece.text, reason, offset)
        problems.add('error', message, piece.start + start, piece.start + end)
        return null
      }
      source = next
    }
  }
}

function isJsonText(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The root that was there when the text was read; what is wrong with the text has been said by then. */
function rootAgain(places: Places, { source, isJson }: ReadPiece, base: number): ComposedNode {
  const budget = { left: MAX_ALIASED_VALUES, reported: false }
  const problems = createProblems(places)
  const [root] = composeDocuments({ source, base, problems, budget, isJson })
  return must(root ?? undefined, 'a document that was read cannot be read again')
}

/** `isAlone`: nothing else is in the piece; `isPlain`: nothing was to be said of it. */
function addDocument(
  { places, trees, memory, documents }: Parse,
  piece: Piece,
  read: ReadPiece,
  isAlone: boolean,
  isPlain = true,
): void {
  const root = { start: piece.start + read.start, end: piece.start + read.end }
  const start = isAlone ? piece.start : root.start
  const end = isAlone ? piece.start + piece.text.trimEnd().length : root.end
  const ranges = rangesOf(
    { root, compose: () => rootAgain(places, read, piece.start) },
    places,
    trees,
  )
  documents.push({ value: read.value, range: places.range(start, end), ranges })
  // A byte order mark is one at the beginning of the text only.
  if (isAlone && isPlain && !piece.text.startsWith('\ufeff')) memory.now.set(piece.text, read)
}

/** JSON may be indented with tabs, which kubectl reads; YAML may not. The offsets stay the same. */
function withoutJsonTabs(text: string): string {
  if (!/^\s*\{/.test(text) || !/^ *\t/m.test(text)) return text
  return text.replaceAll(/^[ \t]+/gm, (indent) => ' '.repeat(indent.length))
}

const GLUED = /^([A-Za-z][\w.-]*):((?!\/\/)\S.*)$/

/** `a:1` is a text for YAML; where a mapping is meant it is a slip. */
function warnOfGluedColons(problems: Problems, piece: Piece, root: ComposedNode): void {
  const look = (node: ComposedNode): void => {
    if (typeof node.value === 'string' && node.start >= 0) warnIfGlued(problems, piece, node)
    if (node.children === null || Array.isArray(node.value)) return
    for (const child of node.children.values()) look(child)
  }
  look(root)
}

function warnIfGlued(problems: Problems, piece: Piece, node: ComposedNode): void {
  const start = node.start - piece.start
  const text = piece.text.slice(start, node.end - piece.start)
  const match = GLUED.exec(text)
  const ownLine = /(^|[\r\n])[ \t]*$/.test(piece.text.slice(Math.max(0, start - 200), start))
  if (match === null || !ownLine || text.includes('\n')) return
  const message = `a space is missing after the colon: write "${match[1]}: ${match[2]}"`
  problems.add('warning', message, node.start, node.end)
}
