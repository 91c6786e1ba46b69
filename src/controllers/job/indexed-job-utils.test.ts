// The indexes of Indexed Jobs, against pkg/controller/job/indexed_job_utils.go (v1.36).
import { expect, test } from 'vitest'
import { printIndexes } from '#api/batch/ordered-intervals.ts'
import type { Job, Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import {
  calculateFailedIndexes,
  calculateSucceededIndexes,
  duplicatedIndexPods,
  firstPendingIndexes,
  getCompletionIndex,
  getIndexAbsoluteFailureCount,
  getPodsWithDelayedDeletionPerIndex,
  podGenerateNameWithIndex,
  templateForIndex,
  validIndexOf,
} from './indexed-job-utils.ts'

const INDEX = 'batch.kubernetes.io/job-completion-index'
const FAILURES = 'batch.kubernetes.io/job-index-failure-count'
const IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count'
const FINALIZERS = ['batch.kubernetes.io/job-tracking']

function job(spec: Job['spec'] | object = {}, status: Job['status'] = {}): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default', uid: 'uid-of-j' },
    spec: { completionMode: 'Indexed', completions: 5, template: {}, ...spec },
    status,
  }
}

interface Traits {
  readonly phase?: string
  readonly failures?: string
  readonly ignored?: string
  readonly isReleased?: boolean
  readonly isDeleted?: boolean
  readonly endedMs?: number
  readonly exitCode?: number
  readonly ageMs?: number
}

function podOf(name: string, index: number | string | null, traits: Traits = {}): Pod {
  const { phase = 'Running', failures, ignored, endedMs = 0, exitCode = 1 } = traits
  const terminated = { exitCode, finishedAt: timeOf(endedMs) }
  const container = { name: 'main', image: 'x', imageID: '', ready: false, restartCount: 0 }
  const status: PodStatus = {
    phase,
    ...(phase === 'Failed' ? { containerStatuses: [{ ...container, state: { terminated } }] } : {}),
  }
  return makePod(name, {
    status,
    metadata: {
      uid: name,
      annotations: {
        ...(index === null ? {} : { [INDEX]: String(index) }),
        ...(failures === undefined ? {} : { [FAILURES]: failures }),
        ...(ignored === undefined ? {} : { [IGNORED]: ignored }),
      },
      ...(traits.isReleased === true ? {} : { finalizers: FINALIZERS }),
      ...(traits.isDeleted === true ? { deletionTimestamp: timeOf(0) } : {}),
      creationTimestamp: timeOf(100_000 - (traits.ageMs ?? 0)),
    },
  })
}

const namesOf = (pods: Iterable<Pod>) => [...pods].map(({ metadata }) => metadata.name)

test.for<readonly [string | null, number | null, number | null]>([
  ['0', 0, 0],
  ['4', 4, 4],
  ['5', 5, null],
  ['+3', 3, 3],
  ['12', 12, null],
  ['-1', null, null],
  ['3a', null, null],
  ['a3', null, null],
  ['', null, null],
  [null, null, null],
])('the index %s is read as %s, and %s of a Job with five', ([text, index, valid]) => {
  expect(getCompletionIndex(podOf('p', text))).toBe(index)
  expect(validIndexOf(podOf('p', text), job())).toBe(valid)
})

test('a Pod without annotations, and a Job without completions, have no index', () => {
  expect(getCompletionIndex(makePod('p'))).toBeNull()
  expect(validIndexOf(podOf('p', 0), { ...job(), spec: { template: {} } })).toBeNull()
})

test('what has succeeded: as written down, and with the Pods that are not let go yet', () => {
  const pods = [
    podOf('a', 3, { phase: 'Succeeded' }),
    podOf('b', 2, { phase: 'Failed' }),
    podOf('c', 4, { phase: 'Succeeded', isReleased: true }),
    podOf('d', 9, { phase: 'Succeeded' }),
    podOf('e', null, { phase: 'Succeeded' }),
    podOf('f', 0),
  ]
  const shown = (of: Job): readonly string[] =>
    calculateSucceededIndexes(of, pods).map(printIndexes)
  expect(shown(job({}, { completedIndexes: '1,7' }))).toEqual(['1', '1,3'])
  expect(shown(job())).toEqual(['', '3'])
})

const ruled = (action: string) => ({
  podFailurePolicy: { rules: [{ action, onExitCodes: { operator: 'In', values: [42] } }] },
})

