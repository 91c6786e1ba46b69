// What the page says of the next act, from objects alone: the act, its reason, what it waits for, and the lines of the loop.
import { expect, test } from 'vitest'
import type { HorizontalPodAutoscaler, Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { EPOCH_MS, timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import { nextActSaid as said, worldWith } from '#testing/next-act-said.ts'
import { countRow, namesOf, pods } from './next-act.ts'
import { nextActOf } from './next-acts.ts'

interface Traits {
  readonly isReady?: boolean
  readonly phase?: string
  readonly isDeleted?: boolean
  readonly node?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly endedMs?: number
}

const OWNERS: Readonly<Record<string, string>> = { Job: 'batch/v1' }

/** A Pod that an object of the name `web` controls. */
function podOf(kind: string, name: string, traits: Traits = {}): Pod {
  const { isReady = true, phase = 'Running', node, labels, annotations, endedMs } = traits
  const apiVersion = OWNERS[kind] ?? 'apps/v1'
  const container = { name: 'main', image: 'x', imageID: '', ready: false, restartCount: 0 }
  return makePod(name, {
    labels: { app: 'web', ...labels },
    ...(node === undefined ? {} : { spec: { nodeName: node } }),
    metadata: {
      ownerReferences: [{ apiVersion, kind, name: 'web', uid: 'uid-of-web', controller: true }],
      ...(traits.isDeleted === true ? { deletionTimestamp: timeOf(0) } : {}),
      ...(annotations === undefined ? {} : { annotations }),
    },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: timeOf(0) },
      ],
      ...(endedMs === undefined
        ? {}
        : {
            containerStatuses: [
              { ...container, state: { terminated: { exitCode: 1, finishedAt: timeOf(endedMs) } } },
            ],
          }),
    },
  })
}
const SELECTED = { selector: { matchLabels: { app: 'web' } }, template: {} }
const metadata = { name: 'web', namespace: 'default', uid: 'uid-of-web' }
const DELETED = { ...metadata, deletionTimestamp: timeOf(0) }

const replicaSet = (spec: object = {}, more: object = {}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata,
  spec: { ...SELECTED, ...spec },
  ...more,
})
const many = (count: number, traits: Traits = {}, kind = 'ReplicaSet') =>
  Array.from({ length: count }, (_, at) => podOf(kind, `web-${at}`, traits))
const MISSED = 'those that are not ready, and then the newest, are missed least'

