// What can be said of a StatefulSet and its Pods, against pkg/controller/statefulset/stateful_set_utils.go and
// stateful_set_control.go (v1.36).
import { expect, test } from 'vitest'
import type {
  ControllerRevision,
  Pod,
  StatefulSet,
  StatefulSetStatus,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import { availableInMs, isPodAvailable, nextAvailableInMs } from '../pod-availability.ts'
import { blockingPod, countedPods } from './stateful-set-control.ts'
import { calculateStatus, inconsistentStatus } from './statefulset-status.ts'
import {
  claimsOf,
  identityMatches,
  isCreated,
  isMemberOf,
  isOrdinalInRange,
  isRunningAndReady,
  isUnavailable,
  isUp,
  mayGo,
  newStatefulSetPod,
  nextOfUpdate,
  podRevisionOf,
  waitsFor,
} from './statefulset-util.ts'

const NOW_MS = 100_000

function makeSet(spec: object = {}, more: Partial<StatefulSet> = {}): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default', uid: 'u', generation: 3 },
    spec: { serviceName: 'peers', selector: {}, template: {}, ...spec },
    ...more,
  }
}

interface Traits {
  readonly phase?: string
  /** Since when it is ready; null for one that is not. */
  readonly readyMs?: number | null
  readonly isDeleted?: boolean
  readonly revision?: string
}

function podAt(ordinal: number, traits: Traits = {}): Pod {
  const { phase = 'Running', readyMs = 0, isDeleted, revision = 'new' } = traits
  return makePod(`db-${ordinal}`, {
    labels: { 'controller-revision-hash': revision },
    metadata: isDeleted === true ? { deletionTimestamp: timeOf(0) } : {},
    status: {
      phase,
      conditions: [
        {
          type: 'Ready',
          status: readyMs === null ? 'False' : 'True',
          lastTransitionTime: timeOf(readyMs ?? 0),
        },
      ],
    },
  })
}

