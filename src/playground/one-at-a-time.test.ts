import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

test('the first call begins at once, those during the work are one more', async () => {
  const ends: (() => void)[] = []
  const run = oneAtATime(() => new Promise((resolve) => ends.push(resolve)))
  run()
  expect(ends).toHaveLength(1)
  run()
  run()
  expect(ends).toHaveLength(1)
  ends[0]?.()
  await Promise.resolve()
  await Promise.resolve()
  expect(ends).toHaveLength(2)
  ends[1]?.()
  await new Promise((resolve) => setTimeout(resolve))
  expect(ends).toHaveLength(2)
  run()
  expect(ends).toHaveLength(3)
})