test.for<readonly [string, object, Traits, string]>([
  ['fewer failures than allowed', { backoffLimitPerIndex: 2 }, { failures: '1' }, '1'],
  ['as many as allowed', { backoffLimitPerIndex: 2 }, { failures: '2' }, '1,3'],
  ['more', { backoffLimitPerIndex: 2 }, { failures: '3' }, '1,3'],
  ['none allowed', { backoffLimitPerIndex: 0 }, {}, '1,3'],
  ['one is allowed, and no count is none', { backoffLimitPerIndex: 1 }, {}, '1'],
  ['a count that is none', { backoffLimitPerIndex: 1 }, { failures: '2x' }, '1'],
  ['a count with a sign', { backoffLimitPerIndex: 1 }, { failures: '+2' }, '1,3'],
  ['the largest count', { backoffLimitPerIndex: 1 }, { failures: '2147483647' }, '1,3'],
  ['a count beyond 32 bits', { backoffLimitPerIndex: 1 }, { failures: '2147483648' }, '1'],
  ['it has been counted', { backoffLimitPerIndex: 0 }, { isReleased: true }, '1'],
  ['it goes on', { backoffLimitPerIndex: 0 }, { phase: 'Running' }, '1'],
  [
    'it is being deleted',
    { backoffLimitPerIndex: 0 },
    { phase: 'Running', isDeleted: true },
    '1,3',
  ],
  [
    'it is being deleted, and its end is waited for',
    { backoffLimitPerIndex: 0, podReplacementPolicy: 'Failed' },
    { phase: 'Running', isDeleted: true },
    '1',
  ],
  ['ignored', { backoffLimitPerIndex: 0, ...ruled('Ignore') }, { exitCode: 42 }, '1'],
  ['ignored failures of others', { backoffLimitPerIndex: 0, ...ruled('Ignore') }, {}, '1,3'],
  ['counted', { backoffLimitPerIndex: 1, ...ruled('Count') }, { exitCode: 42 }, '1'],
  ['failed by a rule', { backoffLimitPerIndex: 9, ...ruled('FailIndex') }, { exitCode: 42 }, '1,3'],
])('the index 3 has failed for good after 1 had: %s', ([, spec, traits, expected]) => {
  const pods = [podOf('p', 3, { phase: 'Failed', ...traits })]
  const found = calculateFailedIndexes(job(spec, { failedIndexes: '1' }), pods)
  expect(printIndexes(found)).toBe(expected)
})

test.for<readonly [string, string, string, readonly number[], number, readonly number[]]>([
  ['nothing is done', '', '', [], 3, [0, 1, 2]],
  ['all are asked for', '', '', [], 10, [0, 1, 2, 3, 4, 5]],
  ['none is asked for', '', '', [], 0, []],
  ['gaps are filled', '1-2', '4', [], 9, [0, 3, 5]],
  ['gaps are filled from below', '1-2', '4', [], 2, [0, 3]],
  ['what runs is passed over', '0', '', [2, 1], 2, [3, 4]],
  ['the end is done', '3-5', '', [0], 9, [1, 2]],
  ['all is done or runs', '0-2', '3', [4, 5], 2, []],
  ['beyond the end', '', '', [8], 9, [0, 1, 2, 3, 4, 5]],
])('the next of six indexes: %s', ([, succeeded, failed, running, count, expected]) => {
  const read = (text: string) =>
    calculateSucceededIndexes(job({ completions: 6 }, { completedIndexes: text }), [])[0]
  const covered = [...running.map((index) => podOf(`p${index}`, index)), podOf('none', null)]
  const sets = { succeeded: read(succeeded), failed: read(failed) }
  expect(firstPendingIndexes(sets, covered, { count, completions: 6 })).toEqual(expected)
})

test('of each index one Pod stays, the one that has come furthest', () => {
  const pods = [
    podOf('second', 1, { phase: 'Pending' }),
    podOf('first', 1),
    podOf('third', 1, { phase: 'Pending' }),
    podOf('alone', 0),
    podOf('beyond', 5),
    podOf('without', null),
  ]
  const { remove, left } = duplicatedIndexPods(job(), pods)
  expect(namesOf(remove)).toEqual(['beyond', 'without', 'second', 'third'])
  expect(namesOf(left)).toEqual(['alone', 'first'])
})

