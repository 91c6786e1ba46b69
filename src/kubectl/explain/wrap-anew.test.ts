import { expect, test } from 'vitest'
import { wrapAnew } from './wrap-anew.ts'

test.each([
  ['lines that belong together are one', 'one\ntwo', 20, ['one two']],
  ['a word that does not fit begins a line', 'one two three', 8, ['one two', 'three']],
  ['a word longer than a line stays whole', 'a verylongword b', 5, ['a', 'verylongword', 'b']],
  [
    'a blank line stays, but not behind the first',
    'one\n\ntwo\n\nfour',
    9,
    ['one', 'two', '', 'four'],
  ],
  ['items of a list begin a line', 'one\n- two\n2. three', 20, ['one', '- two', '2. three']],
  ['what is set in stays as it is', 'one\n    two   three', 5, ['one', '    two   three']],
  ['what follows a colon begins a line', 'one:\ntwo', 20, ['one:', 'two']],
])('%s', (_, text, limit, wrapped) => {
  expect(wrapAnew(text, limit)).toEqual(wrapped)
})
