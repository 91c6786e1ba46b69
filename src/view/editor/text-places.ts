// Places in a text.

/** The offset at which a line (from 1) begins; the end of the text when there are fewer lines. */
export function offsetOfLine(text: string, line: number): number {
  let offset = 0
  for (let current = 1; current < line; current += 1) {
    const end = text.indexOf('\n', offset)
    if (end === -1) return text.length
    offset = end + 1
  }
  return offset
}