test.for<readonly [string, ApiObject, readonly Pod[], object]>([
  [
    'all are there',
    replicaSet({ replicas: 2 }),
    many(2),
    {
      act: 'Nothing to do',
      because: 'it wants 2 and has 2',
      rests: true,
      rows: ['Pods: 2 / 2', 'available: 2 / 2'],
    },
  ],
  [
    'one by default',
    replicaSet(),
    [],
    {
      act: 'Create 1 Pod',
      because: 'it wants 1 and has 0',
      rows: ['Pods: 1 / 0, 1 more', 'available: 1 / 0, 1 more'],
    },
  ],
  [
    'some are missing',
    replicaSet({ replicas: 3 }),
    many(1),
    {
      act: 'Create 2 Pods',
      because: 'it wants 3 and has 1',
      rows: ['Pods: 3 / 1, 2 more', 'available: 3 / 1, 2 more'],
    },
  ],
  [
    'those that have ended or go do not count',
    replicaSet({ replicas: 2 }),
    [podOf('ReplicaSet', 'a', { phase: 'Failed' }), podOf('ReplicaSet', 'b', { isDeleted: true })],
    {
      act: 'Create 2 Pods',
      because: 'it wants 2 and has 0',
      rows: ['Pods: 2 / 0, 2 more', 'available: 2 / 0, 2 more'],
    },
  ],
  [
    'those with other labels do not count',
    replicaSet({ replicas: 1 }),
    [podOf('ReplicaSet', 'a', { labels: { app: 'x' } })],
    {
      act: 'Create 1 Pod',
      because: 'it wants 1 and has 0',
      rows: ['Pods: 1 / 0, 1 more', 'available: 1 / 0, 1 more'],
    },
  ],
  [
    'very many are missing',
    replicaSet({ replicas: 501 }),
    [],
    {
      act: 'Create 500 Pods',
      because: 'it wants 501 and has 0, of which it makes at most 500 at a time',
      rows: ['Pods: 501 / 0, 501 more', 'available: 501 / 0, 501 more'],
    },
  ],
  [
    'the last one was refused',
    replicaSet(
      { replicas: 1 },
      {
        status: {
          replicas: 0,
          conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'no quota' }],
        },
      },
    ),
    [],
    {
      act: 'Create 1 Pod',
      because: 'it wants 1 and has 0; the last one was refused: no quota',
      rows: ['Pods: 1 / 0, 1 more', 'available: 1 / 0, 1 more'],
    },
  ],
  [
    'other conditions do not matter',
    replicaSet(
      { replicas: 1 },
      {
        status: {
          replicas: 0,
          conditions: [
            { type: 'Other', status: 'True', message: 'x' },
            { type: 'ReplicaFailure', status: 'False', message: 'y' },
          ],
        },
      },
    ),
    [],
    {
      act: 'Create 1 Pod',
      because: 'it wants 1 and has 0',
      rows: ['Pods: 1 / 0, 1 more', 'available: 1 / 0, 1 more'],
    },
  ],
  [
    'one is too many',
    replicaSet({ replicas: 1 }),
    [podOf('ReplicaSet', 'a'), podOf('ReplicaSet', 'b', { isReady: false })],
    {
      act: 'Delete `b`',
      because: `it wants 1 and has 2; ${MISSED}`,
      rows: ['Pods: 1 / 2, 1 fewer', 'available: 1 / 1'],
    },
  ],
  [
    'five are too many',
    replicaSet({ replicas: 0 }),
    many(5),
    {
      act: 'Delete `web-0`, `web-1`, `web-2` and 2 more',
      because: `it wants 0 and has 5; ${MISSED}`,
      rows: ['Pods: 0 / 5, 5 fewer', 'available: 0 / 5, 5 fewer'],
    },
  ],
  [
    'one is not available',
    replicaSet({ replicas: 2 }),
    [podOf('ReplicaSet', 'a'), podOf('ReplicaSet', 'b', { isReady: false })],
    {
      act: 'Wait',
      because: 'it wants 2 and has 2; how they fare is up to their kubelets',
      waitsFor: '`b` to be available',
      rests: true,
      rows: ['Pods: 2 / 2', 'available: 2 / 1, 1 more'],
    },
  ],
  [
    'two are not available for long enough',
    replicaSet({ replicas: 2, minReadySeconds: 101 }),
    many(2),
    {
      act: 'Wait',
      because: 'it wants 2 and has 2; how they fare is up to their kubelets',
      waitsFor: '`web-0` and 1 more to be available',
      rests: true,
      rows: ['Pods: 2 / 2', 'available: 2 / 0, 2 more'],
    },
  ],
  [
    'it goes',
    replicaSet({ replicas: 2 }, { metadata: DELETED }),
    [],
    {
      act: 'Nothing to do',
      because: 'it is being deleted',
      rests: true,
      rows: ['Pods: 2 / 0, 2 more', 'available: 2 / 0, 2 more'],
    },
  ],
  [
    'a ReplicationController',
    {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata,
      spec: { replicas: 1, selector: { app: 'x' } },
    },
    many(1, {}, 'ReplicationController'),
    {
      act: 'Create 1 Pod',
      because: 'it wants 1 and has 0',
      rows: ['Pods: 1 / 0, 1 more', 'available: 1 / 0, 1 more'],
    },
  ],
])('a ReplicaSet: %s', ([, object, others, expected]) => {
  expect(said(object, others)).toEqual(expected)
})

const REVISION = 'controller-revision-hash'
const set = (spec: object = {}, more: object = {}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata,
  spec: {
    ...SELECTED,
    serviceName: 'web',
    replicas: 3,
    updateStrategy: { type: 'RollingUpdate' },
    ...spec,
  },
  status: { replicas: 0, updateRevision: 'new' },
  ...more,
})
const member = (ordinal: number, traits: Traits = {}, revision = 'new') =>
  podOf('StatefulSet', `web-${ordinal}`, { ...traits, labels: { [REVISION]: revision } })
