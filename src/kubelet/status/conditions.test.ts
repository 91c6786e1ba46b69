import { expect, test } from 'vitest'
import type { PodCondition } from '#api/generated/types.ts'
import { makePod } from '../testing/fixture.ts'
import { makeStatus, type StatusWord } from '../testing/records.ts'
import {
  generateContainersReadyCondition,
  generatePodInitializedCondition,
  generatePodReadyCondition,
  mergeConditions,
} from './conditions.ts'

const pod = makePod('web', {
  initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }],
  containers: [{ name: 'a' }, { name: 'b' }],
})

const statusesOf = (i: StatusWord, s: StatusWord, a: StatusWord, b: StatusWord) => ({
  inits: [makeStatus('i', i), makeStatus('s', s)],
  mains: [makeStatus('a', a), makeStatus('b', b)],
})

test('Initialized names the init containers that are not done', () => {
  const of = (i: StatusWord, s: StatusWord, a: StatusWord = 'waiting') =>
    generatePodInitializedCondition(pod, statusesOf(i, s, a, 'waiting'), 'Pending')
  expect(of('running', 'waiting')).toEqual({
    type: 'Initialized',
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [i s]',
  })
  expect(of(0, 'unstarted').message).toBe('containers with incomplete status: [s]')
  expect(of(0, 'running')).toEqual({ type: 'Initialized', status: 'True' })
  expect(of(0, 'waiting after 1', 'running').status).toBe('True')
})

test('Initialized of a finished Pod has the reason PodCompleted', () => {
  expect(generatePodInitializedCondition(pod, statusesOf(0, 0, 0, 0), 'Succeeded')).toEqual({
    type: 'Initialized',
    status: 'True',
    reason: 'PodCompleted',
  })
})

test('ContainersReady counts app containers and sidecars', () => {
  const of = (
    s: StatusWord,
    a: StatusWord,
    phase: 'Running' | 'Succeeded' | 'Failed' = 'Running',
  ) => generateContainersReadyCondition(pod, statusesOf(0, s, a, 'ready'), phase)
  expect(of('ready', 'ready')).toEqual({ type: 'ContainersReady', status: 'True' })
  expect(of('running', 'running')).toEqual({
    type: 'ContainersReady',
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [s a]',
  })
  expect(of('ready', 'ready', 'Succeeded').reason).toBe('PodCompleted')
  expect(of('ready', 'ready', 'Failed').reason).toBe('PodFailed')
})

test('Ready waits for the readiness gates', () => {
  const gated = makePod('web', {
    containers: [{ name: 'a' }],
    readinessGates: [{ conditionType: 'example.com/a' }, { conditionType: 'example.com/b' }],
  })
  const ready = { type: 'ContainersReady', status: 'True' }
  const conditions: PodCondition[] = [{ type: 'example.com/b', status: 'False' }]
  expect(generatePodReadyCondition(gated, conditions, ready)).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message:
      'corresponding condition of pod readiness gate "example.com/a" does not exist., the status of pod readiness gate "example.com/b" is not "True", but False',
  })
})

test('lastTransitionTime moves only when the status does, and foreign conditions come first', () => {
  const before: PodCondition[] = [
    { type: 'Ready', status: 'True', lastTransitionTime: 'before' },
    { type: 'ContainersReady', status: 'True', lastTransitionTime: 'before' },
    { type: 'example.com/a', status: 'True', lastTransitionTime: 'before' },
  ]
  const drafts = [
    { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady' },
    { type: 'ContainersReady', status: 'True' },
  ]
  const merged = mergeConditions(before, drafts, 'now', 3)
  expect(merged.map(({ type, lastTransitionTime }) => `${type} ${lastTransitionTime}`)).toEqual([
    'example.com/a before',
    'Ready now',
    'ContainersReady before',
  ])
  expect(merged[1]?.observedGeneration).toBe(3)
})
