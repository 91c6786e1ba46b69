// Columns from texts with tabs. Follows text/tabwriter of Go with the settings of kubectl's describe: a cell that a
// tab ends is as wide as the widest of the lines around it that have one there, with two blanks after it.

const PADDING = 2

/** The text with blanks for its tabs; lines without a tab at a column end the columns before them. */
export function alignTabs(text: string, padding = PADDING): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const widths = lines.map((): number[] => [])
  measure({ lines, widths, padding }, 0, { from: 0, to: lines.length })
  return lines
    .map((cells, at) =>
      cells.map((cell, column) => padTo(cell, widths[at]?.[column] ?? 0)).join(''),
    )
    .join('\n')
}

interface Block {
  readonly lines: readonly (readonly string[])[]
  /** Of each line, the widths of its cells that a tab ends. */
  readonly widths: readonly number[][]
  readonly padding: number
}

interface Span {
  readonly from: number
  readonly to: number
}

function measure(block: Block, column: number, { from, to }: Span): void {
  const { lines, widths, padding } = block
  const hasCell = (at: number): boolean => column < (lines[at]?.length ?? 0) - 1
  for (let at = from; at < to; at += 1) {
    if (!hasCell(at)) continue
    const start = at
    let width = 0
    for (; at < to && hasCell(at); at += 1)
      width = Math.max(width, lengthOf(lines[at]?.[column] ?? '') + padding)
    for (let line = start; line < at; line += 1) widths[line]?.push(width)
    measure(block, column + 1, { from: start, to: at })
  }
}

function padTo(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - lengthOf(cell)))
}

/** Characters as Go counts runes. */
function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}
