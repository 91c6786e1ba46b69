import { expect, test } from 'vitest'
import { createClock } from '#sim/clock.ts'
import { createExpectations } from './expectations.ts'

const start = () => {
  const clock = createClock()
  return { clock, expectations: createExpectations(clock) }
}

test('creations are expected until all were seen or given up', () => {
  const { expectations } = start()
  expect(expectations.satisfied('a')).toBe(true)
  expectations.expectCreations('a', 3)
  expectations.creationObserved('a')
  expect(expectations.satisfied('a')).toBe(false)
  expect(expectations.satisfied('b')).toBe(true)
  expectations.creationObserved('a', 2)
  expect(expectations.satisfied('a')).toBe(true)
})

test('a deletion counts once, and one of a stranger not at all', () => {
  const { expectations } = start()
  expectations.expectDeletions('a', ['x', 'y'])
  expectations.deletionObserved('a', 'x')
  expectations.deletionObserved('a', 'x')
  expectations.deletionObserved('a', 'z')
  expect(expectations.satisfied('a')).toBe(false)
  expectations.deletionObserved('a', 'y')
  expect(expectations.satisfied('a')).toBe(true)
})

test('what never comes is expected for five minutes', () => {
  const { clock, expectations } = start()
  expectations.expectCreations('a', 1)
  clock.skipTo(5 * 60_000)
  expect(expectations.satisfied('a')).toBe(false)
  clock.skipTo(5 * 60_000 + 1)
  expect(expectations.satisfied('a')).toBe(true)
})

test('the expectations of an object that is gone are forgotten', () => {
  const { expectations } = start()
  expectations.expectCreations('a', 1)
  expectations.forget('a')
  expect(expectations.satisfied('a')).toBe(true)
})
