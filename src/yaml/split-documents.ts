// Cuts a text at the lines that start a document. `---` at the start of a line ends a document
// wherever it stands, so the cut is safe, and errors stay in the piece they are in.
// Follows k8s.io/apimachinery/pkg/util/yaml/decoder.go (v0.36), YAMLReader.

export interface Piece {
  readonly text: string
  /** Offset of the piece in the whole text. */
  readonly start: number
}

export interface Split {
  /** The pieces that have content, without the lines that separate them. */
  readonly pieces: readonly Piece[]
  /** A line with `---` and more than a comment, where kubectl stops to read. */
  readonly badSeparator: { readonly start: number; readonly text: string } | null
}

/** The documents of a text. */
export function splitDocuments(text: string): Split {
  const pieces: Piece[] = []
  let start = 0
  const add = (end: number): void => {
    const piece = { start, text: text.slice(start, end) }
    if (hasContent(piece.text)) pieces.push(piece)
  }
  for (const match of text.matchAll(/^---([^\r\n]*)/gm)) {
    const before = text.charAt(match.index - 1)
    if (match.index !== 0 && !/[\n\r\uFEFF]/.test(before)) continue
    add(match.index)
    start = match.index + match[0].length
    const rest = (match[1] ?? '').trim()
    if (rest !== '' && !rest.startsWith('#'))
      return { pieces, badSeparator: { start: match.index, text: match[0] } }
  }
  add(text.length)
  return { pieces, badSeparator: null }
}

/** A line whose first character that is no space begins no comment. */
const CONTENT = /(?:^|[\r\n])[^\S\r\n]*[^\s#]/

const hasContent = (text: string): boolean => CONTENT.test(text)
