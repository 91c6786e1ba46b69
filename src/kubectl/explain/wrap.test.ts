import { expect, test } from 'vitest'
import { wrap } from './wrap.ts'

test.each([
  ['a word that does not fit begins a line', 'one two three', 8, 'one two\nthree'],
  ['blanks within a line stay', 'a.  b', 10, 'a.  b'],
  ['a word longer than a line stays whole', 'a verylongword b', 5, 'a\nverylongword\nb'],
  ['lines that are there stay', 'a\n\nb', 5, 'a\n\nb'],
])('%s', (_, text, limit, wrapped) => {
  expect(wrap(text, limit)).toBe(wrapped)
})
