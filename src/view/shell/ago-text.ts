// How long ago something was, as one says it.

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** '3 hours ago', 'just now'; `ms` in milliseconds of real time. */
export function agoText(ms: number): string {
  const [unit, length] = UNITS.find(([, one]) => ms >= one) ?? ['', 0]
  if (length === 0) return 'just now'
  const count = Math.floor(ms / length)
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
