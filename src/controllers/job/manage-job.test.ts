// What a Job wants and when it ends, as a function of it and its Pods, against manageJob, syncJob and finishedCondition
// of pkg/controller/job/job_controller.go (v1.36).
import { expect, test } from 'vitest'
import type { Job, JobStatus, Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import { type BackoffRecord, NO_FAILURES } from './backoff-utils.ts'
import { draftOf, ensureJobConditionStatus, newCondition, statusOf } from './job-context.ts'
import { computePodPlan, wantActive } from './manage-job.ts'
import { computeFinished, isManagedByOther, jobContextOf } from './sync-job.ts'
import { createFinalizerExpectations } from './tracking-utils.ts'

const NOW_MS = 100_000
const INDEX = 'batch.kubernetes.io/job-completion-index'
const FAILURES = 'batch.kubernetes.io/job-index-failure-count'

function makeJob(spec: object = {}, status: JobStatus = { startTime: timeOf(0) }): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default', uid: 'uid-of-j' },
    spec: { template: {}, ...spec },
    status,
  }
}

interface Traits {
  readonly index?: number
  readonly isReady?: boolean
  readonly isDeleted?: boolean
  readonly isReleased?: boolean
  readonly failures?: number
  readonly endedMs?: number
}

function pod(name: string, phase: string, traits: Traits = {}): Pod {
  const { index, isReady, isDeleted, isReleased, failures, endedMs = 0 } = traits
  const container = { name: 'main', image: 'x', imageID: '', ready: false, restartCount: 0 }
  const terminated = { exitCode: phase === 'Failed' ? 1 : 0, finishedAt: timeOf(endedMs) }
  const status: PodStatus = {
    phase,
    conditions: isReady === true ? [{ type: 'Ready', status: 'True' }] : [],
    containerStatuses:
      phase === 'Failed' || phase === 'Succeeded'
        ? [{ ...container, state: { terminated } }]
        : [{ ...container, state: { running: {} } }],
  }
  return makePod(name, {
    status,
    metadata: {
      uid: name,
      ...(isReleased === true ? {} : { finalizers: ['batch.kubernetes.io/job-tracking'] }),
      ...(isDeleted === true ? { deletionTimestamp: timeOf(0) } : {}),
      annotations: {
        ...(index === undefined ? {} : { [INDEX]: String(index) }),
        ...(failures === undefined ? {} : { [FAILURES]: String(failures) }),
      },
    },
  })
}

interface Memory {
  readonly backoff?: BackoffRecord
  readonly removed?: readonly string[]
}

function contextOf(job: Job, pods: readonly Pod[], memory: Memory = {}) {
  const { backoff = NO_FAILURES, removed = [] } = memory
  const known = { backoff, removed: new Set(removed) }
  return jobContextOf(known, { key: 'Job.batch/default/j', job, pods }, NOW_MS)
}

const run = (count: number, more: Traits = {}): readonly Pod[] =>
  Array.from({ length: count }, (_, at) => pod(`r${at}`, 'Running', more))

test.for<readonly [string, object, JobStatus, readonly Pod[], number]>([
  ['as many as may run at once', { parallelism: 3, completions: 9 }, {}, [], 3],
  ['no more than are missing', { parallelism: 3, completions: 9 }, { succeeded: 7 }, [], 2],
  ['never less than none', { parallelism: 3, completions: 9 }, { succeeded: 11 }, [], 0],
  ['without parallelism none', { completions: 9 }, {}, [], 0],
  ['a work queue', { parallelism: 3 }, {}, [], 3],
  ['a work queue that has an end', { parallelism: 3 }, { succeeded: 1 }, run(2), 2],
])('so many Pods are wanted: %s', ([, spec, status, pods, wanted]) => {
  expect(wantActive(contextOf(makeJob(spec, status), pods))).toBe(wanted)
})