const members = (count: number, revision = 'new') =>
  Array.from({ length: count }, (_, at) => member(at, {}, revision))
const FIRST = 'one Pod after the other: it has to be available first'

test.for<readonly [string, ApiObject, readonly Pod[], object]>([
  [
    'all are there',
    set(),
    members(3),
    {
      act: 'Nothing to do',
      because: 'all 3 are there, available and of its revision',
      rests: true,
    },
  ],
  [
    'the first',
    set(),
    [],
    { act: 'Create `web-0`', because: 'it is one of 3, and it is the first' },
  ],
  [
    'the next',
    set(),
    members(1),
    { act: 'Create `web-1`', because: 'it is one of 3, and all before it are available' },
  ],
  [
    'from another ordinal',
    set({ ordinals: { start: 5 } }),
    [],
    { act: 'Create `web-5`', because: 'it is one of 3, and it is the first' },
  ],
  [
    'one that is not ready',
    set(),
    [member(0, { isReady: false })],
    {
      act: 'Wait',
      because: `${FIRST}, and those after it are made when it is`,
      waitsFor: '`web-0`, which is not ready',
    },
  ],
  [
    'the last that is not ready',
    set(),
    [...members(2), member(2, { isReady: false })],
    {
      act: 'Wait',
      because: FIRST,
      waitsFor: '`web-2`, which is not ready',
    },
  ],
  [
    'one that is broken and old',
    set(),
    [member(0, { isReady: false }, 'old')],
    {
      act: 'Wait',
      because: `${FIRST}, and those after it are made when it is. Its template was mended since, but the set waits for the broken Pod all the same: delete the Pod by hand`,
      waitsFor: '`web-0`, which is not ready',
    },
  ],
  [
    'one that is old and goes',
    set(),
    [member(0, { isDeleted: true }, 'old'), member(1), member(2)],
    {
      act: 'Wait',
      because: FIRST,
      waitsFor: '`web-0`, which is still terminating',
    },
  ],
  [
    'one that has ended',
    set(),
    [member(0), member(1, { phase: 'Failed' })],
    {
      act: 'Delete `web-1`',
      because: 'it has ended, and another of its name is to come',
    },
  ],
  [
    'one that has ended and goes',
    set(),
    [member(0), member(1, { phase: 'Failed', isDeleted: true })],
    {
      act: 'Wait',
      because: `${FIRST}, and those after it are made when it is`,
      waitsFor: '`web-1`, which is still terminating',
    },
  ],
  [
    'side by side',
    set({ podManagementPolicy: 'Parallel' }),
    [member(1, { isReady: false })],
    {
      act: 'Create 2 Pods',
      because: 'with the policy Parallel they do not wait for each other',
    },
  ],
  [
    'side by side, and all are there',
    set({ podManagementPolicy: 'Parallel' }),
    members(3),
    {
      act: 'Nothing to do',
      because: 'all 3 are there, available and of its revision',
      rests: true,
    },
  ],
  [
    'too many',
    set(),
    members(5),
    { act: 'Delete `web-4`', because: '3 are wanted, and the highest ordinal goes first' },
  ],
  [
    'too many, and the highest is in trouble',
    set(),
    [...members(4), member(4, { isReady: false })],
    {
      act: 'Delete `web-4`',
      because: '3 are wanted, and the highest ordinal goes first',
    },
  ],
  [
    'too many, and two are in trouble',
    set(),
    [...members(3), member(3, { isReady: false }), member(4, { isReady: false })],
    {
      act: 'Wait',
      because: '3 are wanted, and the highest ordinal goes first',
      waitsFor: '`web-4`, which is not ready',
    },
  ],
  [
    'too many, and one goes',
    set(),
    [...members(4), member(4, { isDeleted: true })],
    {
      act: 'Wait',
      because: '3 are wanted, and the highest ordinal goes first',
      waitsFor: '`web-4` to be gone',
    },
  ],
  [
    'too many side by side',
    set({ podManagementPolicy: 'Parallel' }),
    members(5),
    {
      act: 'Delete `web-4` and `web-3`',
      because: '3 are wanted, and the highest ordinal goes first',
    },
  ],
  [
    'an update',
    set(),
    members(3, 'old'),
    { act: 'Delete `web-2`', because: 'it is of revision old, and all above it are available' },
  ],
  [
    'an update that goes on',
    set(),
    [...members(2, 'old'), member(2)],
    {
      act: 'Delete `web-1`',
      because: 'it is of revision old, and all above it are available',
    },
  ],
  [
    'an update side by side that waits',
    set({ podManagementPolicy: 'Parallel' }),
    [...members(2, 'old'), member(2, { isReady: false })],
    {
      act: 'Wait',
      because: 'the next one goes when it is up',
      waitsFor: '`web-2`, which is not ready',
    },
  ],
  [
    'an update to a partition',
    set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }),
    [...members(2, 'old'), member(2)],
    {
      act: 'Nothing to do',
      because: 'those below the partition 2 keep the old revision',
      rests: true,
    },
  ],
  [
    'a partition that is done',
    set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }),
    members(3),
    {
      act: 'Nothing to do',
      because: 'all 3 are there, available and of its revision',
      rests: true,
    },
  ],
  [
    'an update by hand',
    set({ updateStrategy: { type: 'OnDelete' } }),
    [member(0), member(1, {}, 'old'), member(2)],
    {
      act: 'Nothing to do',
      because: '`web-1` is of an old revision, and with OnDelete you replace it',
      rests: true,
    },
  ],
  [
    'no revision yet',
    set({}, { status: { replicas: 0 } }),
    members(3),
    {
      act: 'Nothing to do',
      because: 'all 3 are there, available and of its revision',
      rests: true,
    },
  ],
  [
    'it goes',
    set({}, { metadata: DELETED }),
    [],
    { act: 'Nothing to do', because: 'it is being deleted', rests: true },
  ],
])('a StatefulSet: %s', ([, object, others, expected]) => {
  const { rows, ...found } = said(object, others) ?? { rows: [] }
  expect(found).toEqual(expected)
  expect(rows).toHaveLength(3)
})

