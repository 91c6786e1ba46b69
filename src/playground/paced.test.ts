import { expect, test } from 'vitest'
import { advancePaced, isPlayedOut, momentOfPaced, pacedAt, type Paces } from './paced.ts'
import { type Detail, paceOf, stepListOf } from './step-list.ts'

// 0 bootstrap | 1 step at 0 | 2 step at 0 | 3 detail at 5000 | 4 step at 60000 | 5 detail at 61000
const PACES: Paces = {
  times: Float64Array.of(0, 0, 0, 5000, 60_000, 61_000),
  steps: [1, 2, 4],
  paces: [1000, 1200, 1500],
  lastMs: 61_000,
}

test('a step first stands at its own time, then time goes on to the next one', () => {
  expect(momentOfPaced(PACES, { step: 0, spentMs: 400 })).toEqual({
    step: 0,
    timeMs: 0,
    entryId: 1,
  })
  expect(momentOfPaced(PACES, { step: 1, spentMs: 400 }).timeMs).toBe(0)
  const late = momentOfPaced(PACES, { step: 1, spentMs: 1199 })
  expect(late.timeMs).toBeGreaterThan(59_000)
  expect(late.entryId).toBe(3)
})

test('steps of one millisecond are all seen', () => {
  expect(advancePaced(PACES, { step: 0, spentMs: 0 }, 999).step).toBe(0)
  expect(advancePaced(PACES, { step: 0, spentMs: 0 }, 1001)).toEqual({ step: 1, spentMs: 1 })
  expect(advancePaced(PACES, { step: -1, spentMs: 0 }, 1).step).toBe(0)
})

test('it ends when the last step has stood long enough, at the end of what is told with it', () => {
  const end = advancePaced(PACES, { step: 0, spentMs: 0 }, 99_999)
  expect(isPlayedOut(PACES, end)).toBe(true)
  expect(momentOfPaced(PACES, end)).toEqual({ step: 2, timeMs: 61_000, entryId: 5 })
})

test('playing goes on from any moment without a jump', () => {
  for (const timeMs of [0, 17_000, 42_000, 59_999]) {
    const paced = pacedAt(PACES, { step: 1, timeMs })
    expect(Math.abs(momentOfPaced(PACES, paced).timeMs - timeMs)).toBeLessThanOrEqual(1)
  }
})

test('a step stands from 1 to 1.5 s, by the length of its sentence', () => {
  expect([0, 40, 90, 400].map(paceOf)).toEqual([1000, 1000, 1300, 1500])
})

test('routine steps are left out of what one goes through, unless every step is asked for', () => {
  const all = { ids: [1, 4, 6, 9], lengths: [40, 90, 40, 40], routine: [4, 9] }
  const listOf = (detail: Detail) => {
    const { steps, paces } = stepListOf(all, detail)
    return { steps: Array.from(steps), paces: Array.from(paces) }
  }
  expect(listOf('main')).toEqual({ steps: [1, 6], paces: [1000, 1000] })
  expect(listOf('all').steps).toEqual([1, 4, 6, 9])
})
