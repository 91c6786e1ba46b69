import { expect, test } from 'vitest'
import { defined } from './defined.ts'

test('keys without a value go, all others stay', () => {
  const given: { a: number; b?: string; c: undefined; d: null } = { a: 0, c: undefined, d: null }
  expect(Object.entries(defined(given))).toEqual([
    ['a', 0],
    ['d', null],
  ])
})