test('the lines of a StatefulSet', () => {
  const partition = { updateStrategy: { rollingUpdate: { partition: 1 } } }
  const all = [member(0, {}, 'old'), member(1, { isReady: false }), member(2), member(3)]
  expect(said(set(partition), all)?.rows).toEqual([
    'Pods: 3 / 4, 1 fewer',
    'available: 3 / 2, 1 more',
    'of the new revision: 2 / 2',
  ])
})

const job = (spec: object = {}, status: object = { startTime: timeOf(0) }): ApiObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata,
  spec: { template: {}, parallelism: 1, completions: 2, ...spec },
  status,
})
const ended = (type: string, more: object = {}) => ({
  conditions: [{ type, status: 'True', lastTransitionTime: timeOf(40_000) }],
  ...more,
})
const LINES = ['running: 1 / 0, 1 more', 'succeeded: 2 / 0, 2 more', 'failed: ≤ 6 / 0']

test.for<readonly [string, ApiObject, readonly Pod[], object]>([
  ['it begins', job(), [], { act: 'Create 1 Pod', because: '1 should run and 0 do', rows: LINES }],
  [
    'more are to come',
    job({ parallelism: 2 }),
    many(1, {}, 'Job'),
    {
      act: 'Create 1 Pod',
      because: '2 should run and 1 does',
      rows: ['running: 2 / 1, 1 more', ...LINES.slice(1)],
    },
  ],
  [
    'it runs',
    job(),
    many(1, {}, 'Job'),
    {
      act: 'Wait',
      because: '1 of 1 that should run runs',
      waitsFor: '`web-0` to end',
      rows: ['running: 1 / 1', ...LINES.slice(1)],
    },
  ],
  [
    'several run',
    job({ parallelism: 2 }),
    many(2, {}, 'Job'),
    {
      act: 'Wait',
      because: '2 of 2 that should run run',
      waitsFor: '`web-0` and `web-1` to end',
      rows: ['running: 2 / 2', ...LINES.slice(1)],
    },
  ],
  [
    'it has a deadline',
    job({ activeDeadlineSeconds: 150 }),
    many(1, {}, 'Job'),
    {
      act: 'Give the Job up',
      because: '1 of 1 that should run runs',
      waitsFor: '`web-0` to end',
      atMs: 150_000,
      rows: ['running: 1 / 1', ...LINES.slice(1)],
    },
  ],
  [
    'a Pod failed',
    job(),
    [podOf('Job', 'a', { phase: 'Failed', endedMs: 95_000 })],
    {
      act: 'Create a Pod',
      because: '1 Pod has failed, and the wait doubles each time: 10 s, 20 s, 40 s … 10 minutes',
      atMs: 105_000,
      rows: LINES,
    },
  ],
  [
    'two Pods failed',
    job(),
    [
      podOf('Job', 'a', { phase: 'Failed', endedMs: 70_000 }),
      podOf('Job', 'b', { phase: 'Failed', endedMs: 95_000 }),
    ],
    {
      act: 'Create a Pod',
      because:
        '2 Pods in a row have failed, and the wait doubles each time: 10 s, 20 s, 40 s … 10 minutes',
      atMs: 115_000,
      rows: LINES,
    },
  ],
  [
    'it is suspended',
    job({ suspend: true }),
    many(2, {}, 'Job'),
    {
      act: 'Delete `web-0` and `web-1`',
      because: 'the Job is suspended',
      rows: ['running: 1 / 2, 1 fewer', ...LINES.slice(1)],
    },
  ],
  [
    'it is suspended and has none',
    job({ suspend: true }),
    [],
    {
      act: 'Nothing to do',
      because: 'the Job is suspended',
      rests: true,
      rows: LINES,
    },
  ],
  [
    'another one manages it',
    job({ managedBy: 'example.com/x' }),
    [],
    { act: 'Nothing to do', because: 'another controller manages it', rests: true, rows: [] },
  ],
  [
    'it is complete',
    job({}, ended('Complete', { succeeded: 2 })),
    [],
    {
      act: 'Nothing to do',
      because: 'it is complete',
      rests: true,
      rows: ['succeeded: 2 / 2', 'failed: ≤ 6 / 0'],
    },
  ],
  [
    'it has failed',
    job({ ttlSecondsAfterFinished: 60 }, ended('Failed', { failed: 7 })),
    [],
    {
      act: 'Delete the Job and its Pods',
      because: 'it has failed, and is not tried again, and ttlSecondsAfterFinished is over then',
      atMs: 100_000,
      rows: ['succeeded: 2 / 0', 'failed: ≤ 6 / 7'],
    },
  ],
  [
    'it is complete and goes',
    job({ ttlSecondsAfterFinished: 60 }, ended('Complete', { completionTime: timeOf(30_000) })),
    [],
    {
      act: 'Delete the Job and its Pods',
      because: 'it is complete, and ttlSecondsAfterFinished is over then',
      atMs: 90_000,
      rows: ['succeeded: 2 / 0', 'failed: ≤ 6 / 0'],
    },
  ],
])('a Job: %s', ([, object, others, expected]) => {
  expect(said(object, others)).toEqual(expected)
})

