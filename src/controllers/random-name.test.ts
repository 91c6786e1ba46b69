// Against k8s.io/apiserver/pkg/storage/names/generate.go (v0.36): five characters behind at most 58.
import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { generateName } from './random-name.ts'

test('a name is its beginning and five characters that make no word', () => {
  const prng = createPrng(3)
  const names = Array.from({ length: 50 }, () => generateName(prng, 'web-', () => false))
  for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  expect(new Set(names).size).toBe(50)
})

test('a long beginning is cut, so that the name has 63 characters', () => {
  const name = generateName(createPrng(3), 'x'.repeat(70), () => false)
  expect(name).toHaveLength(63)
  expect(name.slice(0, 58)).toBe('x'.repeat(58))
})

test('a name that is taken is drawn again', () => {
  const first = generateName(createPrng(3), 'a-', () => false)
  const asked: string[] = []
  const second = generateName(createPrng(3), 'a-', (name) => {
    asked.push(name)
    return name === first
  })
  expect(asked).toEqual([first, second])
  expect(second).not.toBe(first)
})
