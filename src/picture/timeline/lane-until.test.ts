import { expect, test } from 'vitest'
import type { Lane } from './lane.ts'
import { laneUntil } from './lane-until.ts'

const lane: Lane = {
  id: 'a',
  role: 'pod',
  name: 'web',
  number: null,
  podKey: 'Pod/default/web',
  selectKey: 'Pod/default/web',
  group: null,
  segments: [
    { fromMs: 10, toMs: 50, kind: 'waiting', label: 'Pending' },
    { fromMs: 50, toMs: 90, kind: 'running', label: 'Running' },
  ],
}

test.for([
  [0, null],
  [9, null],
  [10, [[10, 10]]],
  [30, [[10, 30]]],
  [
    50,
    [
      [10, 50],
      [50, 50],
    ],
  ],
  [
    70,
    [
      [10, 50],
      [50, 70],
    ],
  ],
] as const)('at %j it is known as %j', ([timeMs, expected]) => {
  const known = laneUntil(lane, timeMs)
  expect(known?.segments.map(({ fromMs, toMs }) => [fromMs, toMs]) ?? null).toEqual(expected)
})

test('a lane that has ended is the same', () => {
  expect(laneUntil(lane, 90)).toBe(lane)
  expect(laneUntil(lane, 1000)).toBe(lane)
})