const createdAt = (ms: number) => ({ ...metadata, creationTimestamp: timeOf(ms) })
const cron = (spec: object = {}, status: object = {}, more: object = {}): ApiObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: createdAt(0),
  spec: { schedule: '*/5 * * * *', jobTemplate: {}, ...spec },
  status,
  ...more,
})
const ACTIVE = { active: [{ name: 'web-1' }, { name: 'web-2' }], lastScheduleTime: timeOf(0) }
const CRON_ROWS = ['schedule: */5 * * * * / UTC', 'running: Allow / 0']
const BUSY = (policy: string) => ['schedule: */5 * * * * / UTC', `running: ${policy} / 2`]

test.for<readonly [string, ApiObject, object]>([
  [
    'it waits',
    cron(),
    {
      act: 'Start a Job',
      because: 'its schedule is `*/5 * * * *`',
      atMs: 300_100,
      rows: CRON_ROWS,
    },
  ],
  [
    'beside others',
    cron({}, ACTIVE),
    {
      act: 'Start a Job',
      because:
        'its schedule is `*/5 * * * *`, beside `web-1`, `web-2`, since concurrencyPolicy is Allow',
      atMs: 300_100,
      rows: BUSY('Allow'),
    },
  ],
  [
    'in place of others',
    cron({ concurrencyPolicy: 'Replace' }, ACTIVE),
    {
      act: 'Delete `web-1`, `web-2` and start a Job',
      because: 'concurrencyPolicy is Replace',
      atMs: 300_100,
      rows: BUSY('Replace'),
    },
  ],
  [
    'in place of none',
    cron({ concurrencyPolicy: 'Replace' }),
    {
      act: 'Start a Job',
      because: 'its schedule is `*/5 * * * *`',
      atMs: 300_100,
      rows: [CRON_ROWS[0], 'running: Replace / 0'],
    },
  ],
  [
    'not beside others',
    cron({ concurrencyPolicy: 'Forbid' }, ACTIVE),
    {
      act: 'Start a Job, if the last one has ended',
      because: 'concurrencyPolicy is Forbid, and a run that is late is made up for, however late',
      waitsFor: '`web-1`, `web-2` to end',
      atMs: 300_100,
      rows: BUSY('Forbid'),
    },
  ],
  [
    'not beside others, in time',
    cron({ concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 30 }, ACTIVE),
    {
      act: 'Start a Job, if the last one has ended',
      because: 'concurrencyPolicy is Forbid, and a run may start 30 s late at most',
      waitsFor: '`web-1`, `web-2` to end',
      atMs: 300_100,
      rows: BUSY('Forbid'),
    },
  ],
  [
    'it is late',
    cron({ schedule: '* * * * *', concurrencyPolicy: 'Forbid' }, ACTIVE),
    {
      act: 'Start the run that is due',
      because: 'concurrencyPolicy is Forbid, and a run that is late is made up for, however late',
      waitsFor: '`web-1`, `web-2` to end',
      rows: ['schedule: * * * * * / UTC', 'running: Forbid / 2'],
    },
  ],
  [
    'it is suspended',
    cron({ suspend: true }),
    { act: 'Nothing to do', because: 'it is suspended: its times pass by', rests: true, rows: [] },
  ],
  [
    'it goes',
    cron({}, {}, { metadata: { ...createdAt(0), deletionTimestamp: timeOf(0) } }),
    { act: 'Nothing to do', because: 'it is being deleted', rests: true, rows: [] },
  ],
  [
    'never',
    cron({ schedule: '0 0 30 2 *' }),
    {
      act: 'Nothing to do',
      because: 'no day of the calendar fits its schedule',
      rests: true,
      rows: [],
    },
  ],
])('a CronJob: %s', ([, object, expected]) => {
  expect(said(object)).toEqual(expected)
})

