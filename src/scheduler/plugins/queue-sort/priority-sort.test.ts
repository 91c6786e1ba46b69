import { expect, test } from 'vitest'
import { makePod } from '#testing/make-objects.ts'
import { prioritySort } from './priority-sort.ts'

const queued = (priority: number | undefined, timestampMs: number, sequence: number) => ({
  pod: makePod('p', { spec: priority === undefined ? {} : { priority } }),
  timestampMs,
  sequence,
})

const CASES = [
  ['higher priority first', queued(10, 5, 2), queued(1, 0, 1)],
  ['no priority is zero', queued(undefined, 0, 1), queued(-1, 0, 0)],
  ['earlier first', queued(1, 1, 9), queued(1, 2, 1)],
  ['in the order of arrival', queued(1, 1, 1), queued(1, 1, 2)],
] as const

test.for(CASES)('%s', ([, first, second]) => {
  expect(prioritySort.less(first, second)).toBe(true)
  expect(prioritySort.less(second, first)).toBe(false)
})
