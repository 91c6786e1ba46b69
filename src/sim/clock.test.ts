import { expect, test } from 'vitest'
import { createClock } from './clock.ts'

test('timers fire in the order of their time, then of their setting', () => {
  const clock = createClock()
  const seen: string[] = []
  clock.handle('a', ({ key }) => seen.push(`${clock.nowMs} ${key}`))
  clock.setTimer(20, 'a', 'k', 'late')
  clock.setTimer(10, 'a', 'k', 'first')
  clock.setTimer(10, 'a', 'k', 'second')
  while (clock.step());
  expect(seen).toEqual(['10 first', '10 second', '20 late'])
})

test('a cancelled timer never fires and does not count as next', () => {
  const clock = createClock()
  clock.handle('a', () => expect.unreachable())
  clock.cancelTimer(clock.setTimer(5, 'a', 'k', 'x'))
  expect(clock.nextMs()).toBeNull()
  expect(clock.step()).toBe(false)
})

test('a timer carries the cause of the code that set it', () => {
  const clock = createClock()
  const causes: (number | null)[] = []
  clock.handle('a', ({ key }) => {
    causes.push(clock.cause)
    if (key === 'x') clock.setTimer(1, 'a', 'k', 'y')
  })
  clock.cause = 7
  clock.setTimer(1, 'a', 'k', 'x')
  clock.cause = null
  while (clock.step());
  expect(causes).toEqual([7, 7])
})

test('fractions of a millisecond put in an order what else would be at the same time', () => {
  const clock = createClock()
  const seen: string[] = []
  clock.handle('a', ({ key }) => {
    seen.push(`${clock.nowMs} ${key}`)
    if (key === 'listing') clock.setExactTimer(20, 'a', 'k', 'sync')
  })
  clock.setExactTimer(10.2, 'a', 'k', 'listing')
  clock.setTimer(30, 'a', 'k', 'whole')
  clock.setExactTimer(30.1, 'a', 'k', 'earlier')
  clock.setTimer(30, 'a', 'k', 'probe', 1)
  expect(clock.nextExactMs()).toBe(10.2)
  while (clock.step());
  expect(seen).toEqual(['10 listing', '30 probe', '30 whole', '30 earlier', '30 sync'])
  expect(clock.exactMs).toBe(30.2)
})

test('a delay that is no whole number of milliseconds is our fault', () => {
  expect(() => createClock().setTimer(0.5, 'a', 'k', 'x')).toThrow('bad delay')
})

test('a freed name can be taken again, and the timers of before are forgotten', () => {
  const clock = createClock()
  const seen: string[] = []
  const free = clock.handle('a', ({ key }) => seen.push(`old ${key}`))
  clock.setTimer(10, 'a', 'k', 'before')
  free()
  expect(clock.nextMs()).toBeNull()
  clock.handle('a', ({ key }) => seen.push(`new ${key}`))
  clock.setTimer(5, 'a', 'k', 'after')
  free()
  while (clock.step());
  expect(seen).toEqual(['new after'])
})
