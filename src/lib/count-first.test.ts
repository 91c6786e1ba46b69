import { expect, test } from 'vitest'
import { countFirst } from './count-first.ts'

test('counts those that belong, which stand first', () => {
  const places = Array.from({ length: 9 }, (_, index) => index)
  for (const length of places)
    for (const first of [...places.slice(0, length), length])
      expect(countFirst(length, (index) => index < first)).toBe(first)
})