const create = (count: number, wanted: number, indexes: readonly number[] | null = null) => ({
  act: 'create',
  count,
  indexes,
  wanted,
})
const SIMPLE = { parallelism: 3, completions: 9 }
const INDEXED = { ...SIMPLE, completionMode: 'Indexed' }
const PER_INDEX = { ...INDEXED, backoffLimitPerIndex: 5 }
const FAILED_ONLY = { ...SIMPLE, podReplacementPolicy: 'Failed' }

test.for<readonly [string, object, readonly Pod[], Memory, object]>([
  ['nothing runs', SIMPLE, [], {}, create(3, 3)],
  ['some run', SIMPLE, run(1), {}, create(2, 3)],
  ['all run', SIMPLE, run(3), {}, { act: 'none' }],
  ['what ends does not count', SIMPLE, run(3, { isDeleted: true }), {}, create(3, 3)],
  [
    'what ends is waited for',
    FAILED_ONLY,
    [...run(1), ...run(1, { isDeleted: true })],
    {},
    create(1, 3),
  ],
  ['all end and are waited for', FAILED_ONLY, run(3, { isDeleted: true }), {}, { act: 'none' }],
  ['no more than 500 at once', { parallelism: 600, completions: 900 }, [], {}, create(500, 600)],
  [
    'failures make it wait',
    SIMPLE,
    run(1),
    { backoff: { failures: 2, lastFailureMs: NOW_MS - 5000 } },
    { act: 'wait', remainingMs: 15_000, failures: 2 },
  ],
  [
    'failures do not when all run',
    SIMPLE,
    run(3),
    { backoff: { failures: 2, lastFailureMs: NOW_MS } },
    { act: 'none' },
  ],
  [
    'it has waited',
    SIMPLE,
    run(1),
    { backoff: { failures: 2, lastFailureMs: NOW_MS - 20_000 } },
    create(2, 3),
  ],
  ['indexes', INDEXED, run(1, { index: 1 }), {}, create(2, 3, [0, 2])],
  [
    'indexes of Pods that end',
    INDEXED,
    [pod('a', 'Running', { index: 0, isDeleted: true })],
    {},
    create(3, 3, [0, 1, 2]),
  ],
  [
    'indexes of Pods that end and are waited for',
    { ...INDEXED, podReplacementPolicy: 'Failed' },
    [pod('a', 'Running', { index: 0, isDeleted: true })],
    {},
    create(2, 3, [1, 2]),
  ],
  [
    'with limits for each index only that index waits',
    PER_INDEX,
    [pod('a', 'Failed', { index: 1, endedMs: NOW_MS - 5000 })],
    { backoff: { failures: 4, lastFailureMs: NOW_MS } },
    create(2, 3, [0, 2]),
  ],
  [
    'all indexes wait, for the first of them',
    { ...PER_INDEX, completions: 2 },
    [
      pod('a', 'Failed', { index: 0, failures: 1, endedMs: NOW_MS - 5000 }),
      pod('b', 'Failed', { index: 1, failures: 2, endedMs: NOW_MS - 32_000 }),
    ],
    {},
    { act: 'wait', remainingMs: 8000, failures: 3 },
  ],
  [
    'an index has waited',
    { ...PER_INDEX, completions: 1 },
    [pod('a', 'Failed', { index: 0, endedMs: NOW_MS - 10_000 })],
    {},
    create(1, 1, [0]),
  ],
])('the plan when %s', ([, spec, pods, memory, plan]) => {
  expect(computePodPlan(contextOf(makeJob(spec), pods, memory), NOW_MS)).toEqual(plan)
})

function deleted(spec: object, pods: readonly Pod[]) {
  const plan = computePodPlan(contextOf(makeJob(spec), pods), NOW_MS)
  if (plan.act !== 'delete') return plan.act
  return [plan.pods.map(({ metadata }) => metadata.name), plan.because]
}

