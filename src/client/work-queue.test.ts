import { expect, test } from 'vitest'
import { createClock } from '#sim/clock.ts'
import { createFuture, type Future } from '#sim/task.ts'
import { createWorkQueue } from './work-queue.ts'

test('what is added while it is worked on comes behind what that work has asked of others', () => {
  const clock = createClock()
  const seen: string[] = []
  let isFirst = true
  const other = createWorkQueue(clock, 'other', (key) => void seen.push(`other ${key}`))
  const own = createWorkQueue(clock, 'own', (key) => {
    seen.push(`own ${key}`)
    if (!isFirst) return
    isFirst = false
    own.add(key)
    own.add(key)
    other.add('a')
  })
  own.add('a')
  while (clock.step());
  expect(seen).toEqual(['own a', 'other a', 'own a'])
})

test('a queue that is stopped by its own work does nothing more', () => {
  const clock = createClock()
  let count = 0
  const queue = createWorkQueue(clock, 'own', (key) => {
    count += 1
    queue.add(key)
    queue.stop()
  })
  queue.add('a')
  while (clock.step());
  expect(count).toBe(1)
})

test('what is to be looked at later is looked at then, also when it is looked at before', () => {
  const clock = createClock()
  const seen: number[] = []
  const queue = createWorkQueue(clock, 'own', () => void seen.push(clock.nowMs))
  queue.add('a', 14_000)
  queue.add('a')
  queue.add('a', 15_000)
  while (clock.step());
  expect(seen).toEqual([1, 14_000])
})

test('a key that waits and stands in the queue is worked on once', () => {
  const clock = createClock()
  const seen: number[] = []
  const queue = createWorkQueue(clock, 'own', () => void seen.push(clock.nowMs))
  const other = createWorkQueue(clock, 'other', () => queue.add('a'))
  other.add('a', 99)
  queue.add('a', 100)
  while (clock.step());
  expect(seen).toEqual([100])
})

test('who waits is worked on by one of five workers, and what is added meanwhile comes when it is done', () => {
  const clock = createClock()
  const seen: string[] = []
  const ends = new Map<string, Future<void>>()
  const queue = createWorkQueue(clock, 'own', (key) => {
    seen.push(key)
    const end = createFuture<void>()
    ends.set(key, end)
    return end
  })
  const settle = (): void => {
    while (clock.step());
  }
  for (const key of 'abcdefg') queue.add(key)
  settle()
  expect(seen.join('')).toBe('abcde')
  queue.add('a')
  queue.add('f')
  queue.add('a', 10)
  settle()
  expect(seen.join('')).toBe('abcde')
  ends.get('a')?.settle()
  expect(seen.join('')).toBe('abcdef')
  settle()
  // It stands behind those who waited longer.
  expect(seen.join('')).toBe('abcdef')
  ends.get('c')?.settle()
  ends.get('b')?.settle()
  expect(seen.join('')).toBe('abcdefga')
  queue.stop()
  ends.get('d')?.settle()
  settle()
  expect(seen.join('')).toBe('abcdefga')
})