test('a schedule that cannot be read, and a time zone', () => {
  expect(said(cron({ schedule: 'x' }))?.because).toMatch(/^its schedule cannot be read: .+/)
  const zoned = said(cron({ schedule: '0 12 * * *', timeZone: 'Asia/Tokyo' }))
  expect(zoned?.rows[0]).toBe('schedule: 0 12 * * * / Asia/Tokyo')
  const noon = Date.parse('2026-03-03T12:00:00+09:00') - EPOCH_MS
  expect(zoned?.atMs).toBe(noon + 100)
})

const autoscaler = (status?: HorizontalPodAutoscaler['status'], spec: object = {}): ApiObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'app' }, maxReplicas: 9, ...spec },
  ...(status === undefined ? {} : { status }),
})
const budget = (spec: object, status: object = {}): ApiObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata,
  spec,
  status: {
    currentHealthy: 3,
    desiredHealthy: 2,
    expectedPods: 4,
    disruptionsAllowed: 1,
    ...status,
  },
})
const is = (type: string, status: string) => ({
  type,
  status,
  reason: `Of${type}`,
  message: `it is ${status}`,
})

test.for<readonly [string, ApiObject, object]>([
  [
    'an autoscaler that is new',
    autoscaler(),
    {
      act: 'Measure the Pods of Deployment `app`',
      because: 'it is new',
      rows: ['replicas: 0 / 0', 'bounds: 1 to 9 / 0'],
    },
  ],
  [
    'one that works',
    autoscaler({ currentReplicas: 2, desiredReplicas: 3 }, { minReplicas: 2 }),
    {
      act: 'Measure the Pods of Deployment `app` again, within 15 s',
      because: 'it has 2 and wants 3',
      rows: ['replicas: 3 / 2, 1 more', 'bounds: 2 to 9 / 2'],
    },
  ],
  [
    'one that is limited',
    autoscaler({
      currentReplicas: 2,
      desiredReplicas: 2,
      conditions: [is('AbleToScale', 'True'), is('ScalingLimited', 'True')],
    }),
    {
      act: 'Measure the Pods of Deployment `app` again, within 15 s',
      because: 'it has 2 and wants 2; it is True',
      rows: ['replicas: 2 / 2', 'bounds: 1 to 9 / 2'],
    },
  ],
  [
    'one that is not limited',
    autoscaler({
      currentReplicas: 2,
      desiredReplicas: 2,
      conditions: [is('ScalingActive', 'True'), is('ScalingLimited', 'False')],
    }),
    {
      act: 'Measure the Pods of Deployment `app` again, within 15 s',
      because: 'it has 2 and wants 2',
      rows: ['replicas: 2 / 2', 'bounds: 1 to 9 / 2'],
    },
  ],
  [
    'one that cannot',
    autoscaler({
      desiredReplicas: 0,
      conditions: [is('AbleToScale', 'True'), is('ScalingActive', 'False')],
    }),
    {
      act: 'Nothing to do',
      because: 'OfScalingActive: it is False',
      rests: true,
      rows: ['replicas: 0 / 0', 'bounds: 1 to 9 / 0'],
    },
  ],
  [
    'a budget with room',
    budget({ minAvailable: 2 }),
    {
      act: 'Grant 1 eviction',
      because:
        'at least 2 of 4 must be available, and 3 are. It says nothing about Pods that are deleted or whose node dies',
      rows: ['healthy: ≥ 2 / 3 of 4, room for 1'],
    },
  ],
  [
    'a budget with more room',
    budget({ maxUnavailable: '50%' }, { disruptionsAllowed: 2 }),
    {
      act: 'Grant 2 evictions',
      because:
        'at most 50% of 4 may be missing, and 3 are. It says nothing about Pods that are deleted or whose node dies',
      rows: ['healthy: ≥ 2 / 3 of 4, room for 2'],
    },
  ],
  [
    'a budget without room',
    budget({ maxUnavailable: 1 }, { disruptionsAllowed: 0 }),
    {
      act: 'Refuse every eviction',
      because: 'at most 1 of 4 may be missing, and 3 are',
      rows: ['healthy: ≥ 2 / 3 of 4, no room'],
    },
  ],
  [
    'a budget of nothing',
    budget({}, { expectedPods: 0, currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0 }),
    {
      act: 'Nothing to do',
      because: 'it protects no Pod: its selector matches none',
      rests: true,
      rows: ['healthy: ≥ 0 / 0 of 0, no room'],
    },
  ],
])('%s', ([, object, expected]) => {
  expect(said(object)).toEqual(expected)
})