test.for<readonly [string, Pod, number, number | null]>([
  ['ready, and nothing is asked', podAt(0), 0, 0],
  ['ready for long enough', podAt(0, { readyMs: 90_000 }), 10, 0],
  ['ready, not for long enough', podAt(0, { readyMs: 95_000 }), 10, 5000],
  ['not ready', podAt(0, { readyMs: null }), 10, null],
  ['not ready, and nothing is asked', podAt(0, { readyMs: null }), 0, null],
  [
    'ready since nobody knows when',
    makePod('p', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
    10,
    null,
  ],
  ['without conditions', makePod('p', { status: {} }), 0, null],
])('a Pod is available: %s', ([, pod, minReadySeconds, expected]) => {
  expect(availableInMs(pod, minReadySeconds, NOW_MS)).toBe(expected)
  expect(isPodAvailable(pod, minReadySeconds, NOW_MS)).toBe(expected === 0)
})

test('the next Pod that becomes available', () => {
  const pods = [
    podAt(0),
    podAt(1, { readyMs: 97_000 }),
    podAt(2, { readyMs: 95_000 }),
    podAt(3, { readyMs: null }),
  ]
  expect(nextAvailableInMs(pods, 10, NOW_MS)).toBe(5000)
  expect(nextAvailableInMs(pods.slice(0, 2), 10, NOW_MS)).toBe(7000)
  expect(nextAvailableInMs([podAt(0), podAt(3, { readyMs: null })], 10, NOW_MS)).toBeNull()
  expect(nextAvailableInMs([], 10, NOW_MS)).toBeNull()
})

test('which ordinals and names are of a set', () => {
  const inRange = (set: StatefulSet) =>
    [0, 1, 2, 3, 4, 5].filter((ordinal) => isOrdinalInRange(set, ordinal))
  expect(inRange(makeSet())).toEqual([0])
  expect(inRange(makeSet({ replicas: 3 }))).toEqual([0, 1, 2])
  expect(inRange(makeSet({ replicas: 2, ordinals: { start: 2 } }))).toEqual([2, 3])
  expect(inRange(makeSet({ replicas: 0 }))).toEqual([])
  expect(
    ['db-0', 'db', 'my-db-0', 'db-x'].map((name) => isMemberOf(makeSet(), makePod(name))),
  ).toEqual([true, false, false, false])
})

test.for<readonly [string, Traits, number, object]>([
  [
    'up',
    {},
    0,
    {
      created: true,
      ready: true,
      unavailable: false,
      up: true,
      waits: 'is not ready for long enough',
    },
  ],
  [
    'up, but not for long enough',
    { readyMs: 95_000 },
    10,
    {
      created: true,
      ready: true,
      unavailable: true,
      up: false,
      waits: 'is not ready for long enough',
    },
  ],
  [
    'not ready',
    { readyMs: null },
    0,
    { created: true, ready: false, unavailable: true, up: false, waits: 'is not ready' },
  ],
  [
    'pending',
    { phase: 'Pending' },
    0,
    { created: true, ready: false, unavailable: false, up: false, waits: 'is Pending' },
  ],
  [
    'only thought of',
    { phase: '', readyMs: null },
    0,
    { created: false, ready: false, unavailable: true, up: false, waits: 'is ' },
  ],
  [
    'going',
    { isDeleted: true },
    0,
    { created: true, ready: true, unavailable: true, up: false, waits: 'is still terminating' },
  ],
])('a Pod that is %s', ([, traits, minReadySeconds, expected]) => {
  const set = makeSet({ minReadySeconds })
  const pod = podAt(0, traits)
  expect({
    created: isCreated(pod),
    ready: isRunningAndReady(pod),
    unavailable: isUnavailable(set, pod, NOW_MS),
    up: isUp(set, pod, NOW_MS),
    waits: waitsFor(pod),
  }).toEqual(expected)
})

test('a Pod that was never stored is not there', () => {
  const { status: _, ...pod } = podAt(0)
  expect([isCreated(pod), waitsFor(pod), podRevisionOf(pod), podRevisionOf(makePod('p'))]).toEqual([
    false,
    'is not there',
    'new',
    '',
  ])
})

test('one that is too many goes when it is up, or is the lowest in trouble', () => {
  const [high, middle, low] = [podAt(5, { readyMs: null }), podAt(4), podAt(3, { readyMs: null })]
  const may = [high, middle, low].map((pod) => mayGo(makeSet(), pod, [high, middle, low], NOW_MS))
  expect(may).toEqual([false, true, true])
})

/** Of `o`ld and `n`ew Pods, `x` for one that is new and not ready, `t` for an old one that goes, `-` for none; the last is the highest. */
function update(pods: string, spec: object = {}): string | null {
  const traits: Readonly<Record<string, Traits>> = {
    o: { revision: 'old' },
    n: {},
    x: { readyMs: null },
    t: { revision: 'old', isDeleted: true },
    c: { phase: '', readyMs: null },
  }
  const { start = 0 } = (spec as { ordinals?: { start?: number } }).ordinals ?? {}
  const all = [...pods].flatMap((letter, at) =>
    letter === '-' ? [] : [[start + at, podAt(start + at, traits[letter])] as const],
  )
  const next = nextOfUpdate(
    makeSet({ replicas: pods.length, ...spec }),
    'new',
    new Map(all),
    NOW_MS,
  )
  return next === null ? null : `${next.act} ${next.pod.metadata.name}`
}
const partition = (count: number) => ({ updateStrategy: { rollingUpdate: { partition: count } } })

test.for<readonly [string, object, string | null]>([
  ['ooo', {}, 'replace db-2'],
  ['oon', {}, 'replace db-1'],
  ['nnn', {}, null],
  ['oox', {}, 'wait db-2'],
  ['oot', {}, 'wait db-2'],
  ['oo-', {}, null],
  ['ooc', {}, null],
  ['onn', {}, 'replace db-0'],
  ['onn', partition(1), null],
  ['oon', partition(1), 'replace db-1'],
  ['ooo', partition(2), 'replace db-2'],
  ['ooo', partition(3), null],
  ['ooo', { ordinals: { start: 5 } }, 'replace db-7'],
  ['onn', { ordinals: { start: 5 } }, 'replace db-5'],
  ['onn', { ordinals: { start: 5 }, ...partition(1) }, null],
  ['', {}, null],
])('an update of the Pods %s with %j: %s', ([pods, spec, expected]) => {
  expect(update(pods, spec)).toBe(expected)
})

test('which Pod holds up the others', () => {
  const pods = [
    podAt(2, { readyMs: null }),
    podAt(0),
    podAt(1, { isDeleted: true }),
    podAt(9, { readyMs: null }),
  ]
  expect(blockingPod(makeSet({ replicas: 3 }), pods, NOW_MS)).toBe('`db-1` is still terminating')
  expect(blockingPod(makeSet({ replicas: 1 }), pods, NOW_MS)).toBeNull()
  expect(
    blockingPod(makeSet({ replicas: 3, podManagementPolicy: 'Parallel' }), pods, NOW_MS),
  ).toBeNull()
})

test('the Pods that are counted: those that are to be and those that are too many, the highest first', () => {
  const pods = [podAt(7), makePod('db-x'), podAt(0), podAt(9), podAt(1)]
  const names = (set: StatefulSet) => countedPods(set, pods).map(({ metadata }) => metadata.name)
  expect(names(makeSet({ replicas: 2 }))).toEqual(['db-0', 'db-1', 'db-9', 'db-7'])
  const going = makeSet({ replicas: 2 }, { metadata: { name: 'db', deletionTimestamp: timeOf(0) } })
  expect(names(going)).toEqual(pods.map(({ metadata }) => metadata.name))
})

const revision = (name: string): ControllerRevision => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name },
  revision: 1,
})
const REVISIONS = { current: revision('old'), update: revision('new'), collisionCount: 0 }
const statusOf = (set: StatefulSet, pods: readonly Pod[], currentDeleted = 0) =>
  calculateStatus(set, REVISIONS, { pods, currentDeleted, nowMs: NOW_MS })
