// How long a DaemonSet waits before it deletes a Pod that failed, so that it does not fight with a kubelet that
// refuses it. Follows k8s.io/client-go/util/flowcontrol/backoff.go (v0.36), as the DaemonSet controller uses it.

const INITIAL_MS = 1000
const MAX_MS = 15 * 60 * 1000

export interface FailedPodsBackoff {
  /** In how many milliseconds a Pod of this key may be deleted; 0 for now. */
  waitMs(key: string, nowMs: number): number
  /** One is deleted now; the next one waits twice as long. */
  next(key: string, nowMs: number): void
}

/** Makes it without a past. */
export function createFailedPodsBackoff(): FailedPodsBackoff {
  const entries = new Map<string, { readonly backoffMs: number; readonly lastMs: number }>()
  return {
    waitMs(key, nowMs) {
      const entry = entries.get(key)
      if (entry === undefined || nowMs - entry.lastMs > 2 * MAX_MS) return 0
      // Upstream waits for the whole time again, whatever is over of it.
      return nowMs - entry.lastMs < entry.backoffMs ? entry.backoffMs : 0
    },
    next(key, nowMs) {
      const entry = entries.get(key)
      const isNew = entry === undefined || nowMs - entry.lastMs > 2 * MAX_MS
      const backoffMs = isNew ? INITIAL_MS : Math.min(entry.backoffMs * 2, MAX_MS)
      entries.set(key, { backoffMs, lastMs: nowMs })
    },
  }
}
