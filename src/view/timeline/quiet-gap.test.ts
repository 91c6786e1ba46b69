import { expect, test } from 'vitest'
import { gapText, quietGapOf } from './quiet-gap.ts'

const RUN = { times: Float64Array.of(0, 1000, 13_000), steps: [0, 1, 2], pacing: 'steps' } as const

test.each([
  [1, 1000, null],
  [1, 1001, 12_000],
  [0, 500, null],
  [2, 14_000, null],
])('at step %d and %d ms the quiet time is %s', (step, timeMs, gap) =>
  expect(quietGapOf({ ...RUN, step, timeMs })).toBe(gap),
)

test('who plays in real time waits through it', () =>
  expect(quietGapOf({ ...RUN, step: 1, timeMs: 5000, pacing: 'time' })).toBeNull())

test.each([
  [12_100, '12 s'],
  [119_000, '119 s'],
  [150_000, '3 min'],
  [3_600_000, '1 h'],
  [3_900_000, '1 h 5 min'],
])('%d ms are %s', (ms, text) => expect(gapText(ms)).toBe(text))
