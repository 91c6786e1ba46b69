import { expect, test } from 'vitest'
import { runSimulated } from '#testing/shell/run-simulated.ts'

/** What can stand before or behind itself in an expression. */
const REPEATED = [
  '2^',
  '- ',
  '!',
  '(',
  '$',
  'a=',
  'a^=',
  '1?1:',
  '1?',
  'a[',
  'f(',
  '-2^',
  '1 ',
  '1+',
  '1 in ',
]

test.each(REPEATED)('a program of %s again and again ends with a sentence or a value', (part) => {
  for (const length of [2000, 9000, 19_000]) {
    const script = `awk 'BEGIN{x = ${part.repeat(length / part.length)}1}'; echo after`
    const { output } = runSimulated(script, 'ash')
    expect(output).toMatch(/(^|\n)after$/)
    expect(output).not.toContain('fault of its own')
  }
})
