import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { makePod } from '../testing/fixture.ts'
import { makeStatus, type StatusWord } from '../testing/records.ts'
import { getPhase } from './phase.ts'

type Words = Readonly<Record<string, StatusWord>>

/** restartPolicy, init containers ('*' marks a sidecar), app containers, phase. */
const table: readonly (readonly [string, Words, Words, string])[] = [
  ['Always', {}, { a: 'waiting' }, 'Pending'],
  ['Always', {}, { a: 'running' }, 'Running'],
  ['Always', {}, { a: 'running', b: 'waiting' }, 'Pending'],
  ['Always', {}, { a: 0 }, 'Running'],
  ['Always', {}, { a: 'waiting after 1' }, 'Running'],
  ['Always', {}, { a: 'running', b: 1 }, 'Running'],
  ['OnFailure', {}, { a: 0 }, 'Succeeded'],
  ['OnFailure', {}, { a: 1 }, 'Running'],
  ['OnFailure', {}, { a: 0, b: 'waiting after 1' }, 'Running'],
  ['Never', {}, { a: 0, b: 0 }, 'Succeeded'],
  ['Never', {}, { a: 0, b: 2 }, 'Failed'],
  ['Never', {}, { a: 'running', b: 2 }, 'Running'],
  ['Always', { i: 'running' }, { a: 'waiting' }, 'Pending'],
  ['Always', { i: 1 }, { a: 'waiting' }, 'Pending'],
  ['Always', { i: 'waiting after 1' }, { a: 'waiting' }, 'Pending'],
  ['Never', { i: 1 }, { a: 'waiting' }, 'Failed'],
  ['Never', { i: 0 }, { a: 'running' }, 'Running'],
  ['Always', { '*s': 'unstarted' }, { a: 'waiting' }, 'Pending'],
  ['Always', { '*s': 'running' }, { a: 'waiting' }, 'Pending'],
  ['Always', { '*s': 'running' }, { a: 'running' }, 'Running'],
  ['Always', { '*s': 'waiting after 1' }, { a: 'running' }, 'Running'],
  ['Never', { '*s': 'running' }, { a: 0 }, 'Running'],
  ['Never', { '*s': 137 }, { a: 0 }, 'Succeeded'],
  ['Never', { '*s': 0 }, { a: 3 }, 'Failed'],
]

const specOf = (restartPolicy: string, inits: Words, mains: Words): PodSpec => ({
  restartPolicy,
  initContainers: Object.keys(inits).map((name) =>
    name.startsWith('*') ? { name, restartPolicy: 'Always' } : { name },
  ),
  containers: Object.keys(mains).map((name) => ({ name })),
})

const statusesOf = (words: Words) =>
  Object.entries(words).map(([name, word]) => makeStatus(name, word))

test.for(table)('under %s with %o and %o the phase is %s', ([policy, inits, mains, phase]) => {
  const pod = makePod('web', specOf(policy, inits, mains))
  const statuses = { inits: statusesOf(inits), mains: statusesOf(mains) }
  const hasInitialized = Object.values(mains).some((word) => word !== 'waiting')
  const options = { isTerminal: false, isStatic: false, hasInitialized }
  expect(getPhase(pod, statuses, options)).toBe(phase)
})

test('a stopped Pod that would be restarted is Failed or Succeeded, a static one is not', () => {
  const pod = makePod('web', { restartPolicy: 'Always', containers: [{ name: 'a' }] })
  const phaseOf = (exitCode: number, isStatic: boolean) =>
    getPhase(
      pod,
      { inits: [], mains: [makeStatus('a', exitCode)] },
      { isTerminal: true, isStatic, hasInitialized: true },
    )
  expect(phaseOf(0, false)).toBe('Succeeded')
  expect(phaseOf(143, false)).toBe('Failed')
  expect(phaseOf(143, true)).toBe('Running')
})