const node = (taints: readonly string[], readySinceMs: number | null = 0): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
  spec: {
    taints: taints.map((key) => ({
      key,
      effect: 'NoExecute',
      ...(key === 'timed' ? { timeAdded: timeOf(50_000) } : {}),
    })),
  },
  status: {
    conditions:
      readySinceMs === null
        ? []
        : [{ type: 'Ready', status: 'False', lastTransitionTime: timeOf(readySinceMs) }],
  },
})
const tolerating = (name: string, tolerationSeconds?: number): Pod =>
  makePod(name, {
    spec: {
      nodeName: 'n',
      tolerations: [
        { operator: 'Exists', ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }) },
      ],
    },
  })

test('a Node with a taint says which Pod goes next, and when', () => {
  const stays = tolerating('stays')
  const later = tolerating('later', 60)
  const sooner = tolerating('sooner', 30)
  expect(said(node(['timed', 'other']), [stays, later, sooner])).toEqual({
    act: 'Delete `sooner`',
    because: 'its node has the taints `timed` and `other`',
    atMs: 80_000,
    rows: [
      'later: goes / Pending, 110000',
      'sooner: goes / Pending, 80000',
      'stays: stays / Pending, tolerates it for ever',
    ],
  })
  // Without a time of the taint that of the condition counts.
  expect(said(node(['other'], 60_000), [later])).toMatchObject({ atMs: 120_000 })
  expect(said(node(['other'], null), [later])).toMatchObject({ atMs: 160_000 })
  expect(said(node(['other']), [makePod('weak', { spec: { nodeName: 'n' } })])).toMatchObject({
    act: 'Delete `weak`',
    atMs: 0,
  })
  expect(said(node(['other']), [stays])).toMatchObject({
    act: 'Nothing to do',
    because: 'it has the taint `other`, and no Pod on it has to go',
    rests: true,
  })
  expect(said(node([]), [later])).toEqual({
    act: 'Nothing to do',
    because: 'its kubelet gives signs of life',
    rests: true,
    rows: [],
  })
})

