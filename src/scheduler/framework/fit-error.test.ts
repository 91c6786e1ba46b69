import { expect, test } from 'vitest'
import { fitErrorMessage } from './fit-error.ts'
import type { Status } from './status.ts'

const status = (...reasons: readonly string[]): Status => ({
  code: 'Unschedulable',
  plugin: 'p',
  reasons,
})
const diagnosis = {
  nodes: {
    statuses: new Map([['a', status('Insufficient cpu', 'Too many pods')]]),
    absent: status('Insufficient cpu'),
  },
  preFilterMessage: '',
  postFilterMessage: '',
}

test('reasons are counted by node, sorted as texts', () => {
  expect(fitErrorMessage(['a', 'b'], diagnosis)).toBe(
    '0/2 nodes are available: 1 Too many pods, 2 Insufficient cpu.',
  )
})

test('without nodes there is nothing to count', () => {
  expect(fitErrorMessage([], diagnosis)).toBe('0/0 nodes are available:')
  expect(fitErrorMessage([], { ...diagnosis, postFilterMessage: 'preemption: none' })).toBe(
    '0/0 nodes are available: preemption: none',
  )
})

test('who was rejected before any node was looked at is told only that', () => {
  const early = {
    ...diagnosis,
    preFilterMessage: 'pod has unbound claims',
    postFilterMessage: 'so',
  }
  expect(fitErrorMessage(['a'], early)).toBe('0/1 nodes are available: pod has unbound claims. so')
})