const NAMES = {
  currentRevision: 'old',
  updateRevision: 'new',
  collisionCount: 0,
  observedGeneration: 3,
}
const ROLLING = { updateStrategy: { type: 'RollingUpdate' } }

test('a status counts the Pods by what they are and of which revision', () => {
  const pods = [
    podAt(0, { revision: 'old' }),
    podAt(1, { readyMs: 95_000 }),
    podAt(2, { phase: 'Pending', readyMs: null }),
    podAt(3, { isDeleted: true }),
    podAt(4, { phase: '', readyMs: null }),
    podAt(5, { revision: 'old', isDeleted: true }),
    podAt(6, { revision: 'other' }),
  ]
  const set = makeSet({ replicas: 7, minReadySeconds: 10 })
  expect(statusOf(set, pods)).toEqual({
    ...NAMES,
    replicas: 6,
    readyReplicas: 5,
    availableReplicas: 4,
    currentReplicas: 1,
    updatedReplicas: 2,
  })
  expect(statusOf(set, pods, 1)).not.toHaveProperty('currentReplicas')
  expect(statusOf(makeSet({ replicas: 7 }, { metadata: { name: 'db' } }), [])).toEqual({
    currentRevision: 'old',
    updateRevision: 'new',
    collisionCount: 0,
    replicas: 0,
    availableReplicas: 0,
  })
})

test.for<readonly [string, object, readonly Pod[], boolean]>([
  ['all are new and ready', { replicas: 2, ...ROLLING }, [podAt(0), podAt(1)], true],
  ['none is wanted', { replicas: 0, ...ROLLING }, [], true],
  ['one is old', { replicas: 2, ...ROLLING }, [podAt(0), podAt(1, { revision: 'old' })], false],
  ['one is not ready', { replicas: 2, ...ROLLING }, [podAt(0), podAt(1, { readyMs: null })], false],
  ['one is missing', { replicas: 2, ...ROLLING }, [podAt(0)], false],
  [
    'one is too many',
    { replicas: 1, ...ROLLING },
    [podAt(0), podAt(1, { revision: 'old', readyMs: null })],
    false,
  ],
  ['by hand', { replicas: 2, updateStrategy: { type: 'OnDelete' } }, [podAt(0), podAt(1)], false],
])('an update is complete: %s', ([, spec, pods, isComplete]) => {
  const status = statusOf(makeSet(spec), pods)
  expect(status.currentRevision).toBe(isComplete ? 'new' : 'old')
  if (isComplete) expect(status.currentReplicas).toBe(pods.length === 0 ? undefined : pods.length)
})