test('a Pod says when its node drives it away', () => {
  expect(said(tolerating('later', 60), [node(['timed'])])).toMatchObject({
    act: 'Delete this Pod',
    because: '`n` is tainted; it tolerates that for so long',
    atMs: 110_000,
  })
  expect(said(tolerating('stays'), [node(['timed'])])).toMatchObject({
    act: 'Nothing to do',
    because: '`n` is tainted, which this Pod tolerates for ever',
    rests: true,
  })
  expect(said(tolerating('calm'), [node([])])).toBeNull()
  expect(said(makePod('free'), [node(['timed'])])).toBeNull()
})

test('nothing is done while no controller works, but what a budget refuses', () => {
  expect(said(replicaSet({ replicas: 2 }), [], { isAway: true })).toMatchObject({
    act: 'Nothing to do',
    because: 'kube-controller-manager does not work, and no controller acts before it does',
    rests: true,
    rows: ['Pods: 2 / 0, 2 more', 'available: 2 / 0, 2 more'],
  })
  expect(said(replicaSet({ replicas: 0 }), [], { isAway: true })?.because).toBe(
    'it wants 0 and has 0',
  )
  expect(said(budget({ minAvailable: 2 }), [], { isAway: true })?.act).toBe('Grant 1 eviction')
  expect(said(node(['timed']), [tolerating('later', 60)], { isAway: true })?.rows).toEqual([
    'later: goes / Pending',
  ])
  expect(said({ apiVersion: 'v1', kind: 'ConfigMap', metadata })).toBeNull()
  expect(nextActOf({ world: worldWith([]), nowMs: 0 }, 'Pod/default/none')).toBeNull()
})

test('numbers and names in words', () => {
  expect([0, 1, 2].map(pods)).toEqual(['0 Pods', '1 Pod', '2 Pods'])
  const named = (count: number, most?: number): string =>
    namesOf(
      Array.from({ length: count }, (_, at) => ({ metadata: { name: `p${at}` } })),
      most,
    )
  expect([0, 1, 2, 3, 4].map((count) => named(count))).toEqual([
    '',
    '`p0`',
    '`p0` and `p1`',
    '`p0`, `p1` and `p2`',
    '`p0`, `p1`, `p2` and 1 more',
  ])
  expect(named(3, 1)).toBe('`p0` and 2 more')
  expect(
    [countRow('x', 2, 2), countRow('x', 2, 1), countRow('x', 1, 3)].map(
      ({ difference }) => difference,
    ),
  ).toEqual(['', '1 more', '2 fewer'])
})
