// How long a Pod rests after attempts that failed.
// Follows pkg/scheduler/backend/queue/backoff_queue.go (v1.36).

const INITIAL_BACKOFF_MS = 1000
const MAX_BACKOFF_MS = 10_000
/** Back-off ends in windows of whole seconds, so that Pods of one window keep the order of the queue. */
export const BACKOFF_WINDOW_MS = 1000

/** 1 s, 2 s, 4 s, 8 s, 10 s, 10 s ... after `failures` in a row; 0 after none. */
export function backoffDurationMs(failures: number): number {
  if (failures <= 0) return 0
  // Beyond this many doublings the bound holds anyway.
  const doublings = Math.min(failures - 1, 10)
  return Math.min(INITIAL_BACKOFF_MS * 2 ** doublings, MAX_BACKOFF_MS)
}

/** The window in which the back-off of a Pod that failed at `timestampMs` ends. */
export function backoffExpiryMs(timestampMs: number, failures: number): number {
  return windowOf(timestampMs + backoffDurationMs(failures))
}

/** True while a Pod with this expiry still rests. */
export function isBackingOff(failures: number, expiryMs: number, nowMs: number): boolean {
  return failures > 0 && expiryMs >= windowOf(nowMs)
}

function windowOf(timeMs: number): number {
  return Math.floor(timeMs / BACKOFF_WINDOW_MS) * BACKOFF_WINDOW_MS
}