test('too many are given up, those first that have come least far', () => {
  const pods = [pod('ready', 'Running', { isReady: true }), pod('young', 'Pending'), ...run(1)]
  expect(deleted({ parallelism: 1, completions: 9 }, pods)).toEqual([
    ['young', 'r0'],
    '3 run, and 1 is wanted',
  ])
  expect(deleted({ ...SIMPLE, suspend: true }, pods)).toEqual([
    ['young', 'r0', 'ready'],
    'the Job is suspended',
  ])
  const many = Array.from({ length: 600 }, (_, at) => pod(`p${at}`, 'Running'))
  const plan = computePodPlan(contextOf(makeJob({ parallelism: 0 }), many), NOW_MS)
  expect(plan.act === 'delete' && plan.pods.length).toBe(500)
})

test('Pods without an index of their own go, even when too few run', () => {
  const pods = [
    pod('a', 'Running', { index: 0 }),
    pod('again', 'Pending', { index: 0 }),
    pod('without', 'Running'),
  ]
  expect(deleted(INDEXED, pods)).toEqual([['without', 'again'], '3 run, and 3 are wanted'])
  expect(deleted({ ...INDEXED, parallelism: 0 }, pods)).toEqual([
    ['without', 'again', 'a'],
    '3 run, and 0 are wanted',
  ])
})

const TARGET = newCondition('FailureTarget', { reason: 'R', message: 'M' }, 5000)
const MET = newCondition('SuccessCriteriaMet', { reason: 'S', message: 'N' }, 5000)
const LIMIT = [
  'FailureTarget',
  'BackoffLimitExceeded',
  'Job has reached the specified backoff limit',
]
const DEADLINE = [
  'FailureTarget',
  'DeadlineExceeded',
  'Job was active longer than specified deadline',
]
const failures = (count: number): readonly Pod[] =>
  Array.from({ length: count }, (_, at) => pod(`f${at}`, 'Failed'))
const onFailure = (restarts: readonly number[], phase = 'Running'): readonly Pod[] =>
  restarts.map((restartCount, at) => {
    const one = pod(`p${at}`, phase)
    const [status] = one.status?.containerStatuses ?? []
    const statuses = status === undefined ? [] : [{ ...status, restartCount }]
    return { ...one, status: { ...one.status, containerStatuses: statuses } }
  })
const RESTARTS = {
  ...SIMPLE,
  backoffLimit: 3,
  template: { spec: { restartPolicy: 'OnFailure', containers: [] } },
}
const STARTED = (ms: number): JobStatus => ({ startTime: timeOf(ms) })

