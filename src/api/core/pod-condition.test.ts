import { expect, test } from 'vitest'
import { getPodCondition, isPodReady, setPodCondition } from './pod-condition.ts'

const first = setPodCondition({}, { type: 'Ready', status: 'False', reason: 'X' }, 0)

test('a new condition is appended with the time of now', () => {
  expect(first.conditions).toEqual([
    { type: 'Ready', status: 'False', reason: 'X', lastTransitionTime: '2026-03-02T10:00:00Z' },
  ])
})

test('an equal condition leaves the status object as it is', () => {
  expect(setPodCondition(first, { type: 'Ready', status: 'False', reason: 'X' }, 5000)).toBe(first)
})

test('another reason keeps the time of the transition', () => {
  const next = setPodCondition(first, { type: 'Ready', status: 'False', reason: 'Y' }, 5000)
  expect(getPodCondition(next, 'Ready')).toMatchObject({
    reason: 'Y',
    lastTransitionTime: '2026-03-02T10:00:00Z',
  })
})

test('another status moves the time of the transition', () => {
  const next = setPodCondition(first, { type: 'Ready', status: 'True' }, 5000)
  expect(getPodCondition(next, 'Ready')).toEqual({
    type: 'Ready',
    status: 'True',
    lastTransitionTime: '2026-03-02T10:00:05Z',
  })
  expect(isPodReady(next)).toBe(true)
  expect(isPodReady(undefined)).toBe(false)
})
