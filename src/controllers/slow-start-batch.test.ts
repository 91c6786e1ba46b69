import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { slowStartBatch } from './slow-start-batch.ts'

test.for([
  { count: 0, fails: [], sent: 0, successes: 0 },
  { count: 10, fails: [], sent: 10, successes: 10 },
  { count: 10, fails: [0], sent: 1, successes: 0 },
  // A batch is sent as a whole: of 1, 2 and 4 requests the fourth fails.
  { count: 10, fails: [3], sent: 7, successes: 6 },
  { count: 5, fails: [4], sent: 5, successes: 4 },
])('$count requests of which $fails fail', ({ count, fails, sent, successes }) => {
  const asked: number[] = []
  const result = slowStartBatch(count, (index) => {
    asked.push(index)
    return fails.includes(index) ? `failure ${index}` : null
  })
  expect(asked).toHaveLength(sent)
  expect(result).toEqual({
    successes,
    failure: fails[0] === undefined ? null : `failure ${fails[0]}`,
  })
})

test('chance decides within a batch, and no further', () => {
  const prng = createPrng(5)
  const orders = new Set<string>()
  for (let round = 0; round < 20; round += 1) {
    const asked: number[] = []
    slowStartBatch(7, (index) => (asked.push(index), null), prng)
    expect(asked[0]).toBe(0)
    expect(asked.slice(1, 3).toSorted()).toEqual([1, 2])
    expect(asked.slice(3).toSorted()).toEqual([3, 4, 5, 6])
    orders.add(asked.join())
  }
  expect(orders.size).toBeGreaterThan(1)
})
