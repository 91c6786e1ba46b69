// kubectl's tables. Follows k8s.io/cli-runtime/pkg/printers/tableprinter.go (v1.36), facts D3.

/** Of a column with its padding. */
const MIN_WIDTH = 6
const PADDING = 3

/** Lines of a table with its upper-case header; the last column is not padded. */
export function printTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return alignCells([columns.map((column) => column.toUpperCase()), ...rows])
}

/** The same of rows alone. `known` are the widths of columns that were printed before; it takes over wider ones. */
export function alignCells(rows: readonly (readonly string[])[], known: number[] = []): string {
  const cells = rows.map((row) => row.map(firstLine))
  const columns = cells[0] ?? []
  const widths = columns.map((_, index) =>
    Math.max(
      MIN_WIDTH,
      known[index] ?? 0,
      ...cells.map((row) => (row[index] ?? '').length + PADDING),
    ),
  )
  known.splice(0, known.length, ...widths)
  const lines = cells.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join(''),
  )
  return `${lines.join('\n')}\n`
}

/** Cells of several lines are cut at the first break. */
function firstLine(cell: string): string {
  const end = cell.search(/[\n\r]/)
  return end < 0 ? cell : `${cell.slice(0, end)}...`
}