test.for<readonly [string, object, JobStatus, readonly Pod[], readonly unknown[] | null]>([
  ['it goes on', SIMPLE, {}, run(1), null],
  [
    'success was announced',
    SIMPLE,
    { conditions: [MET] },
    failures(9),
    ['SuccessCriteriaMet', 'S', 'N'],
  ],
  ['failure was announced', SIMPLE, { conditions: [TARGET] }, [], ['Failed', 'R', 'M']],
  [
    'both were denied',
    SIMPLE,
    {
      conditions: [
        { ...MET, status: 'False' },
        { ...TARGET, status: 'False' },
      ],
    },
    [],
    null,
  ],
  ['six failures are allowed by default', SIMPLE, {}, failures(6), null],
  ['seven are not', SIMPLE, {}, failures(7), LIMIT],
  ['failures that are counted', { ...SIMPLE, backoffLimit: 2 }, { failed: 2 }, failures(1), LIMIT],
  [
    'failures that will be',
    { ...SIMPLE, backoffLimit: 2 },
    { failed: 1, uncountedTerminatedPods: { failed: ['x'] } },
    failures(1),
    LIMIT,
  ],
  [
    'as many as are allowed',
    { ...SIMPLE, backoffLimit: 2 },
    { failed: 1, uncountedTerminatedPods: { failed: ['x'] } },
    [],
    null,
  ],
  ['restarts below the limit', RESTARTS, {}, onFailure([1, 1]), null],
  ['restarts reach the limit together', RESTARTS, {}, onFailure([1, 2]), LIMIT],
  ['restarts of Pods that wait count too', RESTARTS, {}, onFailure([3], 'Pending'), LIMIT],
  ['restarts of Pods that have ended do not', RESTARTS, {}, onFailure([3], 'Succeeded'), null],
  [
    'restarts without OnFailure do not',
    { ...RESTARTS, template: { spec: { restartPolicy: 'Never', containers: [] } } },
    {},
    onFailure([3]),
    null,
  ],
  [
    'with a limit of none one restart is too many',
    { ...RESTARTS, backoffLimit: 0 },
    {},
    onFailure([1]),
    LIMIT,
  ],
  ['and none is not', { ...RESTARTS, backoffLimit: 0 }, {}, onFailure([0]), null],
  [
    'the deadline has come',
    { ...SIMPLE, activeDeadlineSeconds: 60 },
    STARTED(NOW_MS - 60_000),
    [],
    DEADLINE,
  ],
  [
    'the deadline is to come',
    { ...SIMPLE, activeDeadlineSeconds: 60 },
    STARTED(NOW_MS - 59_000),
    [],
    null,
  ],
  [
    'a suspended Job has no deadline',
    { ...SIMPLE, suspend: true, activeDeadlineSeconds: 60 },
    STARTED(0),
    [],
    null,
  ],
  [
    'a Job that begins has it before itself',
    { ...SIMPLE, activeDeadlineSeconds: 60 },
    {},
    [],
    null,
  ],
  [
    'a rule fails it, whatever is left of the limit',
    {
      ...SIMPLE,
      podFailurePolicy: {
        rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }],
      },
    },
    {},
    failures(1),
    [
      'FailureTarget',
      'PodFailurePolicy',
      'Container main for pod default/f0 failed with exit code 1 matching FailJob rule at index 0',
    ],
  ],
  [
    'ignored failures do not count',
    {
      ...SIMPLE,
      backoffLimit: 0,
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }],
      },
    },
    {},
    failures(3),
    null,
  ],
  [
    'all indexes are over, and one has failed',
    { ...PER_INDEX, completions: 2, backoffLimit: 99, backoffLimitPerIndex: 0 },
    { completedIndexes: '0' },
    [pod('f', 'Failed', { index: 1 })],
    ['FailureTarget', 'FailedIndexes', 'Job has failed indexes'],
  ],
  [
    'one has failed and others go on',
    { ...PER_INDEX, backoffLimit: 99, backoffLimitPerIndex: 0 },
    {},
    [pod('f', 'Failed', { index: 1 })],
    null,
  ],
  [
    'more have failed than may',
    { ...PER_INDEX, backoffLimit: 99, backoffLimitPerIndex: 0, maxFailedIndexes: 1 },
    { failedIndexes: '3' },
    [pod('f', 'Failed', { index: 1 })],
    [
      'FailureTarget',
      'MaxFailedIndexesExceeded',
      'Job has exceeded the specified maximal number of failed indexes',
    ],
  ],
  [
    'as many have failed as may',
    { ...PER_INDEX, backoffLimit: 99, backoffLimitPerIndex: 0, maxFailedIndexes: 2 },
    { failedIndexes: '3' },
    [pod('f', 'Failed', { index: 1 })],
    null,
  ],
  [
    'enough indexes have succeeded',
    { ...INDEXED, successPolicy: { rules: [{ succeededCount: 2 }] } },
    { completedIndexes: '4' },
    [pod('s', 'Succeeded', { index: 1 })],
    ['SuccessCriteriaMet', 'SuccessPolicy', 'Matched rules at index 0'],
  ],
  [
    'not enough have',
    { ...INDEXED, successPolicy: { rules: [{ succeededCount: 3 }] } },
    { completedIndexes: '4' },
    [pod('s', 'Succeeded', { index: 1 })],
    null,
  ],
])('how a Job ends: %s', ([, spec, status, pods, expected]) => {
  const found = computeFinished(contextOf(makeJob(spec, status), pods), NOW_MS)
  expect(found && [found.type, found.reason, found.message]).toEqual(expected)
  if (found !== null && found !== MET)
    expect(found).toMatchObject({ status: 'True', lastTransitionTime: timeOf(NOW_MS) })
})

