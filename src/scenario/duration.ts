// Times as people write them in scenario.yaml: `30s`, `1m30s`, `500ms`, `2h`.

/** A year: how long a run may take, and the last time of an action. What it may hold is limited by itself. */
export const MAX_DURATION_MS = 365 * 24 * 3_600_000
/** The same, to be read. */
export const MAX_DURATION_TEXT = '8760h (a year)'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of a duration; null for anything else, also for more than a year. */
export function parseDuration(value: unknown): number | null {
  if (value === 0) return 0
  if (typeof value !== 'string' || !/^(?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h))+$/.test(value))
    return null
  let total = 0
  for (const [, amount, unit] of value.matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  }
  return total <= MAX_DURATION_MS ? Math.round(total) : null
}

/** `2m`, `90s`, `20.001s` or `500ms`: one amount that `parseDuration` reads back the same. */
export function durationText(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole % 60_000 === 0 && whole > 0) return `${whole / 60_000}m`
  return whole < 1000 && whole > 0 ? `${whole}ms` : `${whole / 1000}s`
}
