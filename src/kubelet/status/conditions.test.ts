import { expect, test } from 'vitest'
import type { PodCondition } from '#api/generated/types.ts'
import { makePod } from '../testing/fixture.ts'
import { makeStatus, type StatusWord } from '../testing/records.ts'
import {
  generateContainersReadyCondition,
  generatePodInitializedCondition,
  generatePodReadyCondition,
  isOwnedByKubelet,
  mergeConditions,
  needToReconcilePodReadiness,
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

test.for(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'])(
  'the kubelet writes the condition %s',
  (type) => {
    expect(isOwnedByKubelet(type)).toBe(true)
    expect(isOwnedByKubelet(`example.com/${type}`)).toBe(false)
  },
)

test('of containers without a status it is said that nothing is known of them', () => {
  const none = { inits: [], mains: [] }
  expect(generatePodInitializedCondition(pod, none, 'Pending').message).toBe(
    'containers with unknown status: [i s]',
  )
  const some = { inits: [makeStatus('i', 'running')], mains: [makeStatus('a', 'waiting')] }
  expect(generatePodInitializedCondition(pod, some, 'Pending').message).toBe(
    'containers with unknown status: [s], containers with incomplete status: [i]',
  )
  expect(generateContainersReadyCondition(pod, some, 'Running').message).toBe(
    'containers with unknown status: [s b], containers with unready status: [a]',
  )
  // Then even the end of the Pod does not complete it.
  expect(generatePodInitializedCondition(pod, none, 'Succeeded').status).toBe('False')
  expect(generateContainersReadyCondition(pod, none, 'Succeeded').reason).toBe('ContainersNotReady')
})

test('an app container that has run proves that the init containers are through', () => {
  const of = (a: StatusWord) =>
    generatePodInitializedCondition(pod, statusesOf('waiting', 'waiting', a, 'waiting'), 'Running')
  expect(
    ['running', 1, 'waiting', 'waiting after 1'].map((a) => of(a as StatusWord).status),
  ).toEqual(['True', 'True', 'False', 'False'])
})

test('Ready says what ContainersReady does, when that is not True', () => {
  const containersReady = {
    type: 'ContainersReady',
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'x',
  }
  expect(generatePodReadyCondition(pod, [], containersReady)).toEqual({
    ...containersReady,
    type: 'Ready',
  })
  const ready = { type: 'ContainersReady', status: 'True' }
  expect(generatePodReadyCondition(pod, [], ready)).toEqual({ type: 'Ready', status: 'True' })
})

test.for<readonly [string, string | undefined, PodCondition | undefined, boolean]>([
  ['no condition Ready yet', 'True', undefined, false],
  ['the gate is open, the Pod is not ready', 'True', { type: 'Ready', status: 'False' }, true],
  ['the gate is open, the Pod is ready', 'True', { type: 'Ready', status: 'True' }, false],
  ['the gate is shut, the Pod is ready', 'False', { type: 'Ready', status: 'True' }, true],
  [
    'the gate is shut, as the Pod says',
    'False',
    {
      type: 'Ready',
      status: 'False',
      message: 'the status of pod readiness gate "example.com/a" is not "True", but False',
    },
    false,
  ],
  [
    'the gate is gone, and the Pod says that it is shut',
    undefined,
    {
      type: 'Ready',
      status: 'False',
      message: 'the status of pod readiness gate "example.com/a" is not "True", but False',
    },
    true,
  ],
])('is a gate to be answered at once: %s', ([, gate, ready, expected]) => {
  const conditions: PodCondition[] = []
  if (gate !== undefined) conditions.push({ type: 'example.com/a', status: gate })
  if (ready !== undefined) conditions.push(ready)
  const spec = { containers: [{ name: 'a' }] }
  const containerStatuses = [makeStatus('a', 'ready')]
  const status = { phase: 'Running', conditions, containerStatuses }
  const gated = { ...spec, readinessGates: [{ conditionType: 'example.com/a' }] }
  expect(needToReconcilePodReadiness({ ...makePod('web', gated), status })).toBe(expected)
  // Without gates nobody else has a say.
  expect(needToReconcilePodReadiness({ ...makePod('web', spec), status })).toBe(false)
})

test('conditions keep their time as long as their status stays, and only some say a generation', () => {
  const drafts = [
    { type: 'Ready', status: 'True' },
    { type: 'AllContainersRestarting', status: 'False' },
  ]
  const before = [{ type: 'Ready', status: 'True' }]
  expect(mergeConditions(before, drafts, 'now', 3)).toEqual([
    { type: 'Ready', status: 'True', lastTransitionTime: 'now', observedGeneration: 3 },
    { type: 'AllContainersRestarting', status: 'False', lastTransitionTime: 'now' },
  ])
  expect(mergeConditions([], drafts, 'now', undefined)[0]).not.toHaveProperty('observedGeneration')
})