test.for<readonly [Partial<StatefulSetStatus>, boolean]>([
  [{}, false],
  [{ observedGeneration: 4 }, true],
  [{ observedGeneration: 2 }, false],
  [{ replicas: 2 }, true],
  [{ currentReplicas: 2 }, true],
  [{ readyReplicas: 2 }, true],
  [{ updatedReplicas: 2 }, true],
  [{ availableReplicas: 2 }, true],
  [{ currentRevision: 'x' }, true],
  [{ updateRevision: 'x' }, true],
  [{ collisionCount: 5 }, false],
])('a status with %j says something new: %s', ([more, isNew]) => {
  const counts = {
    replicas: 1,
    currentReplicas: 1,
    readyReplicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
  }
  const status = { ...NAMES, ...counts }
  expect(inconsistentStatus(makeSet({}, { status }), { ...status, ...more })).toBe(isNew)
  const { currentReplicas: _, ...without } = status
  expect(
    inconsistentStatus(makeSet({}, { status: { ...status, currentReplicas: 0 } }), without),
  ).toBe(false)
})

test('a set without a status has all to say', () => {
  const { observedGeneration: _, ...status } = { ...NAMES, replicas: 0 }
  expect(inconsistentStatus(makeSet(), status)).toBe(true)
})

test('a Pod of a set says who it is, whose, and of which revision', () => {
  const template = {
    metadata: { labels: { app: 'x' }, annotations: { note: 'y' }, finalizers: ['z'], name: 'no' },
    spec: { containers: [{ name: 'main', image: 'x' }] },
  }
  const pod = newStatefulSetPod(makeSet(), 2, { template, revision: 'db-1' })
  expect(pod).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'db-2',
      generateName: 'db-',
      namespace: 'default',
      labels: {
        app: 'x',
        'statefulset.kubernetes.io/pod-name': 'db-2',
        'apps.kubernetes.io/pod-index': '2',
        'controller-revision-hash': 'db-1',
      },
      annotations: { note: 'y' },
      finalizers: ['z'],
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: 'db',
          uid: 'u',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { containers: [{ name: 'main', image: 'x' }], hostname: 'db-2', subdomain: 'peers' },
  })
  expect(identityMatches(makeSet(), pod)).toBe(true)
  const renamed = (metadata: object): Pod => ({
    ...pod,
    metadata: { ...pod.metadata, ...metadata },
  })
  expect(identityMatches(makeSet(), renamed({ name: 'db-02' }))).toBe(false)
  expect(identityMatches(makeSet(), renamed({ labels: {} }))).toBe(false)
  expect(identityMatches(makeSet(), makePod('db-2'))).toBe(false)
  const bare = newStatefulSetPod(makeSet({ serviceName: undefined }), 0, {
    template: {},
    revision: 'r',
  })
  expect(bare.spec).toEqual({ containers: [], hostname: 'db-0' })
})

test('a claim has the labels of its template and of the selector, and no status', () => {
  const template = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', labels: { a: '1', b: '2' } },
    spec: { accessModes: ['ReadWriteOnce'] },
    status: { phase: 'Pending' },
  } as const
  const set = makeSet({ volumeClaimTemplates: [template], selector: { matchLabels: { b: '3' } } })
  expect(claimsOf(set, 4)).toEqual([
    [
      'data',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data-db-4', namespace: 'default', labels: { a: '1', b: '3' } },
        spec: { accessModes: ['ReadWriteOnce'] },
      },
    ],
  ])
  const plain = { ...template, metadata: { name: 'data' } }
  const [[, claim] = ['', null]] = claimsOf(makeSet({ volumeClaimTemplates: [plain] }), 0)
  expect(claim?.metadata).toEqual({ name: 'data-db-0', namespace: 'default' })
  expect(claimsOf(makeSet(), 0)).toEqual([])
})
