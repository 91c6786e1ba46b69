import { expect, test } from 'vitest'
import { createBackOff, formatGoDuration } from './backoff.ts'

test('the delay doubles from 10 s to 300 s', () => {
  const backOff = createBackOff(10_000, 300_000)
  const delays: number[] = []
  for (let failure = 0; failure < 8; failure += 1) {
    backOff.next('key', 0, 0)
    delays.push(backOff.delayMs('key') / 1000)
  }
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
})

test('the time left is counted from the failure', () => {
  const backOff = createBackOff(10_000, 300_000)
  expect(backOff.remainingMs('key', 1000, 1000)).toBe(0)
  backOff.next('key', 1000, 1000)
  expect(backOff.remainingMs('key', 2000, 5000)).toBe(7000)
  expect(backOff.remainingMs('key', 2000, 12_000)).toBe(0)
  expect(backOff.remainingMs('other', 2000, 5000)).toBe(0)
})

test('an entry is void after twice the longest delay, and starts anew', () => {
  const backOff = createBackOff(10_000, 300_000)
  backOff.next('key', 0, 0)
  backOff.next('key', 0, 0)
  expect(backOff.remainingMs('key', 600_001, 600_001)).toBe(0)
  backOff.next('key', 600_001, 600_001)
  expect(backOff.delayMs('key')).toBe(10_000)
})

test.for([300_001, 599_999, 600_000])('after %i ms an entry still holds', (sinceMs) => {
  const backOff = createBackOff(10_000, 300_000)
  backOff.next('key', 0, 0)
  backOff.next('key', 0, 0)
  expect(backOff.remainingMs('key', sinceMs, sinceMs)).toBe(20_000)
  backOff.next('key', sinceMs, sinceMs)
  expect(backOff.delayMs('key')).toBe(40_000)
})

test('only the keys of one Pod are forgotten', () => {
  const backOff = createBackOff(10_000, 300_000)
  for (const key of ['a/x', 'a/y', 'b/x']) backOff.next(key, 0, 0)
  backOff.forget('a/')
  expect(['a/x', 'a/y', 'b/x'].map((key) => backOff.delayMs(key))).toEqual([0, 0, 10_000])
})

test('a cap below the first delay lowers that too', () => {
  const backOff = createBackOff(10_000, 5000)
  backOff.next('key', 0, 0)
  expect(backOff.delayMs('key')).toBe(5000)
})

test.for([
  [0, '0s'],
  [20, '20ms'],
  [1234, '1.234s'],
  [10_000, '10s'],
  [80_000, '1m20s'],
  [300_000, '5m0s'],
  [3_600_000, '1h0m0s'],
] as const)('%i ms is %s', ([ms, text]) => {
  expect(formatGoDuration(ms)).toBe(text)
})
