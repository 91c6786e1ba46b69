import { expect, test } from 'vitest'
import { createRunGuard, type TextStorage } from './run-guard.ts'

/** A guard that suspects at once. */
const guardOf = (storage: TextStorage) => createRunGuard(storage, (act) => act)

const files = (text: string) => [{ path: 'manifests/a.yaml', text }]

function memory() {
  const texts = new Map<string, string>()
  return {
    read: (key: string) => texts.get(key) ?? null,
    write: (key: string, text: string) => void texts.set(key, text),
  }
}

test('a text whose run never ended is suspected at the next visit, and only that', () => {
  const storage = memory()
  guardOf(storage).begin(files('bad'))
  const next = guardOf(storage)
  expect(next.stopped(files('bad'))).toBe(true)
  expect(next.stopped(files('good'))).toBe(false)
})

test('a run that ended, or was left in order, is not', () => {
  const storage = memory()
  const guard = guardOf(storage)
  guard.begin(files('one'))
  guard.begin(files('two'))
  guard.end()
  expect([files('one'), files('two')].map(guardOf(storage).stopped)).toEqual([false, false])
})

test('two pages do not forget what the other one runs', () => {
  const storage = memory()
  guardOf(storage).begin(files('bad'))
  const other = guardOf(storage)
  other.begin(files('good'))
  other.end()
  expect(guardOf(storage).stopped(files('bad'))).toBe(true)
})

test('a damaged record suspects nothing', () => {
  const storage = memory()
  storage.write('podscape/running', '\u0000{]"')
  expect(guardOf(storage).stopped(files('bad'))).toBe(false)
})

test('a run that is over soon is written down nowhere', () => {
  const storage = memory()
  const guard = createRunGuard(storage, () => () => {})
  guard.begin(files('quick'))
  expect(storage.read('podscape/running')).toBeNull()
})

test('a text that stopped the engine stays suspected, also when the page is left in order', () => {
  const storage = memory()
  const guard = guardOf(storage)
  guard.begin(files('bad'))
  guard.blame()
  guard.end()
  expect(guardOf(storage).stopped(files('bad'))).toBe(true)
})