test.for<readonly [string, readonly Pod[], readonly string[]]>([
  ['the only one', [podOf('a', 0, { phase: 'Failed' })], ['a']],
  ['one that goes on is none', [podOf('a', 0)], []],
  ['without an index', [podOf('a', null, { phase: 'Failed' })], []],
  ['an index that is done', [podOf('a', 1, { phase: 'Failed' })], []],
  ['an index with an active Pod', [podOf('a', 2, { phase: 'Failed' })], []],
  [
    'the one with more failures',
    [
      podOf('less', 0, { phase: 'Failed', failures: '1', endedMs: 1000 }),
      podOf('more', 0, { phase: 'Failed', failures: '2', endedMs: 2000 }),
      podOf('least', 0, { phase: 'Failed', failures: '0', endedMs: 3000 }),
    ],
    ['more'],
  ],
  [
    'ignored failures are failures too',
    [
      podOf('less', 0, { phase: 'Failed', failures: '1', ignored: '1', endedMs: 1000 }),
      podOf('more', 0, { phase: 'Failed', failures: '1', ignored: '2', endedMs: 1000 }),
      podOf('least', 0, { phase: 'Failed', failures: '2', endedMs: 3000 }),
    ],
    ['more'],
  ],
  [
    'of equals the one that ended last, and of those the last',
    [
      podOf('late', 0, { phase: 'Failed', endedMs: 3000 }),
      podOf('early', 0, { phase: 'Failed', endedMs: 2000 }),
      podOf('same', 0, { phase: 'Failed', endedMs: 3000 }),
    ],
    ['same'],
  ],
  [
    'one of each index',
    [podOf('a', 0, { phase: 'Failed' }), podOf('b', 3, { phase: 'Failed' })],
    ['a', 'b'],
  ],
])('the failed Pod that is kept for its successor: %s', ([, pods, expected]) => {
  const done = { active: [podOf('active', 2)], indexes: [{ first: 1, last: 1 }] }
  const found = getPodsWithDelayedDeletionPerIndex(job({ backoffLimitPerIndex: 9 }), pods, done)
  expect(namesOf(found.values())).toEqual(expected)
  for (const [index, pod] of found) expect(getCompletionIndex(pod)).toBe(index)
})

test('all failures of an index are its counted and its ignored ones', () => {
  expect(getIndexAbsoluteFailureCount(podOf('p', 0, { failures: '2', ignored: '3' }))).toBe(5)
  expect(getIndexAbsoluteFailureCount(podOf('p', 0, { ignored: '3' }))).toBe(3)
  expect(getIndexAbsoluteFailureCount(makePod('p'))).toBe(0)
})

const VARIABLE = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } },
}

test('the Pod of an index has it as annotation, label, variable and host name', () => {
  const template = {
    metadata: { labels: { app: 'x' }, annotations: { note: 'y' } },
    spec: {
      restartPolicy: 'Never',
      initContainers: [{ name: 'setup', image: 'x', env: [{ name: 'A', value: '1' }] }],
      containers: [
        { name: 'main', image: 'x' },
        { name: 'own', image: 'x', env: [{ name: 'JOB_COMPLETION_INDEX', value: '7' }] },
      ],
    },
  }
  expect(templateForIndex(job({ template }), 3, undefined)).toEqual({
    metadata: { labels: { app: 'x', [INDEX]: '3' }, annotations: { note: 'y', [INDEX]: '3' } },
    spec: {
      restartPolicy: 'Never',
      initContainers: [{ name: 'setup', image: 'x', env: [{ name: 'A', value: '1' }, VARIABLE] }],
      containers: [
        { name: 'main', image: 'x', env: [VARIABLE] },
        { name: 'own', image: 'x', env: [{ name: 'JOB_COMPLETION_INDEX', value: '7' }] },
      ],
      hostname: 'j-3',
    },
  })
  expect(templateForIndex(job(), 0, undefined)).toEqual({
    metadata: { labels: { [INDEX]: '0' }, annotations: { [INDEX]: '0' } },
    spec: { containers: [], hostname: 'j-0' },
  })
})

test.for<readonly [string, Pod | undefined, object]>([
  ['the first', undefined, { [FAILURES]: '0' }],
  ['after a failure', podOf('p', 0, { phase: 'Failed' }), { [FAILURES]: '1' }],
  [
    'after more',
    podOf('p', 0, { phase: 'Failed', failures: '2', ignored: '4' }),
    { [FAILURES]: '3', [IGNORED]: '4' },
  ],
  [
    'after one that is ignored',
    podOf('p', 0, { phase: 'Failed', failures: '2', exitCode: 42 }),
    { [FAILURES]: '2', [IGNORED]: '1' },
  ],
])('a successor is told how often its index has failed: %s', ([, replaced, counts]) => {
  const of = job({ backoffLimitPerIndex: 5, ...ruled('Ignore') })
  expect(templateForIndex(of, 0, replaced).metadata?.annotations).toEqual({
    [INDEX]: '0',
    ...counts,
  })
})

test('a name leaves room for the index and the random end', () => {
  expect(podGenerateNameWithIndex('short', 12)).toBe('short-12-')
  const long = podGenerateNameWithIndex('x'.repeat(63), 123)
  expect(long).toBe(`${'x'.repeat(53)}-123-`)
  expect(long).toHaveLength(58)
})
