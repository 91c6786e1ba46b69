// The sizes of the panes, kept in the browser for the next visit.

type Layout = Readonly<Record<string, number>>

const keyOfLayout = (id: string): string => `podscape.layout.${id}`

/** The kept sizes in percent, or undefined when there are none that make sense. */
export function readLayout(id: string): Record<string, number> | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOfLayout(id)) ?? 'null')
    return isLayout(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Keeps sizes; does nothing where the browser has no storage. */
export function writeLayout(id: string, layout: Layout): void {
  try {
    localStorage.setItem(keyOfLayout(id), JSON.stringify(layout))
  } catch {
    // Without storage the next visit starts with the usual sizes.
  }
}

function isLayout(value: unknown): value is Layout {
  if (typeof value !== 'object' || value === null) return false
  const sizes = Object.values(value)
  const total = sizes.reduce(
    (sum: number, size) => sum + (typeof size === 'number' ? size : Number.NaN),
    0,
  )
  return sizes.length > 1 && Math.abs(total - 100) < 0.5
}
