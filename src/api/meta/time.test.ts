import { expect, test } from 'vitest'
import { durationMs, timeOf } from './time.ts'

test.each([
  [30, 30_000],
  [-1, -1000],
  [9_223_372_036, 9_223_372_036_000],
  // One second more than 64 bits of nanoseconds have, which Go counts from below.
  [9_223_372_037, -9_223_372_036_709],
  [Number.MAX_SAFE_INTEGER, durationMs(Number.MAX_SAFE_INTEGER)],
])('%d seconds are a time that can be written', (seconds, ms) => {
  expect(durationMs(seconds)).toBe(ms)
  expect(timeOf(durationMs(seconds))).toMatch(/^-?\d+-\d\d-\d\dT/)
})
