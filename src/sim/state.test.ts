import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { createStateBuilder, diff, emptyState, type Index, stateOf } from './state.ts'

interface Thing {
  readonly colours: readonly string[]
  readonly note: number
}

const byColour: Index<Thing> = {
  name: 'colour',
  part: ({ colours }) => colours,
  values: ({ colours }) => colours,
}
const INDEXES = [byColour]
const indexesOf = (): readonly Index<Thing>[] => INDEXES
const COLOURS = ['red', 'green', 'blue', 'gold']

test('a moment stays as it was when its builder goes on', () => {
  const builder = createStateBuilder<Thing>(indexesOf)
  builder.set('a/1', { colours: ['red'], note: 1 })
  const before = builder.moment()
  builder.set('a/1', { colours: ['blue'], note: 2 })
  builder.set('a/2', { colours: ['red'], note: 3 })
  expect(before.size).toBe(1)
  expect(before.keysOf('colour', 'red')).toEqual(['a/1'])
  expect(builder.moment().keysOf('colour', 'red')).toEqual(['a/2'])
  expect(builder.live.keysOf('colour', 'blue')).toEqual(['a/1'])
})

test('keys come in the order of their code units, whatever the order of writing', () => {
  const entries = ['b', 'a/2', 'B', 'a/10', 'ä', 'a'].map((key, note) => [key, note] as const)
  const state = stateOf(entries)
  expect([...state.keys()]).toEqual(['B', 'a', 'a/10', 'a/2', 'b', 'ä'])
  expect(state.under('a/')).toEqual([3, 1])
  expect(state.under('')).toEqual([...state.values()])
})

test('an index answers for one value, for several at once, and under a prefix', () => {
  const state = stateOf(
    [
      ['x/1', { colours: ['red', 'gold'], note: 1 }],
      ['x/2', { colours: ['red'], note: 2 }],
      ['y/1', { colours: ['red', 'gold'], note: 3 }],
    ],
    indexesOf,
  )
  expect(state.keysOf('colour', 'red')).toEqual(['x/1', 'x/2', 'y/1'])
  expect(state.keysOf('colour', ['red', 'gold'])).toEqual(['x/1', 'y/1'])
  expect(state.keysOf('colour', ['red', 'gold'], 'y/')).toEqual(['y/1'])
  expect(state.keysOf('colour', ['red', 'blue'])).toEqual([])
  expect(state.keysOf('colour', [])).toEqual([])
  expect(state.keysOf('taste', 'red')).toEqual([])
  expect(state.list('colour', 'gold', 'x/').map(({ note }) => note)).toEqual([1])
})

test.each([1, 2, 3])(
  'seed %i: indexes, moments and differences agree with a plain map that is looked through',
  (seed) => {
    const prng = createPrng(seed)
    const builder = createStateBuilder<Thing>(indexesOf)
    const plain = new Map<string, Thing>()
    const moments = [{ state: emptyState<Thing>(), plain: new Map(plain) }]
    for (let i = 0; i < 2000; i += 1) {
      const key = `${'xyz'[prng.next(3)]}/${prng.next(120)}`
      const colours = COLOURS.filter(() => prng.next(2) === 0)
      const after = prng.next(4) === 0 ? undefined : { colours, note: i }
      builder.set(key, after)
      if (after === undefined) plain.delete(key)
      else plain.set(key, after)
      if (i % 100 === 0) moments.push({ state: builder.moment(), plain: new Map(plain) })
    }
    for (const { state, plain } of moments) {
      const sorted = [...plain].toSorted(([a], [b]) => (a < b ? -1 : 1))
      expect([...state]).toEqual(sorted)
      for (const colour of COLOURS) {
        const wanted = sorted.filter(
          ([key, { colours }]) => key.startsWith('y/') && colours.includes(colour),
        )
        expect(state.keysOf('colour', colour, 'y/')).toEqual(wanted.map(([key]) => key))
      }
    }
    // What was compared last is remembered: asked again, and with others on either side, it stays right.
    for (let pair = 0, at = [0, 0]; pair < 60; pair += 1) {
      at[prng.next(2)] = prng.next(moments.length)
      const [one, other] = at.map((index) => moments[index])
      if (one === undefined || other === undefined) throw new Error('no such moment')
      const keys = [...new Set([...one.plain.keys(), ...other.plain.keys()])].toSorted()
      const wanted = keys.flatMap((key) => {
        const [before, after] = [one.plain.get(key), other.plain.get(key)]
        return before === after ? [] : [{ key, before, after }]
      })
      expect(diff(one.state, other.state)).toEqual(wanted)
      expect(diff(one.state, other.state)).toEqual(wanted)
    }
  },
)
