import { expect, test } from 'vitest'
import { createPatience } from './patience.ts'

test('failures let more and more opportunities go by, and something that lasted begins anew', () => {
  const patience = createPatience()
  const goneBy = (): number => {
    let count = 0
    while (!patience.tries()) count += 1
    return count
  }
  expect(goneBy()).toBe(0)
  const counts = Array.from({ length: 9 }, () => {
    patience.lost()
    return goneBy()
  })
  expect(counts).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64])
  patience.lasted(3)
  expect(goneBy()).toBe(0)
  patience.lasted(2)
  expect(goneBy()).toBe(1)
})
