// Each letter that a tool could be given: simulated, refused in the tool's words, or told to the reader of the run.
import { afterEach, expect, test, vi } from 'vitest'
import { createBench, runScript } from '../testing/bench.ts'
import { KNOWN_OPTIONS } from './known-options.ts'

/** What the tools themselves did not know of what they were handed. */
const missed = vi.hoisted((): string[] => [])

vi.mock('./options.ts', async (original) => {
  const real = await original<typeof import('./options.ts')>()
  return {
    ...real,
    parseOptions(...given: Parameters<typeof real.parseOptions>) {
      const result = real.parseOptions(...given)
      if (result.unknown !== null) missed.push(result.unknown)
      return result
    },
  }
})

afterEach(() => void (missed.length = 0))

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']
const IMAGES = { busybox: 'alpine', gnu: 'nicolaka/netshoot' } as const

/** What looks like an option and is none: modes, numbers, signals. */
const OPERANDS: Readonly<Record<string, RegExp>> = {
  chmod: /[rwxXstugo]/,
  pgrep: /\d/,
  seq: /\d/,
}

const rows = Object.entries(KNOWN_OPTIONS).flatMap(([tool, { busybox, gnu, simulated }]) => [
  { tool, flavour: 'busybox' as const, known: busybox, simulated },
  { tool, flavour: 'gnu' as const, known: gnu, simulated },
])

test.for(rows)('$tool of $flavour', ({ tool, flavour, known, simulated }) => {
  if (known === null) return
  const [letters = ''] = known.split(' ')
  const [own = ''] = simulated.split(' ')
  const valued = new Set([...letters.matchAll(/(.):/g)].map(([, letter = '']) => letter))
  const isKnown = (letter: string): boolean => letters.replace(/[:?]/g, '').includes(letter)
  const asked = LETTERS.filter((letter) => OPERANDS[tool]?.test(letter) !== true)
  const bench = createBench()
  const lines = asked.map((letter) => {
    const value = valued.has(letter) ? ' 1' : ''
    return `echo "@$(timeout 2 ${tool} -${letter}${value} </dev/null 2>&1 | tr '\\n' ' ')"`
  })
  const script = [...lines, `${tool} --no-such-option; echo "@$?"`].join('\n')
  const { output } = runScript(script, { image: IMAGES[flavour], bench })
  const answers = output.split(/^@/m).slice(1)
  const told = bench.entries('NotSimulated').map(({ message }) => message ?? '')
  const expected = asked.filter((letter) => isKnown(letter) && !own.includes(letter))
  expect(told).toEqual(
    expected.map(
      (letter) =>
        `called \`${tool}\` with \`-${letter}\`, which the tool knows but which is not simulated`,
    ),
  )
  expect(asked.filter((_, index) => REFUSED.test(answers[index] ?? ''))).toEqual(
    asked.filter((letter) => !isKnown(letter)),
  )
  expect(missed).toEqual([])
  expect(output).toMatch(
    /(unrecognized option:? '?(--)?no-such-option|option --no-such-option: is unknown)/,
  )
  expect(answers.at(-1)?.trim()).not.toBe('0')
})

test.each(Object.values(IMAGES))('digits behind a hyphen are one number, in %s', (image) => {
  const script = `seq 30 | tail -20 | wc -l
seq 30 | head -12 | tail -1
seq 30 | grep -10 15 2>&1 | wc -l
echo a > one; echo a > two; comm -12 one two`
  const { output } = runScript(script, { image })
  const [lines, twelfth, around, common] = output.split(/\s+/).filter((word) => word !== '')
  expect([lines, twelfth, common]).toEqual(['20', '12', 'a'])
  // The grep of busybox has no such option.
  if (image === IMAGES.gnu) expect(around).toBe('21')
})

/** How a tool begins that does not know a letter. */
const REFUSED = /^\S+: (invalid option -- '.'|unrecognized option: . |option -.: is unknown)/
