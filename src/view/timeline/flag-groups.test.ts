import { expect, test } from 'vitest'
import type { Action } from '#scenario/types.ts'
import { scaleOf, wholeOf } from '#picture/timeline/scale.ts'
import { flagGroups } from './flag-groups.ts'

const cordon = (atMs: number, node: string): Action => ({ verb: 'cordon', atMs, nodes: [node] })

test('actions close to each other share a flag, in the order of time', () => {
  const groups = flagGroups(
    [cordon(9000, 'c'), cordon(1000, 'a'), cordon(1100, 'b')],
    wholeOf(scaleOf([], 10_000, true)),
    0.02,
  )
  expect(groups.map(({ place, actions }) => [place, actions.map(({ index }) => index)])).toEqual([
    [0.1, [1, 2]],
    [0.9, [0]],
  ])
})

test('what is outside the shown part has no flag', () => {
  expect(
    flagGroups(
      [cordon(100, 'a')],
      { scale: scaleOf([], 10_000, true), from: 5000, to: 10_000 },
      0.02,
    ),
  ).toEqual([])
})