test('what is known of the Pods before anything is decided', () => {
  const pods = [
    pod('r', 'Running', { isReady: true }),
    pod('going', 'Running', { isDeleted: true }),
    pod('s', 'Succeeded'),
    pod('listed', 'Succeeded'),
    pod('let go', 'Succeeded', { isReleased: true }),
    pod('not seen', 'Failed'),
    pod('f', 'Failed', { endedMs: 9000 }),
  ]
  const uncountedTerminatedPods = { succeeded: ['listed'], failed: ['x'] }
  const status = { succeeded: 4, failed: 2, uncountedTerminatedPods }
  const context = contextOf(makeJob(SIMPLE, status), pods, { removed: ['not seen'] })
  expect(context).toMatchObject({
    status: { startTime: timeOf(NOW_MS) },
    succeeded: 6,
    failed: 5,
    terminating: 1,
    ready: 1,
    failedIndexes: null,
  })
  expect(context.active.map(({ metadata }) => metadata.name)).toEqual(['r'])
  const suspended = contextOf(makeJob({ suspend: true }, {}), [])
  expect(suspended.status.startTime).toBeUndefined()
})

test('who manages a Job', () => {
  expect(isManagedByOther(makeJob())).toBe(false)
  expect(isManagedByOther(makeJob({ managedBy: 'kubernetes.io/job-controller' }))).toBe(false)
  expect(isManagedByOther(makeJob({ managedBy: 'example.com/mine' }))).toBe(true)
})

test('a condition is added, changed or left, and never denied that was not there', () => {
  const draft = draftOf(makeJob({}, {}))
  const is = (status: string, reason = 'R') => newCondition('Suspended', { reason }, NOW_MS, status)
  expect(ensureJobConditionStatus(draft, is('False'))).toBe(false)
  expect(draft.conditions).toEqual([])
  expect(ensureJobConditionStatus(draft, is('True'))).toBe(true)
  expect(ensureJobConditionStatus(draft, { ...is('True'), lastProbeTime: timeOf(0) })).toBe(false)
  expect(ensureJobConditionStatus(draft, is('True', 'S'))).toBe(true)
  expect(ensureJobConditionStatus(draft, { ...is('True', 'S'), message: 'T' })).toBe(true)
  expect(ensureJobConditionStatus(draft, is('False', 'S'))).toBe(true)
  expect(draft.conditions).toEqual([is('False', 'S')])
  draft.conditions = [TARGET, ...draft.conditions, MET]
  expect(ensureJobConditionStatus(draft, is('True'))).toBe(true)
  expect(draft.conditions).toEqual([TARGET, is('True'), MET])
})

test('a status is written without zeros and empty lists', () => {
  const empty = { active: 0, succeeded: 0, failed: 0, completedIndexes: '', conditions: [] }
  expect(statusOf({ ...draftOf(makeJob({}, empty)), ready: 0 })).toEqual({
    ready: 0,
    uncountedTerminatedPods: {},
  })
  const full: JobStatus = {
    active: 1,
    succeeded: 2,
    failed: 3,
    completedIndexes: '1',
    conditions: [MET],
    uncountedTerminatedPods: { succeeded: ['a'], failed: ['b'] },
  }
  expect(statusOf(draftOf(makeJob({}, full)))).toEqual(full)
})

test('finalizers that were taken away are expected to be seen gone, each Job for itself', () => {
  const expectations = createFinalizerExpectations()
  const of = (key: string): readonly string[] => [...expectations.expected(key)]
  expectations.expectFinalizersRemoved('a', ['1', '2'])
  expectations.expectFinalizersRemoved('a', ['3'])
  expectations.expectFinalizersRemoved('b', ['1'])
  const before = expectations.expected('a')
  expectations.finalizerRemovalObserved('a', '2')
  expectations.finalizerRemovalObserved('c', '1')
  expect([of('a'), of('b'), of('c')]).toEqual([['1', '3'], ['1'], []])
  expect(before.size).toBe(3)
  expectations.forget('a')
  expect([of('a'), of('b')]).toEqual([[], ['1']])
})
