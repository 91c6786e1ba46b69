import { expect, test } from 'vitest'
import { createListeners } from './listeners.ts'

test('listeners are told in the order in which they came', () => {
  const seen: string[] = []
  const listeners = createListeners<number>()
  listeners.add((news) => seen.push(`a${news}`))
  listeners.add((news) => seen.push(`b${news}`))
  listeners.tell(1)
  expect(seen).toEqual(['a1', 'b1'])
})

test('one that is taken away while news is spread is not told any more', () => {
  const seen: string[] = []
  const listeners = createListeners<string>()
  listeners.add(() => stop())
  const stop = listeners.add((news) => seen.push(news))
  listeners.add((news) => seen.push(news))
  listeners.tell('x')
  expect(seen).toEqual(['x'])
  expect(listeners.size).toBe(2)
})

test('one function may listen twice and stop once', () => {
  let count = 0
  const listeners = createListeners<null>()
  const listener = (): void => void (count += 1)
  const stop = listeners.add(listener)
  listeners.add(listener)
  stop()
  stop()
  listeners.tell(null)
  expect(count).toBe(1)
})
