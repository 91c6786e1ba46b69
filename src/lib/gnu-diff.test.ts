import { expect, test } from 'vitest'
import { createPrng } from './prng.ts'
import { gnuDiff } from './gnu-diff.ts'

const lines = (text: string): readonly string[] => (text === '' ? [] : text.split(' '))

test.each([
  ['', '', ''],
  ['a b c', 'a b c', ''],
  ['', 'a', '@@ -0,0 +1 @@|+a'],
  ['a', '', '@@ -1 +0,0 @@|-a'],
  ['a b c d e f g h i j', 'a b c d X f g h i j', '@@ -2,7 +2,7 @@| b| c| d|-e|+X| f| g| h'],
  // A run stands as far down as it can.
  ['a x b', 'a x x b', '@@ -1,3 +1,4 @@| a| x|+x| b'],
  [
    '1 2 3 4 5 6 7 8 9',
    'x 2 3 4 5 6 7 8 y',
    '@@ -1,4 +1,4 @@|-1|+x| 2| 3| 4|@@ -6,4 +6,4 @@| 6| 7| 8|-9|+y',
  ],
])('from %s to %s', (before, after, expected) => {
  expect(gnuDiff(lines(before), lines(after)).join('|')).toBe(expected)
})

test('applied to the old text, the hunks give the new one', () => {
  const prng = createPrng('diff')
  for (let round = 0; round < 300; round += 1) {
    const text = (): string[] =>
      Array.from({ length: prng.next(14) }, () => 'abc'[prng.next(3)] ?? '')
    const [before, after] = [text(), text()]
    const result: string[] = []
    let at = 0
    for (const line of gnuDiff(before, after)) {
      const [, start = '', count = '1'] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? []
      if (start !== '') {
        const from = Number(start) - (count === '0' ? 0 : 1)
        result.push(...before.slice(at, from))
        at = from
      } else if (line.startsWith('+')) result.push(line.slice(1))
      else {
        expect(before[at]).toBe(line.slice(1))
        if (line.startsWith(' ')) result.push(line.slice(1))
        at += 1
      }
    }
    expect([...result, ...before.slice(at)]).toEqual(after)
  }
})
