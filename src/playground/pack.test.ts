import { expect, test } from 'vitest'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { pack, unpack } from './pack.ts'

test.each([
  ['null', null],
  ['a text', 'x'],
  ['an empty list', []],
  ['an empty object', {}],
  ['a list of lists', [[], [[]], [1, 'a', null, true, undefined]]],
  ['numbers', { zero: 0, minus: -1.5, large: 1e15 }],
  ['equal parts', [{ a: { b: 1 } }, { a: { b: 1 } }, { b: 1 }]],
  [
    'the same fields in another order',
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
  ],
  ['a field without a value', { a: undefined }],
  ['a dangerous name', JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1 }')],
])('%s comes back as it was', (_, value) => {
  const again = unpack(structuredClone(pack<unknown>(value)))
  expect(again).toStrictEqual(value)
  expect(JSON.stringify(again)).toBe(JSON.stringify(value))
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('equal parts come back as one', () => {
  const [one, two] = unpack(pack([{ spec: { x: [1] } }, { spec: { x: [1] } }]))
  expect(one).toBe(two)
})

test('a whole journal comes back as it was', () => {
  const { cluster } = runScenario(GALLERY[0]?.files ?? [])
  expect(unpack(structuredClone(pack(cluster.journal)))).toEqual(structuredClone(cluster.journal))
})
