// Times in a field: written exactly, and read as people write them.

const LONGEST_MS = 365 * 24 * 3_600_000

/** A time to the millisecond, without needless zeros: '0:20.0', '1:05.25', '1:00:00.0'. */
export function exactTimeText(timeMs: number): string {
  const ms = Math.max(0, Math.round(timeMs))
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const fraction = String(ms % 1000)
    .padStart(3, '0')
    .replace(/0{1,2}$/, '')
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = `${two(seconds % 60)}.${fraction}`
  if (minutes < 60) return `${minutes}:${rest}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * Milliseconds of '1:05', '0:20.5', '1:00:00', '20' (seconds), '20s' or '1m30s'; null for anything
 * else and for more than 24 hours.
 */
export function parseTimeText(text: string): number | null {
  const trimmed = text.trim().replaceAll(' ', '')
  const ms = clockMs(trimmed) ?? durationMs(trimmed)
  return ms === null || ms > LONGEST_MS ? null : Math.round(ms)
}

function clockMs(text: string): number | null {
  const match = /^(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,5}(?:\.\d{1,3})?)$/.exec(text)
  if (match === null) return null
  const [, hours = '0', minutes = '0', seconds = '0'] = match
  if (match[2] !== undefined && Number(seconds) >= 60) return null
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000
}

function durationMs(text: string): number | null {
  if (!/^(?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h))+$/.test(text)) return null
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0)
}
