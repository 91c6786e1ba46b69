import { expect, test } from 'vitest'
import { createClock } from './clock.ts'
import { createScope } from './scope.ts'
import { createFuture, createSleeper, settledFuture, type Task, wait } from './task.ts'

test('what a scope owns is stopped once, the last first', () => {
  const seen: string[] = []
  const scope = createScope()
  scope.own(() => seen.push('first'))
  scope.own(() => seen.push('second'))
  scope.end()
  scope.end()
  expect(seen).toEqual(['second', 'first'])
  expect(scope.ended).toBe(true)
})

test('what is stopped by itself is forgotten', () => {
  const seen: string[] = []
  const scope = createScope()
  const stop = scope.own(() => seen.push('stopped'))
  stop()
  stop()
  scope.end()
  expect(seen).toEqual(['stopped'])
})

test('an inner scope ends with the outer one in its place, or alone', () => {
  const seen: string[] = []
  const outer = createScope()
  outer.own(() => seen.push('a'))
  const alone = outer.child()
  alone.own(() => seen.push('b'))
  outer.child().own(() => seen.push('c'))
  outer.own(() => seen.push('d'))
  alone.end()
  outer.end()
  expect(seen).toEqual(['b', 'd', 'c', 'a'])
})

test('what a scope gets after its end is stopped at once', () => {
  const seen: string[] = []
  const scope = createScope()
  scope.end()
  scope.own(() => seen.push('late'))
  const inner = scope.child()
  const task = scope.spawn(
    (function* (): Task<void> {
      yield* wait(settledFuture(seen.push('never')))
    })(),
  )
  expect(seen).toEqual(['late'])
  expect(inner.ended).toBe(true)
  expect(task.done.settled).toBe(false)
})

test('a task of an ended scope is cancelled, and its sleep leaves no timer', () => {
  const clock = createClock()
  const sleeper = createSleeper(clock)
  const seen: string[] = []
  const scope = createScope()
  const sleepy = function* (): Task<void> {
    try {
      yield* wait(sleeper.sleep(100, 'test'))
      seen.push('never')
    } finally {
      seen.push('cleaned up')
    }
  }
  scope.spawn(sleepy())
  scope.end()
  expect(seen).toEqual(['cleaned up'])
  expect(clock.nextMs()).toBeNull()
})

test('a task that is over is not kept', () => {
  const future = createFuture<void>()
  const scope = createScope()
  const task = scope.spawn(wait(future))
  future.settle()
  expect(task.done.settled).toBe(true)
  scope.end()
})

test('one that stops another while the scope ends does not stop it twice', () => {
  const seen: string[] = []
  const scope = createScope()
  const stop = scope.own(() => seen.push('first'))
  scope.own(() => {
    stop()
    seen.push('second')
  })
  scope.end()
  expect(seen).toEqual(['first', 'second'])
})
