import { expect, test } from 'vitest'
import { furtherMs, sentencesOf } from './end-sentences.ts'

const AT_REST = { open: [], more: 0, runs: ['`nginx` goes on serving on :80'], settles: false }

test('a run at rest says what goes on and that there is no more', () => {
  expect(sentencesOf(AT_REST, false)).toEqual([
    '`nginx` goes on serving on :80.',
    'Nothing more would happen.',
  ])
})

test('what stands open is said first, and how many more there are', () => {
  const end = { ...AT_REST, open: ['Pod `huge` still waits for a node.'], more: 2 }
  expect(sentencesOf(end, true)).toEqual([
    'Pod `huge` still waits for a node.',
    '2 more Pods stand open.',
  ])
})

test.each([
  [3495, 116_505],
  [120_000, 120_000],
  [3_600_000, 600_000],
])('after %d ms it is offered to go on by %d ms', (endMs, ms) => expect(furtherMs(endMs)).toBe(ms))
