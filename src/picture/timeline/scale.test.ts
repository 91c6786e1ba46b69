import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import {
  following,
  foldsIn,
  placeOf,
  scaleOf,
  scrolled,
  ticksOf,
  tickText,
  timeAt,
  timeOfUnits,
  unitsOf,
  wholeOf,
  zoomed,
} from './scale.ts'

const PLAIN = wholeOf(scaleOf([], 100_000, true))
/** Something at the start, at 20 s and at 40 s, in a run of two minutes. */
const QUIET = scaleOf([0, 400, 3000, 20_000, 21_000, 40_000], 120_000)

test('quiet time is folded, and the whole run is in sight', () => {
  expect(QUIET.folds).toEqual([
    { fromMs: 3900, toMs: 19_500 },
    { fromMs: 21_900, toMs: 39_500 },
    { fromMs: 40_900, toMs: 119_750 },
  ])
  const view = wholeOf(QUIET)
  expect([placeOf(view, 0), placeOf(view, 120_000)]).toEqual([0, 1])
  const quiet = QUIET.folds.map((fold) => placeOf(view, fold.toMs) - placeOf(view, fold.fromMs))
  for (const part of quiet) expect(part).toBeCloseTo(quiet[0] ?? 0)
  expect(placeOf(view, 3000)).toBeGreaterThan(0.25)
})

test('without folds every second is as long', () => {
  const scale = scaleOf([0, 100_000], 200_000, true)
  expect(scale.folds).toEqual([])
  expect(placeOf(wholeOf(scale), 50_000)).toBe(0.25)
})

test('folds never take most of the width', () => {
  const many = scaleOf(
    Array.from({ length: 200 }, (_, index) => index * 10_000),
    2_000_000,
  )
  expect((many.folds.length * many.foldUnits) / many.units).toBeLessThan(0.5)
})

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'places grow with time, and back leads to the same time, seed %d',
  (seed) => {
    const random = createPrng(seed)
    const times = Array.from({ length: 30 }, () => random.next(300_000)).toSorted((a, b) => a - b)
    const scale = scaleOf(times, 320_000)
    let last = -1
    for (let ms = 0; ms <= 320_000; ms += 777) {
      const units = unitsOf(scale, ms)
      expect(units).toBeGreaterThan(last)
      expect(timeOfUnits(scale, units)).toBeCloseTo(ms, 3)
      last = units
    }
    for (const count of [4, 12, 30]) {
      const ticks = ticksOf(wholeOf(scale), count)
      expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length)
      const inFold = ticks.filter(({ timeMs }) =>
        scale.folds.some(({ fromMs, toMs }) => timeMs > fromMs && timeMs < toMs),
      )
      expect(inFold).toEqual([])
    }
  },
)

test('zooming keeps the place under the pointer and stays in the run', () => {
  const view = zoomed(PLAIN, 0.5, 50_000)
  expect(view).toMatchObject({ from: 25_000, to: 75_000 })
  expect(placeOf(view, 50_000)).toBe(0.5)
  expect(zoomed(view, 0.0001, 30_000).to - zoomed(view, 0.0001, 30_000).from).toBe(500)
  expect(zoomed(view, 100, 50_000)).toMatchObject({ from: 0, to: 100_000 })
})

test('scrolling stops at both ends', () => {
  const view = zoomed(PLAIN, 0.1, 10_000)
  expect(scrolled(view, -50)).toMatchObject({ from: 0, to: 10_000 })
  expect(scrolled(view, 500)).toMatchObject({ from: 90_000, to: 100_000 })
})

test('the view follows the moment only when it leaves', () => {
  const view = zoomed(PLAIN, 0.1, 15_000)
  expect(following(view, 15_000)).toBe(view)
  expect(following(view, 30_000)).toMatchObject({ from: 27_000, to: 37_000 })
})

test('a place leads to a time within the run', () => {
  expect([-1, 0, 0.5, 1, 2].map((place) => timeAt(PLAIN, place))).toEqual([
    0, 0, 50_000, 100_000, 100_000,
  ])
})

test('only folds in sight are drawn', () => {
  const view = zoomed(wholeOf(QUIET), 0.2, 0)
  expect(foldsIn(view)).toEqual([])
  expect(foldsIn(wholeOf(QUIET))).toHaveLength(3)
})

test('marks are round', () => {
  const view = { scale: scaleOf([], 20_000, true), from: 0, to: 20_000 }
  expect(ticksOf(view, 10).map(({ timeMs }) => timeMs)).toEqual([
    0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000,
  ])
})

test('marks that are less than a second apart are told apart behind the first minute', () => {
  const view = { scale: scaleOf([], 70_000, true), from: 61_000, to: 62_000 }
  const texts = ticksOf(view, 10).map(({ text }) => text)
  expect(texts.slice(0, 3)).toEqual(['1:01.0', '1:01.1', '1:01.2'])
})

test.each([
  [2500, '2.5 s'],
  [60_000, '1 min'],
  [90_000, '1:30'],
  [3_600_000, '1 h'],
  [3_690_000, '1:01:30'],
])('%d ms is marked %s', (ms, text) => {
  expect(tickText(ms)).toBe(text)
})
