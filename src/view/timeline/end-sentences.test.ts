import { expect, test } from 'vitest'
import { furtherMs, sentencesOf } from './end-sentences.ts'

const AT_REST = {
  open: [],
  more: 0,
  runs: ['`nginx` goes on serving on :80'],
  settles: false,
  nextMs: null,
}

test('a run at rest says what goes on and that there is no more', () => {
  expect(sentencesOf(AT_REST, { canGoOn: false, endMs: 3000 })).toEqual([
    '`nginx` goes on serving on :80.',
    'Nothing more would happen.',
  ])
})

test('what stands open is said first, and how many more there are', () => {
  const end = { ...AT_REST, open: ['Pod `huge` still waits for a node.'], more: 2 }
  expect(sentencesOf(end, { canGoOn: true, endMs: 120_000 })).toEqual([
    'Pod `huge` still waits for a node.',
    '2 more Pods stand open.',
  ])
})

test('a long silence is said', () => {
  const runs = ['CronJob `hello` waits for its next time']
  const end = { ...AT_REST, runs, nextMs: 300_000 }
  expect(sentencesOf(end, { canGoOn: true, endMs: 120_000 })).toEqual([
    'CronJob `hello` waits for its next time.',
    'The next thing is due at 5:00.',
  ])
})

test.each([
  [3495, null, 116_505],
  [120_000, null, 120_000],
  [120_000, 130_000, 120_000],
  [3_600_000, null, 600_000],
  // To what happens next, with a minute for it: from 2:00 to 6:00.
  [120_000, 300_000, 240_000],
  [120_000, 300_000_000, 120_000],
])(
  'after %d ms, when the next thing happens at %s, it is offered to go on by %d ms',
  (endMs, nextMs, ms) => expect(furtherMs(endMs, { ...AT_REST, nextMs })).toBe(ms),
)

test('a Pod that waits is not waited for until it is tried again', () => {
  const open = ['Pod `huge` still waits for a node.']
  const end = { ...AT_REST, open, nextMs: 340_000 }
  expect(furtherMs(120_000, end)).toBe(120_000)
  expect(sentencesOf(end, { canGoOn: true, endMs: 120_000 })).toEqual(open)
})
