import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { changedList, listChange } from './list-change.ts'

test('whatever changed in a list, its change makes the new one of the old one', () => {
  const prng = createPrng('list changes')
  for (let round = 0; round < 500; round += 1) {
    const item = () => prng.next(4)
    const before = Array.from({ length: prng.next(6) }, item)
    const now = Array.from({ length: prng.next(6) }, item)
    expect(changedList(before, listChange(before, now))).toEqual(now)
  }
})

test('one item that changed is all that is sent', () => {
  const [a, b, c, other] = [{}, {}, {}, {}]
  expect(listChange([a, b, c], [a, other, c])).toEqual({ first: 1, last: 1, between: [other] })
})

test('a list that is the same stays the same list', () => {
  const before = [{}, {}]
  expect(changedList(before, listChange(before, [...before]))).toBe(before)
})
