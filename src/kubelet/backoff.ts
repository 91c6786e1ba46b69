// The delay that grows with each failure of the same thing.
// Follows k8s.io/client-go/util/flowcontrol/backoff.go (v0.36) with the kubelet's parameters; the
// times are handed in.

interface BackOffEntry {
  readonly delayMs: number
  readonly lastUpdateMs: number
}

export interface BackOff {
  /** Milliseconds left, at `nowMs`, until `sinceMs` + delay is over; 0 when `key` is not in back-off. */
  remainingMs(key: string, sinceMs: number, nowMs: number): number
  /** The current delay of `key` in milliseconds; 0 when there is none. */
  delayMs(key: string): number
  /** Doubles the delay of `key`, or starts with the first one; `sinceMs` is when it failed last. */
  next(key: string, sinceMs: number, nowMs: number): void
  /** Forgets keys that start with `prefix`. */
  forget(prefix: string): void
}

export const CONTAINER_BACK_OFF_MS = 10_000
export const MAX_CONTAINER_BACK_OFF_MS = 300_000

/** Makes a back-off of `initialMs`, doubling, to `maxMs`; an entry is void 2 × `maxMs` after its update. */
export function createBackOff(initialMs: number, maxMs: number): BackOff {
  const entries = new Map<string, BackOffEntry>()
  const isExpired = (entry: BackOffEntry, sinceMs: number): boolean =>
    sinceMs - entry.lastUpdateMs > 2 * maxMs
  return {
    remainingMs(key, sinceMs, nowMs) {
      const entry = entries.get(key)
      if (entry === undefined || isExpired(entry, sinceMs)) return 0
      return Math.max(0, sinceMs + entry.delayMs - nowMs)
    },
    delayMs: (key) => entries.get(key)?.delayMs ?? 0,
    next(key, sinceMs, nowMs) {
      const entry = entries.get(key)
      const delayMs =
        entry === undefined || isExpired(entry, sinceMs)
          ? Math.min(initialMs, maxMs)
          : Math.min(entry.delayMs * 2, maxMs)
      entries.set(key, { delayMs, lastUpdateMs: nowMs })
    },
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
  }
}

/** '10s', '1m20s', '5m0s': a duration as Go prints it; whole seconds, or milliseconds as '1.5s', '20ms'. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 1000) return `${ms}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = (ms % 60_000) / 1000
  const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : ''
  return `${head}${seconds}s`
}
