// Virtual milliseconds as Kubernetes' times. Every run starts at the same moment of the calendar.

/** 2026-03-02T10:00:00Z, the calendar time of virtual millisecond 0. */
export const EPOCH_MS = Date.UTC(2026, 2, 2, 10, 0, 0)

// The same seconds are asked for again and again, and a Date is dear.
const texts = new Map<number, string>()
const MAX_TEXTS = 10_000

/** RFC 3339 in whole seconds, as `status` fields have it. */
export function timeOf(nowMs: number): string {
  const second = Math.floor(nowMs / 1000)
  const known = texts.get(second)
  if (known !== undefined) return known
  if (texts.size >= MAX_TEXTS) texts.clear()
  const text = `${new Date(EPOCH_MS + nowMs).toISOString().slice(0, 19)}Z`
  texts.set(second, text)
  return text
}

/** The virtual millisecond of an RFC 3339 time; NaN when it is none. */
export function msOfTime(time: string): number {
  return Date.parse(time) - EPOCH_MS
}

const NANOSECONDS = 1_000_000_000n
/** Up to here a time.Duration cannot overflow. */
const SURE_SECONDS = 9_000_000_000

/**
 * Seconds as milliseconds, as Go's `time.Duration(seconds) * time.Second` has them: 64 bits of nanoseconds, which begin
 * anew from below beyond 292 years. So no grace period leads to a time that cannot be written.
 */
export function durationMs(seconds: number): number {
  if (Math.abs(seconds) < SURE_SECONDS) return seconds * 1000
  return Number(BigInt.asIntN(64, BigInt(Math.trunc(seconds)) * NANOSECONDS) / 1_000_000n)
}
