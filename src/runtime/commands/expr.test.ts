import { expect, test } from 'vitest'
import { runScript } from '../testing/bench.ts'

const QUOTED = (words: string): string =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `'${word}'`)
    .join(' ')

/** Answers of busybox 1.36 and GNU coreutils 9.1; one where both agree. */
const CASES: readonly (readonly [words: string, busybox: string, gnu?: string])[] = [
  ['1 + 2', '3 [0]'],
  ['7 / 2', '3 [0]'],
  ['7 % 0', 'expr: division by zero [2]'],
  ['2 * 3 + 1', '7 [0]'],
  ['( 1 + 2 ) * 3', '9 [0]'],
  ['-5 + 2', '-3 [0]'],
  ['abc : a\\(.*\\)', 'bc [0]'],
  ['abc : b', '0 [1]'],
  ['match hello h.l', '3 [0]'],
  ['length hello', '5 [0]'],
  ['substr hello 2 3', 'ell [0]'],
  ['index hello lo', '3 [0]'],
  ['1 | 2', '1 [0]'],
  ['0 | 7', '7 [0]'],
  ['0 & 1', '0 [1]'],
  ['3 & 4', '3 [0]'],
  ['a < b', '1 [0]'],
  ['10 < 9', '0 [1]'],
  ['10 = 10', '1 [0]'],
  ['abc', 'abc [0]'],
  ['00 | 3', '00 [0]', '3 [0]'],
  ['1 +', 'expr: syntax error [2]', 'expr: syntax error: missing argument after ‘+’ [2]'],
  ['1 2', 'expr: syntax error [2]', 'expr: syntax error: unexpected argument ‘2’ [2]'],
  ['x + 1', 'expr: non-numeric argument [2]', 'expr: non-integer argument [2]'],
  [
    '',
    'expr: too few arguments [2]',
    "expr: missing operand\nTry 'expr --help' for more information. [2]",
  ],
]

const answer = (image: string, words: string): string => {
  const { output, exitCode } = runScript(`expr ${QUOTED(words)} 2>&1`, { image })
  return `${output} [${exitCode}]`
}

test.for(CASES)('expr %s', ([words, busybox, gnu]) => {
  expect(answer('busybox:1.36', words)).toBe(busybox)
  expect(answer('debian:12', words)).toBe(gnu ?? busybox)
})
