import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { createPrng, type Prng } from '#lib/prng.ts'
import { UNMETERED } from '../process/meter.ts'
import { compileRegex, findMatch } from './regex.ts'

const match = (source: string, text: string, extended = true) => {
  const regex = compileRegex(source, { extended, ignoreCase: false, meter: UNMETERED })
  const found = regex === undefined ? undefined : findMatch(regex, text, 0)
  return found === undefined ? null : text.slice(found.from, found.to)
}

test.for([
  ['a|ab', 'xaby', 'ab'],
  ['(a|ab)(c|bcd)', 'abcd', 'abcd'],
  ['a*', 'baaa', ''],
  ['x*$', 'axx', 'xx'],
  ['^b', 'ab', null],
  ['[^a-c]+', 'abcxyz', 'xyz'],
  ['(ab){2,3}', 'abababab', 'ababab'],
] as const)(
  '%s in %s matches %s, the leftmost and of these the longest',
  ([source, text, found]) => {
    expect(match(source, text)).toBe(found)
  },
)

test('a basic expression takes +, ?, | and braces as they are', () => {
  expect(match('a+b', 'aab a+b', false)).toBe('a+b')
  expect(match('\\(ab\\)\\{2\\}', 'abab', false)).toBe('abab')
})

const LITERALS = ['a', 'b', 'c', '.', '[ab]', '[^a]', '[a-c]', '\\.']
const REPEATS = ['*', '+', '?', '{2}', '{0,2}', '{1,}']

/** A random extended expression of the part of the language that both engines have. */
function randomPattern(prng: Prng, depth = 0): string {
  const atom = (): string =>
    depth < 3 && prng.next(4) === 0
      ? `(${randomPattern(prng, depth + 1)})`
      : (LITERALS[prng.next(LITERALS.length)] ?? 'a')
  const piece = (): string =>
    atom() + (prng.next(3) === 0 ? (REPEATS[prng.next(REPEATS.length)] ?? '') : '')
  const branch = (): string => Array.from({ length: 1 + prng.next(3) }, piece).join('')
  const body = Array.from({ length: prng.next(3) === 0 ? 2 : 1 }, branch).join('|')
  if (depth > 0) return body
  return `${prng.next(6) === 0 ? '^' : ''}${body}${prng.next(6) === 0 ? '$' : ''}`
}

test('finds what RE2 finds with its longest match, in random patterns and texts', () => {
  const prng = createPrng('regular expressions')
  const wrong: string[] = []
  for (let round = 0; round < 3000; round += 1) {
    const source = randomPattern(prng)
    const regex = compileRegex(source, { extended: true, ignoreCase: false, meter: UNMETERED })
    const reference = RE2JS.compile(source, RE2JS.LONGEST_MATCH)
    for (let i = 0; i < 4; i += 1) {
      const text = Array.from({ length: prng.next(9) }, () => 'abc.x'[prng.next(5)]).join('')
      const matcher = reference.matcher(text)
      const theirs = matcher.find() ? `${matcher.start()}-${matcher.end()}` : 'none'
      const found = regex === undefined ? undefined : findMatch(regex, text, 0)
      const ours = found === undefined ? 'none' : `${found.from}-${found.to}`
      if (ours !== theirs) wrong.push(`${source} in "${text}": ${ours}, RE2 ${theirs}`)
    }
  }
  expect(wrong).toEqual([])
})
