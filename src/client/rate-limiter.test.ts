import { expect, test } from 'vitest'
import { createClock } from '#sim/clock.ts'
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts'

function accepted(limiter: RateLimiter): number {
  let count = 0
  while (limiter.tryAccept()) count += 1
  return count
}

test('a full bucket gives its burst at once, then one token each 50 ms', () => {
  const clock = createClock()
  const limiter = createRateLimiter(clock, { qps: 20, burst: 30 })
  expect(accepted(limiter)).toBe(30)
  expect(limiter.nextInMs()).toBe(50)
  clock.skipTo(49)
  expect(accepted(limiter)).toBe(0)
  clock.skipTo(50)
  expect(accepted(limiter)).toBe(1)
  clock.skipTo(1050)
  expect(accepted(limiter)).toBe(20)
})

test('a bucket at rest never holds more than its burst', () => {
  const clock = createClock()
  const limiter = createRateLimiter(clock, { qps: 20, burst: 30 })
  expect(accepted(limiter)).toBe(30)
  clock.skipTo(3_600_000)
  expect(limiter.nextInMs()).toBe(0)
  expect(accepted(limiter)).toBe(30)
})
