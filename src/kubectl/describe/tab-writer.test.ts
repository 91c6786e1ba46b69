import { expect, test } from 'vitest'
import { alignTabs } from './tab-writer.ts'

test.each([
  [
    'a tab ends a cell, and the last cell is as long as it is',
    'a\tb\nlong\tc\n',
    'a     b\nlong  c\n',
  ],
  ['a line without a tab ends the column', 'a\tb\nno\nlong\tc', 'a  b\nno\nlong  c'],
  ['an empty cell is two blanks wide', 'a\t\tb\n', 'a    b\n'],
  [
    'columns of lines with fewer cells go no further',
    'a\tb\tc\nlong\td\n',
    'a     b  c\nlong  d\n',
  ],
  ['characters count, not their code units', '𝒳\tb\nyy\tc', '𝒳   b\nyy  c'],
])('%s', (_, text, aligned) => {
  expect(alignTabs(text)).toBe(aligned)
})
