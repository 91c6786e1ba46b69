import { expect, test } from 'vitest'
import { applyEdits, differenceOf } from './apply-edits.ts'

const edit = (start: number, end: number, newText: string) => ({
  range: { start: { offset: start }, end: { offset: end } },
  newText,
})

test('edits are made at their places in the old text, in whatever order they come', () => {
  expect(applyEdits('a\tb\tc', [edit(3, 4, '  '), edit(1, 2, '  ')])).toBe('a  b  c')
  expect(applyEdits('same', [])).toBe('same')
})

test.each([
  ['image: ngnix', 'image: nginx'],
  ['a: 1\n', 'a: 1\nb: 2\n'],
  ['aaa', 'aa'],
  ['', 'x'],
  ['same', 'same'],
])('the difference of %j and %j makes one into the other', (before, after) => {
  const { from, to, newText } = differenceOf(before, after)
  expect(before.slice(0, from) + newText + before.slice(to)).toBe(after)
  expect(newText.length).toBeLessThanOrEqual(Math.abs(after.length - before.length) + 2)
})
