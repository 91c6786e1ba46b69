import { expect, test } from 'vitest'
import { busyUntil, following, placeOf, scrolled, ticksOf, tickText, zoomed } from './scale.ts'

test('a start-up fills the width although the run goes on for minutes', () => {
  expect(busyUntil([40, 700, 2300, 12_000, 20_000, 240_000], 300_000)).toBeCloseTo(21_200)
})

test('the start of a crash loop fills the width', () => {
  expect(busyUntil([100, 9000, 19_000, 39_000, 79_000, 159_000], 300_000)).toBeCloseTo(20_140)
})

test('what an action does later is shown as well', () => {
  expect(busyUntil([100, 3000, 60_000, 63_000, 200_000], 300_000, 60_000)).toBeCloseTo(66_780)
})

test('steps that come evenly are shown as a whole', () => {
  const times = Array.from({ length: 30 }, (_, index) => index * 10_000)
  expect(busyUntil(times, 300_000)).toBe(300_000)
})

test('a run that is shorter than five seconds is not stretched beyond its end', () => {
  expect(busyUntil([40], 3000)).toBe(3000)
  expect(busyUntil([], 0)).toBe(1000)
})

test('zooming keeps the place under the pointer and stays in the run', () => {
  const view = zoomed({ fromMs: 0, toMs: 100_000 }, 0.5, 50_000, 100_000)
  expect(view).toEqual({ fromMs: 25_000, toMs: 75_000 })
  expect(placeOf(view, 50_000)).toBe(0.5)
  expect(zoomed({ fromMs: 0, toMs: 1000 }, 0.0001, 500, 100_000)).toEqual({
    fromMs: 250,
    toMs: 750,
  })
  expect(zoomed(view, 100, 50_000, 100_000)).toEqual({ fromMs: 0, toMs: 100_000 })
})

test('scrolling stops at both ends', () => {
  const view = { fromMs: 10_000, toMs: 20_000 }
  expect(scrolled(view, -50_000, 60_000)).toEqual({ fromMs: 0, toMs: 10_000 })
  expect(scrolled(view, 500_000, 60_000)).toEqual({ fromMs: 50_000, toMs: 60_000 })
})

test('the view follows the moment only when it leaves', () => {
  const view = { fromMs: 10_000, toMs: 20_000 }
  expect(following(view, 15_000, 60_000)).toBe(view)
  expect(following(view, 30_000, 60_000)).toEqual({ fromMs: 27_000, toMs: 37_000 })
})

test.each([
  [
    { fromMs: 0, toMs: 20_000 },
    10,
    [0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000],
  ],
  [{ fromMs: 61_000, toMs: 125_000 }, 3, [90_000, 120_000]],
])('marks are round', (view, count, expected) => {
  expect(ticksOf(view, count)).toEqual(expected)
})

test.each([
  [2500, '2.5 s'],
  [60_000, '1 min'],
  [90_000, '1:30'],
  [3_600_000, '1 h'],
])('%d ms is marked %s', (ms, text) => {
  expect(tickText(ms)).toBe(text)
})
