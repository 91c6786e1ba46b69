import { expect, test } from 'vitest'
import {
  actionTime,
  advanceByTime,
  leastEnd,
  momentOfLink,
  momentOfStep,
  momentOfTime,
  momentWithin,
  stepAt,
  stepsBehind,
} from './moment.ts'

// 0 bootstrap | 1 step, 2 detail at 0 | 3 detail at 500 | 4 step at 1000, 5 detail | 6 step at 1000 | 7 step at 61000
const TIMES = Float64Array.of(0, 0, 0, 500, 1000, 1000, 1000, 61_000)
const STEPS = [1, 4, 6, 7]

test('a step includes the details of its millisecond that follow it', () => {
  expect(momentOfStep(TIMES, STEPS, 0)).toEqual({ step: 0, timeMs: 0, entryId: 2 })
  expect(momentOfStep(TIMES, STEPS, 1)).toEqual({ step: 1, timeMs: 1000, entryId: 5 })
  expect(momentOfStep(TIMES, STEPS, 99)).toEqual({ step: 3, timeMs: 61_000, entryId: 7 })
  expect(momentOfStep(TIMES, STEPS, -1)).toEqual({ step: -1, timeMs: 0, entryId: 0 })
})

test('a time includes everything up to it', () => {
  expect(momentOfTime(TIMES, STEPS, 999)).toEqual({ step: 0, timeMs: 999, entryId: 3 })
  expect(momentOfTime(TIMES, STEPS, 1000)).toEqual({ step: 2, timeMs: 1000, entryId: 6 })
})

test('a link tells the steps of one millisecond apart', () => {
  const behind = [-1, 0, 1, 2, 3].map((step) =>
    stepsBehind(TIMES, STEPS, momentOfStep(TIMES, STEPS, step)),
  )
  expect(behind).toEqual([0, 0, 1, 0, 0])
  expect(stepsBehind(TIMES, STEPS, { step: 1, entryId: 6 })).toBe(0)
  const shown = (timeMs: number, behind: number): number =>
    momentOfLink(TIMES, STEPS, { timeMs, behind }).entryId
  expect([shown(1000, 1), shown(1000, 0), shown(1000, 2), shown(999, 1)]).toEqual([5, 6, 6, 3])
})

test('the step of an entry is the last one at or before it', () => {
  expect([0, 1, 3, 4, 5, 6, 7].map((id) => stepAt(STEPS, id))).toEqual([-1, 0, 0, 1, 1, 2, 3])
})

test('a moment within a step has nothing of the next one', () => {
  expect(momentWithin(TIMES, STEPS, 1, 1000)).toEqual({ step: 1, timeMs: 1000, entryId: 5 })
  expect(momentWithin(TIMES, STEPS, 0, 700)).toEqual({ step: 0, timeMs: 700, entryId: 3 })
  expect(momentWithin(TIMES, STEPS, 3, 70_000)).toEqual({ step: 3, timeMs: 70_000, entryId: 7 })
})

test('in real time playback passes as time does, and ends at the last step', () => {
  expect(advanceByTime(TIMES, STEPS, 0, 400)).toBe(400)
  expect(advanceByTime(TIMES, STEPS, 1000, 2500)).toBe(3500)
  expect(advanceByTime(TIMES, STEPS, 61_000, 400)).toBe(61_000)
})

test('what is done at a moment happens after what is seen there', () => {
  expect([0, 400, 999.6, 1000, 1001, 90_000].map((ms) => actionTime(TIMES, ms))).toEqual([
    1, 400, 1001, 1001, 1001, 90_000,
  ])
  expect(actionTime(new Float64Array(), 0)).toBe(0)
})

test('a run shows what comes of the last action', () => {
  expect(leastEnd([], 4000)).toBe(4000)
  expect(leastEnd([{ atMs: 60_000 }, { atMs: 5000 }], 4000)).toBe(90_000)
  expect(leastEnd([{ atMs: 5000 }], 100_000)).toBe(100_000)
})
