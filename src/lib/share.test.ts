import { expect, test } from 'vitest'
import { sharedWith } from './share.ts'

test('what equals is the same reference, and the data is as it arrived', () => {
  const before = { name: 'a', spec: { list: [{ x: 1 }, { x: 2 }] }, status: { phase: 'Pending' } }
  const now = structuredClone({ ...before, status: { phase: 'Running' } })
  const shared = sharedWith(before, now)
  expect(shared).toEqual({ ...before, status: { phase: 'Running' } })
  expect(shared.spec).toBe(before.spec)
  expect(shared.status).not.toBe(before.status)
  expect(sharedWith(before, structuredClone(before))).toBe(before)
})

test.each([
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: 1, b: 2 }, { a: 1 }],
  [[1, 2], [1]],
  [{}, []],
  [undefined, { a: 1 }],
  [{ a: null }, { a: {} }],
  ['text', 'other'],
])('%j is not taken for %j', (before, now) => {
  const expected = structuredClone(now)
  expect(sharedWith<unknown>(before, now)).toStrictEqual(expected)
})
