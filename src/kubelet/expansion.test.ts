import { expect, test } from 'vitest'
import { createRoom, expand } from './expansion.ts'

const VALUES = { A: 'a', B: '$(A)', EMPTY: '', 'odd name': 'odd' }

// The rows follow the tests of third_party/forked/golang/expansion (v1.36).
test.for([
  ['', ''],
  ['plain', 'plain'],
  ['$(A)', 'a'],
  ['x$(A)y', 'xay'],
  ['$(A)$(A)', 'aa'],
  ['$(B)', '$(A)'],
  ['$(EMPTY)', ''],
  ['$(NOPE)', '$(NOPE)'],
  ['$(toString)', '$(toString)'],
  ['$(odd name)', 'odd'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$a'],
  ['$$$$(A)', '$$(A)'],
  ['$(A', '$(A'],
  ['$(A $(A)', '$(A $(A)'],
  ['$A', '$A'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$$', '$'],
  ['$()', '$()'],
  ['$(A))', 'a)'],
  ['$ (A)', '$ (A)'],
  ['$(A) $( $(A)', 'a $( $(A)'],
  ['$x$(A)', '$xa'],
] as const)('%s becomes %s', ([text, expected]) => {
  expect(expand(text, VALUES)).toBe(expected)
})

test('what is too long for a process is cut beyond that', () => {
  const values = { L: 'x'.repeat(100_000) }
  expect(expand('$(L)', values)).toHaveLength(100_000)
  expect(expand('$(L)$(L)$(L)', values)).toHaveLength(200_000)
  const room = createRoom()
  const lengths = Array.from({ length: 22 }, () => expand('$(L)', values, room).length)
  expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(2 * 1024 * 1024 + 1)
  expect(expand('$(L)!', values, room)).toBe('!')
})
