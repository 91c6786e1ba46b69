import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { unifiedDiff } from './unified-diff.ts'

const lines = (...parts: readonly string[]): string => parts.join('\n')

test.for<[string, string, string, string]>([
  ['nothing', 'a\nb', 'a\nb', ''],
  ['a line', 'a\nb\nc', 'a\nx\nc', '@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n'],
  ['a line added at the end', 'a', 'a\nb', '@@ -1 +1,2 @@\n a\n+b\n'],
  ['all lines', 'a', 'b', '@@ -1 +1 @@\n-a\n+b\n'],
  [
    'two lines that are far from one another',
    lines(...'abcdefghijkl'),
    lines(...'xbcdefghijky'),
    lines('@@ -1,4 +1,4 @@', '-a', '+x', ' b', ' c', ' d', '@@ -9,4 +9,4 @@', '') +
      lines(' i', ' j', ' k', '-l', '+y', ''),
  ],
  [
    'two lines with six between them, which are one hunk',
    lines(...'abcdefgh'),
    lines(...'xbcdefgy'),
    lines('@@ -1,8 +1,8 @@', '-a', '+x', ...[...'bcdefg'].map((one) => ` ${one}`), '-h', '+y', ''),
  ],
])('what differs in %s', ([, before, after, diff]) => {
  expect(unifiedDiff(before, after)).toBe(diff)
})

test('a line that is frequent in a long text joins what is beside it, and is not looked for', () => {
  const many = Array.from({ length: 250 }, (_, index) => (index % 2 === 0 ? '{' : `line ${index}`))
  const diff = unifiedDiff(many.join('\n'), many.toSpliced(100, 2).join('\n'))
  expect(diff.split('\n').filter((line) => line.startsWith('-'))).toHaveLength(2)
})

/** Carries out a diff; whoever made it must have meant these lines. */
function applied(before: string, diff: string): string {
  const source = before.split('\n')
  const result: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(0, -1)) {
    const start = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
    if (start !== null) {
      const from = Number(start[1]) - (start[2] === '0' ? 0 : 1)
      result.push(...source.slice(at, from))
      at = from
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else {
      expect(source[at]).toBe(line.slice(1))
      if (line.startsWith(' ')) result.push(line.slice(1))
      at += 1
    }
  }
  return [...result, ...source.slice(at)].join('\n')
}

test('a diff turns the one text into the other', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '{', '}', ''), { minLength: 1, maxLength: 40 })
    .map((list) => list.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applied(before, unifiedDiff(before, after))).toBe(after)
    }),
  )
})
