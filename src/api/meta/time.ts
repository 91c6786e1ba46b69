// Virtual milliseconds as Kubernetes' times. Every run starts at the same moment of the calendar.

/** 2026-03-02T10:00:00Z, the calendar time of virtual millisecond 0. */
export const EPOCH_MS = Date.UTC(2026, 2, 2, 10, 0, 0)

/** RFC 3339 in whole seconds, as `status` fields have it. */
export function timeOf(nowMs: number): string {
  return `${new Date(EPOCH_MS + nowMs).toISOString().slice(0, 19)}Z`
}

/** The virtual millisecond of an RFC 3339 time; NaN when it is none. */
export function msOfTime(time: string): number {
  return Date.parse(time) - EPOCH_MS
}
