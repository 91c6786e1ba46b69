import { expect, test } from 'vitest'
import { createClock } from '#sim/clock.ts'
import { createTimeQueue } from './time-queue.ts'

test('an earlier time takes the place of a later one, and a later one is none', () => {
  const clock = createClock()
  const seen: number[] = []
  const queue = createTimeQueue(clock, 'own', () => void seen.push(clock.nowMs))
  queue.add('a', 500)
  queue.add('a', 200)
  queue.add('a', 900)
  while (clock.step());
  expect(seen).toEqual([200])
})

test('what is added while it is worked on is due at the first of those times', () => {
  const clock = createClock()
  const seen: number[] = []
  const queue = createTimeQueue(clock, 'own', (key) => {
    seen.push(clock.nowMs)
    if (seen.length > 1) return
    queue.add(key, 300)
    queue.add(key, 100)
  })
  queue.add('a')
  while (clock.step());
  expect(seen).toEqual([1, 101])
})
