// How many requests a client may send: a bucket of tokens that fills again in virtual time.
// Follows k8s.io/client-go/util/flowcontrol/throttle.go (v0.36), NewTokenBucketRateLimiter.
import type { Clock } from '#sim/clock.ts'

export interface RateLimiter {
  /** Takes a token; false when there is none. */
  tryAccept(): boolean
  /** Whole milliseconds until there is a token; 0 when there is one. */
  nextInMs(): number
  /** Takes the next token before it is there: whole milliseconds until it is, behind all that were taken before. */
  reserve(): number
}

/** How many requests a client may send: so many at once, and so many a second from then on. */
export interface ClientLimits {
  readonly qps: number
  readonly burst: number
}

/** Of each client in kube-controller-manager: --kube-api-qps and --kube-api-burst. */
export const CONTROLLER_MANAGER_LIMITS: ClientLimits = { qps: 20, burst: 30 }

/** A limiter that never makes anybody wait. */
export const UNLIMITED: RateLimiter = {
  tryAccept: () => true,
  nextInMs: () => 0,
  reserve: () => 0,
}

/** Makes a full bucket of `burst` tokens that gets `qps` tokens a second. */
export function createRateLimiter(clock: Clock, { qps, burst }: ClientLimits): RateLimiter {
  const periodMs = Math.round(1000 / qps)
  /** The bucket is full from this time on; each token that is taken puts it off by one period. */
  let fullAtMs = 0
  const nextInMs = (): number => Math.max(0, fullAtMs - (burst - 1) * periodMs - clock.nowMs)
  const reserve = (): number => {
    const inMs = nextInMs()
    fullAtMs = Math.max(fullAtMs, clock.nowMs) + periodMs
    return inMs
  }
  return { nextInMs, reserve, tryAccept: () => nextInMs() === 0 && reserve() === 0 }
}
