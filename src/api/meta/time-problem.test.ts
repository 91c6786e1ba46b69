import { expect, test } from 'vitest'
import { timeProblem } from './time-problem.ts'

test.for<[string, '' | '.000000', string | null]>([
  ['2026-01-01T00:00:00Z', '', null],
  ['2026-01-01T00:00:00.5+02:00', '', null],
  ['2024-02-29T23:59:59Z', '', null],
  ['2026-01-01T00:00:00.000001Z', '.000000', null],
  ['soon', '', 'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'],
  [
    'soon',
    '.000000',
    'parsing time "soon" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "soon" as "2006"',
  ],
  [
    '2026-01-01T00:00:00Z',
    '.000000',
    'parsing time "2026-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  ],
  ['2026-13-01T00:00:00Z', '', 'parsing time "2026-13-01T00:00:00Z": month out of range'],
  ['2026-02-29T00:00:00Z', '', 'parsing time "2026-02-29T00:00:00Z": day out of range'],
  ['2026-02-28T24:00:00Z', '', 'parsing time "2026-02-28T24:00:00Z": hour out of range'],
  ['2026-02-28T00:00:00Zx', '', 'parsing time "2026-02-28T00:00:00Zx": extra text: "x"'],
])('%s with a fraction of "%s"', ([text, fraction, problem]) => {
  expect(timeProblem(text, fraction)).toBe(problem)
})
