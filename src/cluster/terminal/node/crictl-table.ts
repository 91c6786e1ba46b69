// How crictl lays out its tables, ages and sizes. Follows cmd/crictl/display.go of cri-tools v1.36, Go's text/tabwriter and
// github.com/docker/go-units.

const LEAST_WIDTH = 20
const PADDING = 3

/** Rows as lines: each column but the last at least 20 characters wide, with three blanks behind the longest. */
export function crictlTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(LEAST_WIDTH, ...rows.map((row) => (row[column] ?? '').length + PADDING)),
  )
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
      )
      return `${cells.join('')}\n`
    })
    .join('')
}

/** '3 seconds ago', 'About a minute ago': a span as units.HumanDuration says it. */
export function agoText(spanMs: number): string {
  return `${spanText(Math.max(0, Math.trunc(spanMs / 1000)))} ago`
}

function spanText(seconds: number): string {
  const minutes = Math.trunc(seconds / 60)
  const hours = Math.round(seconds / 3600)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  return `${Math.trunc(hours / 24 / 7)} weeks`
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB']

/** '72MB': three digits, as units.HumanSizeWithPrecision(size, 3). */
export function sizeText(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(3))}${SIZES[unit] ?? ''}`
}
