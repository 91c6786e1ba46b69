import { expect, test } from 'vitest'
import { createClock } from './clock.ts'
import { createFuture, createSleeper, settledFuture, spawn, type Task, wait } from './task.ts'

test('a task runs until it waits, and goes on in the instant in which the future settles', () => {
  const future = createFuture<number>()
  const seen: string[] = []
  const task = spawn(
    (function* (): Task<number> {
      seen.push('before')
      const value = yield* wait(future)
      seen.push(`got ${value}`)
      return value + 1
    })(),
  )
  expect(seen).toEqual(['before'])
  future.settle(4)
  expect(seen).toEqual(['before', 'got 4'])
  expect(task.done.value).toBe(5)
})

test('sleeping takes virtual time and no more', () => {
  const clock = createClock()
  const sleeper = createSleeper(clock)
  const wakings: number[] = []
  const sleepy = function* (ms: number): Task<void> {
    for (let i = 0; i < 2; i += 1) {
      yield* wait(sleeper.sleep(ms, 'test'))
      wakings.push(clock.nowMs)
    }
  }
  spawn(sleepy(100))
  spawn(sleepy(60))
  while (clock.step());
  expect(wakings).toEqual([60, 100, 120, 200])
})

test('a cancelled task runs its finally blocks and never ends', () => {
  const seen: string[] = []
  const task = spawn(
    (function* (): Task<void> {
      try {
        yield* wait(createFuture<void>())
        seen.push('never')
      } finally {
        seen.push('cleaned up')
      }
    })(),
  )
  task.cancel()
  task.cancel()
  expect(seen).toEqual(['cleaned up'])
  expect(task.done.settled).toBe(false)
})

test('a future settles once', () => {
  const future = settledFuture('a')
  future.settle('b')
  expect(future.value).toBe('a')
})

test('a thousand waits in a row do not grow the stack', () => {
  const task = spawn(
    (function* (): Task<number> {
      let sum = 0
      for (let i = 0; i < 100_000; i += 1) sum += yield* wait(settledFuture(1))
      return sum
    })(),
  )
  expect(task.done.value).toBe(100_000)
})
