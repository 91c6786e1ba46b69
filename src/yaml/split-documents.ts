// Cuts a text at the lines that start a document. `---` at the start of a line ends a document
// wherever it stands, so the cut is safe, and errors stay in the piece they are in.

export interface Piece {
  readonly text: string
  /** Offset of the piece in the whole text. */
  readonly start: number
}

/** The pieces that have content, each with its own `---`. Directives stay with what follows them. */
export function splitDocuments(text: string): readonly Piece[] {
  const cuts = [0]
  for (const match of text.matchAll(/^---(?=\s|$)/gm)) {
    const before = text.charAt(match.index - 1)
    const startsLine = match.index === 0 || /[\n\r\uFEFF]/.test(before)
    if (startsLine && !onlyDirectives(text.slice(cuts.at(-1), match.index))) cuts.push(match.index)
  }
  return cuts
    .map((start, index) => ({ start, text: text.slice(start, cuts[index + 1] ?? text.length) }))
    .filter((piece) => hasContent(piece.text))
}

function onlyDirectives(text: string): boolean {
  if (!/^%/m.test(text)) return false
  return text.split(/[\r\n]+/).every((line) => /^(%|\s*#|\s*$)/.test(line))
}

function hasContent(text: string): boolean {
  const body = text.startsWith('---') ? text.slice(3) : text
  return body.split(/[\r\n]+/).some((line) => !/^\s*(#|$)/.test(line))
}
