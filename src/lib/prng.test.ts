import { expect, test } from 'vitest'
import { createHeap } from './heap.ts'
import { createPrng, fromAnywhere } from './prng.ts'
import { equal } from './equal.ts'

test('the same seed gives the same numbers, pinned for ever', () => {
  const prng = createPrng(1)
  const numbers = Array.from({ length: 6 }, () => prng.next(1000))
  const again = createPrng(1)
  expect(Array.from({ length: 6 }, () => again.next(1000))).toEqual(numbers)
  expect(numbers).toMatchInlineSnapshot(`
    [
      229,
      113,
      803,
      1,
      729,
      44,
    ]
  `)
})

test('a fork depends on seed and label, not on how much was drawn before', () => {
  const early = createPrng(7).fork('a').next(1_000_000)
  const prng = createPrng(7)
  prng.next(10)
  expect(prng.fork('a').next(1_000_000)).toBe(early)
  expect(prng.fork('b').next(1_000_000)).not.toBe(early)
})

test('numbers are spread evenly', () => {
  const prng = createPrng('spread')
  const counts = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < 10_000; i += 1) {
    const drawn = prng.next(10)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('a heap pops in order', () => {
  const heap = createHeap<number>((a, b) => a < b)
  const prng = createPrng(3)
  const numbers = Array.from({ length: 500 }, () => prng.next(1000))
  for (const number of numbers) heap.push(number)
  const popped = numbers.map(() => heap.pop())
  expect(popped).toEqual(numbers.toSorted((a, b) => a - b))
  expect(heap.pop()).toBeUndefined()
})

test.for([
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: undefined }, { b: undefined }, true],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, {}, false],
  ['1', 1, false],
] as const)('equal(%j, %j) is %s', ([a, b, same]) => {
  expect(equal(a, b)).toBe(same)
})

test('a list from anywhere keeps its items and their order around', () => {
  const prng = createPrng(3)
  const starts = new Set<number>()
  for (let round = 0; round < 40; round += 1) {
    const [first = -1, ...rest] = fromAnywhere([0, 1, 2, 3], prng)
    expect(rest).toEqual([1, 2, 3].map((step) => (first + step) % 4))
    starts.add(first)
  }
  expect(starts.size).toBe(4)
  expect(fromAnywhere([], prng)).toEqual([])
})
