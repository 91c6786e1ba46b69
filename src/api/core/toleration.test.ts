import { expect, test } from 'vitest'
import type { Toleration } from '#api/generated/types.ts'
import { findUntoleratedTaint, taintText, toleratesTaint } from './toleration.ts'

const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' }

test.for<[string, Toleration, boolean]>([
  [
    'Equal with key, value and effect',
    { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    true,
  ],
  ['an empty operator is Equal', { key: 'gpu', value: 'yes' }, true],
  ['another value', { key: 'gpu', value: 'no' }, false],
  ['another effect', { key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, false],
  ['another key', { key: 'ssd', operator: 'Exists' }, false],
  ['Exists ignores the value', { key: 'gpu', operator: 'Exists' }, true],
  ['an empty key with Exists matches all', { operator: 'Exists' }, true],
  ['Gt is not available', { key: 'gpu', operator: 'Gt', value: '1' }, false],
])('%s', ([, toleration, tolerated]) => {
  expect(toleratesTaint(toleration, taint)).toBe(tolerated)
})

test('the first untolerated taint of the asked effects is found', () => {
  const soft = { key: 'soft', effect: 'PreferNoSchedule' }
  expect(findUntoleratedTaint([soft, taint], [], ['NoSchedule', 'NoExecute'])).toBe(taint)
  expect(
    findUntoleratedTaint([soft, taint], [{ key: 'gpu', operator: 'Exists' }], ['NoSchedule']),
  ).toBeUndefined()
  expect(findUntoleratedTaint(undefined, undefined, ['NoSchedule'])).toBeUndefined()
})

test('a taint is printed with its value when it has one', () => {
  expect(taintText(taint)).toBe('gpu=yes:NoSchedule')
  expect(taintText({ key: 'a', effect: 'NoExecute' })).toBe('a:NoExecute')
})
