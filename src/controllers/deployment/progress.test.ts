// How far a rollout is, and what is said of it, against pkg/controller/deployment/progress.go, sync.go and
// util/deployment_util.go (v1.36).
import { expect, test } from 'vitest'
import type { Deployment, DeploymentStatus, ReplicaSet } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import {
  desiredReplicasIn,
  isCopied,
  lastRevision,
  maxReplicasIn,
  maxRevision,
  newReplicaSetAnnotations,
  replicasAnnotations,
  revisionOf,
} from './annotations.ts'
import {
  conditionOf,
  newCondition,
  replicaFailureOf,
  withCondition,
  withoutCondition,
} from './conditions.ts'
import {
  compareBySize,
  equalIgnoreHash,
  findActiveOrLatest,
  findNewReplicaSet,
  findOldReplicaSets,
  hasProgressDeadline,
  newReplicaSetReplicas,
  terminatingCountFor,
} from './deployment-util.ts'
import {
  calculateStatus,
  deploymentComplete,
  deploymentProgressing,
  deploymentTimedOut,
  rolloutStatus,
  stuckCheckInMs,
} from './progress.ts'
import { computeNewReplicaSetSize } from './rolling.ts'
import { computeProportions, isScalingEvent } from './scale.ts'

const NOW_MS = 100_000
const PREFIX = 'deployment.kubernetes.io/'

function makeDeployment(spec: object = {}, status: DeploymentStatus = {}): Deployment {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', generation: 4 },
    spec: { replicas: 3, selector: {}, template: {}, strategy, ...spec },
    status,
  }
}

interface Traits {
  readonly createdMs?: number
  readonly status?: Partial<NonNullable<ReplicaSet['status']>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly image?: string
  readonly labels?: Readonly<Record<string, string>>
}

function set(name: string, replicas: number, traits: Traits = {}): ReplicaSet {
  const { createdMs = 0, status, annotations = {}, image = 'x', labels = {} } = traits
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, uid: name, creationTimestamp: timeOf(createdMs), annotations },
    spec: {
      replicas,
      selector: {},
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } },
    },
    status: { replicas, readyReplicas: replicas, availableReplicas: replicas, ...status },
  }
}

const said = (
  status: DeploymentStatus | undefined,
  type: 'Available' | 'Progressing' | 'ReplicaFailure',
) => {
  const found = conditionOf(status, type)
  return found && [found.status, found.reason, found.message]
}

test('a status counts all ReplicaSets, and the new one by itself', () => {
  const old = set('old', 2, { status: { replicas: 2, readyReplicas: 2, availableReplicas: 1 } })
  const newOne = set('new', 2, { status: { replicas: 2, readyReplicas: 1, availableReplicas: 1 } })
  const deployment = makeDeployment({}, { collisionCount: 2 })
  const { conditions, ...counts } = calculateStatus(deployment, { newOne, old: [old] }, NOW_MS)
  expect(counts).toEqual({
    observedGeneration: 4,
    replicas: 4,
    updatedReplicas: 2,
    readyReplicas: 3,
    availableReplicas: 2,
    unavailableReplicas: 2,
    terminatingReplicas: 0,
    collisionCount: 2,
  })
  expect(conditions).toEqual([
    newCondition(
      'Available',
      ['True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
      NOW_MS,
    ),
  ])
  expect(
    calculateStatus(makeDeployment({ replicas: 0 }), { newOne: undefined, old: [] }, NOW_MS),
  ).toMatchObject({
    observedGeneration: 4,
    terminatingReplicas: 0,
  })
})

test.for([
  [3, 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
  [2, 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
  [1, 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'],
] as const)(
  'with %s of three available, of which one may be missing, it is %s',
  ([available, ...expected]) => {
    const newOne = set('new', 3, { status: { availableReplicas: available } })
    expect(
      said(calculateStatus(makeDeployment(), { newOne, old: [] }, NOW_MS), 'Available'),
    ).toEqual(expected)
  },
)

const DONE: DeploymentStatus = {
  observedGeneration: 4,
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
}

test.for<readonly [DeploymentStatus, boolean]>([
  [DONE, true],
  [{ ...DONE, observedGeneration: 5 }, true],
  [{ ...DONE, observedGeneration: 3 }, false],
  [{ ...DONE, replicas: 4 }, false],
  [{ ...DONE, updatedReplicas: 2 }, false],
  [{ ...DONE, availableReplicas: 2 }, false],
  [{ ...DONE, readyReplicas: 2 }, true],
  [{}, false],
])('a rollout is complete: %j, %s', ([status, isComplete]) => {
  expect(deploymentComplete(makeDeployment(), status)).toBe(isComplete)
})

const BEFORE: DeploymentStatus = {
  replicas: 4,
  updatedReplicas: 2,
  readyReplicas: 3,
  availableReplicas: 3,
}

test.for<readonly [DeploymentStatus, boolean]>([
  [{}, false],
  [{ updatedReplicas: 3 }, true],
  [{ updatedReplicas: 1 }, false],
  [{ replicas: 3 }, true],
  [{ replicas: 5 }, false],
  [{ readyReplicas: 4 }, true],
  [{ readyReplicas: 2 }, false],
  [{ availableReplicas: 4 }, true],
  [{ availableReplicas: 2 }, false],
])('a rollout goes on: %j, %s', ([more, goesOn]) => {
  expect(deploymentProgressing(makeDeployment({}, BEFORE), { ...BEFORE, ...more })).toBe(goesOn)
})

const progressing = (reason: string, sinceMs: number, status = 'True') => ({
  type: 'Progressing',
  status,
  reason,
  lastUpdateTime: timeOf(sinceMs),
  lastTransitionTime: timeOf(sinceMs),
})

test.for<readonly [string, object, DeploymentStatus, boolean]>([
  ['nothing is said', { progressDeadlineSeconds: 10 }, {}, false],
  [
    'it was complete',
    { progressDeadlineSeconds: 10 },
    { conditions: [progressing('NewReplicaSetAvailable', 0)] },
    false,
  ],
  [
    'it was said',
    { progressDeadlineSeconds: 900 },
    { conditions: [progressing('ProgressDeadlineExceeded', 99_000)] },
    true,
  ],
  [
    'before the deadline',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 51_000)] },
    false,
  ],
  [
    'at the deadline',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 50_000)] },
    false,
  ],
  [
    'after the deadline',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 49_000)] },
    true,
  ],
  ['without a deadline', {}, { conditions: [progressing('ReplicaSetUpdated', 0)] }, false],
])('a rollout takes too long: %s', ([, spec, status, isLate]) => {
  expect(deploymentTimedOut(makeDeployment(spec), status, NOW_MS)).toBe(isLate)
})

test.for<readonly [string, object, DeploymentStatus, number | 'now' | null]>([
  ['nothing is said', { progressDeadlineSeconds: 50 }, {}, null],
  ['no deadline', {}, { conditions: [progressing('ReplicaSetUpdated', 90_000)] }, null],
  [
    'the deadline that is none',
    { progressDeadlineSeconds: 2_147_483_647 },
    { conditions: [progressing('ReplicaSetUpdated', 0)] },
    null,
  ],
  [
    'it is late already',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ProgressDeadlineExceeded', 0)] },
    null,
  ],
  [
    'it is complete',
    { progressDeadlineSeconds: 50 },
    { ...DONE, conditions: [progressing('ReplicaSetUpdated', 90_000)] },
    null,
  ],
  [
    'a second after the deadline',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 90_000)] },
    41_000,
  ],
  [
    'a second is left',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 51_000)] },
    2000,
  ],
  [
    'less is left',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 50_000)] },
    'now',
  ],
  [
    'it is past',
    { progressDeadlineSeconds: 50 },
    { conditions: [progressing('ReplicaSetUpdated', 20_000)] },
    'now',
  ],
])('when to look whether a rollout is stuck: %s', ([, spec, status, expected]) => {
  expect(stuckCheckInMs(makeDeployment(spec, status), status, NOW_MS)).toBe(expected)
})

const LIMITED = { progressDeadlineSeconds: 50 }
const FAMILY = { newOne: set('new', 3), old: [] }

test.for<
  readonly [
    string,
    Deployment,
    { newOne: ReplicaSet | undefined; old: readonly ReplicaSet[] },
    readonly unknown[] | undefined,
  ]
>([
  [
    'it is complete',
    makeDeployment(LIMITED),
    FAMILY,
    ['True', 'NewReplicaSetAvailable', 'ReplicaSet "new" has successfully progressed.'],
  ],
  [
    'it goes on',
    makeDeployment(LIMITED),
    { newOne: set('new', 1), old: [set('old', 2)] },
    ['True', 'ReplicaSetUpdated', 'ReplicaSet "new" is progressing.'],
  ],
  [
    'it goes on without a new one',
    makeDeployment(LIMITED),
    { newOne: undefined, old: [set('old', 2)] },
    ['True', 'ReplicaSetUpdated', 'Deployment "web" is progressing.'],
  ],
  [
    'it stands',
    makeDeployment(LIMITED, {
      replicas: 3,
      updatedReplicas: 1,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions: [progressing('ReplicaSetUpdated', 90_000)],
    }),
    { newOne: set('new', 1), old: [set('old', 2)] },
    ['True', 'ReplicaSetUpdated', undefined],
  ],
  [
    'it stands for too long',
    makeDeployment(LIMITED, {
      replicas: 3,
      updatedReplicas: 1,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions: [progressing('ReplicaSetUpdated', 0)],
    }),
    { newOne: set('new', 1), old: [set('old', 2)] },
    ['False', 'ProgressDeadlineExceeded', 'ReplicaSet "new" has timed out progressing.'],
  ],
  [
    'there is no deadline',
    makeDeployment({}, { conditions: [progressing('ReplicaSetUpdated', 0)] }),
    FAMILY,
    undefined,
  ],
  [
    'it was complete, and loses a Pod',
    makeDeployment(LIMITED, { conditions: [progressing('NewReplicaSetAvailable', 0)] }),
    { newOne: set('new', 3, { status: { availableReplicas: 1 } }), old: [] },
    ['True', 'NewReplicaSetAvailable', undefined],
  ],
])('what is said of a rollout: %s', ([, deployment, family, expected]) => {
  expect(said(rolloutStatus(deployment, family, NOW_MS), 'Progressing')).toEqual(expected)
})

test('each progress is noted, and since when it goes on is kept', () => {
  const before = { conditions: [progressing('ReplicaSetUpdated', 40_000)] }
  const found = rolloutStatus(
    makeDeployment(LIMITED, before),
    { newOne: set('new', 1), old: [set('old', 2)] },
    NOW_MS,
  )
  expect(conditionOf(found, 'Progressing')).toMatchObject({
    lastUpdateTime: timeOf(NOW_MS),
    lastTransitionTime: timeOf(40_000),
  })
  const late = { conditions: [progressing('ProgressDeadlineExceeded', 40_000, 'False')] }
  const again = rolloutStatus(
    makeDeployment(LIMITED, late),
    { newOne: set('new', 1), old: [set('old', 2)] },
    NOW_MS,
  )
  expect(conditionOf(again, 'Progressing')).toMatchObject({
    status: 'True',
    lastTransitionTime: timeOf(NOW_MS),
  })
})

const failing = (name: string, message: string) =>
  set(name, 1, {
    status: {
      conditions: [
        { type: 'Other', status: 'True' },
        {
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message,
          lastTransitionTime: timeOf(5000),
        },
      ],
    },
  })

test('what a ReplicaSet could not do is said, that of the new one first, and goes with it', () => {
  const family = { newOne: failing('new', 'new'), old: [failing('old', 'old')] }
  const found = rolloutStatus(makeDeployment(LIMITED), family, NOW_MS)
  expect(conditionOf(found, 'ReplicaFailure')).toEqual({
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message: 'new',
    lastTransitionTime: timeOf(5000),
    lastUpdateTime: timeOf(5000),
  })
  expect(replicaFailureOf(set('new', 1), [failing('old', 'old')])?.message).toBe('old')
  expect(replicaFailureOf(undefined, [undefined, set('a', 1)])).toBeUndefined()
  const gone = rolloutStatus(makeDeployment(LIMITED, found), FAMILY, NOW_MS)
  expect(conditionOf(gone, 'ReplicaFailure')).toBeUndefined()
  const bare = set('a', 1, { status: { conditions: [{ type: 'ReplicaFailure', status: 'True' }] } })
  expect(replicaFailureOf(bare, [])).toEqual({ type: 'ReplicaFailure', status: 'True' })
})

test('a condition with the same status and reason stays, and keeps its time with the same status', () => {
  const is = (status: 'True' | 'False', reason: string, ms: number) =>
    newCondition('Progressing', [status, reason, 'm'], ms)
  const other = newCondition('Available', ['True', 'r', 'm'], 0)
  const before: DeploymentStatus = { conditions: [is('True', 'a', 1000), other] }
  expect(withCondition(before, is('True', 'a', 5000))).toBe(before)
  expect(withCondition(before, is('True', 'b', 5000)).conditions).toEqual([
    other,
    { ...is('True', 'b', 5000), lastTransitionTime: timeOf(1000) },
  ])
  expect(withCondition(before, is('False', 'a', 5000)).conditions).toEqual([
    other,
    is('False', 'a', 5000),
  ])
  expect(withCondition({}, other)).toEqual({ conditions: [other] })
  expect(withoutCondition(before, 'Progressing')).toEqual({ conditions: [other] })
  expect(withoutCondition({ replicas: 1, conditions: [other] }, 'Available')).toEqual({
    replicas: 1,
  })
})

test('the ReplicaSet of the template, and the others', () => {
  const deployment = makeDeployment({
    template: {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'main', image: 'x' }] },
    },
  })
  const same = { labels: { a: 'b', 'pod-template-hash': 'h' } }
  const all = [
    set('later', 1, { ...same, createdMs: 5000 }),
    set('other', 1, { createdMs: 9000 }),
    set('b', 1, { ...same, createdMs: 2000 }),
    set('a', 1, { ...same, createdMs: 2000 }),
    set('old', 1, { image: 'y' }),
  ]
  expect(findNewReplicaSet(deployment, all)?.metadata.name).toBe('a')
  expect(findOldReplicaSets(deployment, all).map(({ metadata }) => metadata.name)).toEqual([
    'old',
    'b',
    'later',
    'other',
  ])
  expect(findNewReplicaSet(makeDeployment(), all)).toBeUndefined()
  const hashed = { metadata: { labels: { 'pod-template-hash': 'h' } } }
  expect([
    equalIgnoreHash(hashed, { metadata: {} }),
    equalIgnoreHash(hashed, undefined),
    equalIgnoreHash(hashed, { metadata: { labels: { a: 'b' } } }),
  ]).toEqual([true, true, false])
})

test('the one that takes all when the size changes', () => {
  const name = (newOne: ReplicaSet | undefined, ...old: readonly ReplicaSet[]) =>
    findActiveOrLatest(newOne, old)?.metadata.name
  expect(name(set('new', 0), set('old', 2))).toBe('old')
  expect(name(set('new', 2), set('old', 2))).toBeUndefined()
  expect(name(set('new', 0), set('old', 0))).toBe('new')
  expect(name(undefined, set('b', 0, { createdMs: 5000 }), set('a', 0))).toBe('b')
  expect(name(undefined)).toBeUndefined()
})

test('ReplicaSets by size, and then by age', () => {
  const all = [set('a', 1), set('b', 3, { createdMs: 1000 }), set('c', 3, { createdMs: 5000 })]
  const names = (first: 'newer' | 'older') =>
    all.toSorted((a, b) => compareBySize(a, b, first)).map(({ metadata }) => metadata.name)
  expect([names('newer'), names('older')]).toEqual([
    ['c', 'b', 'a'],
    ['b', 'c', 'a'],
  ])
})

test('how many Pods end, where all ReplicaSets say so', () => {
  const ending = (count: number) =>
    set('a', 1, { status: { observedGeneration: 1, terminatingReplicas: count } })
  expect(terminatingCountFor([ending(2), ending(1), undefined, set('new', 1)])).toBe(3)
  expect(
    terminatingCountFor([ending(2), set('silent', 1, { status: { observedGeneration: 1 } })]),
  ).toBeUndefined()
})

test('a deadline that is the largest number is none', () => {
  const has = (seconds?: number) =>
    hasProgressDeadline(
      makeDeployment(seconds === undefined ? {} : { progressDeadlineSeconds: seconds }),
    )
  expect([has(), has(600), has(2_147_483_647)]).toEqual([false, true, false])
})

test.for<readonly [number, number, number, number | null, string?]>([
  [3, 3, 0, null],
  [3, 5, 0, 3, 'it has 5 and 3 are wanted'],
  [1, 2, 0, 1, 'it has 2 and 1 is wanted'],
  [
    3,
    1,
    2,
    2,
    '3 are wanted, it has 1, and with a surge of 1 there may be 4 of all revisions, where there are 3',
  ],
  [3, 1, 3, null],
  [
    3,
    0,
    0,
    3,
    '3 are wanted, it has 0, and with a surge of 1 there may be 4 of all revisions, where there are 0',
  ],
])(
  'of %s wanted, with %s new and %s old ones, the new ReplicaSet gets %s',
  ([replicas, current, old, size, because]) => {
    const change = computeNewReplicaSetSize(makeDeployment({ replicas }), {
      newOne: set('new', current),
      old: [set('old', old)],
    })
    expect(change?.size ?? null).toBe(size)
    expect(change?.plan.because).toBe(because)
    expect(computeNewReplicaSetSize(makeDeployment(), { newOne: undefined, old: [] })).toBeNull()
  },
)

test('without a rolling update all come at once', () => {
  expect(
    newReplicaSetReplicas(makeDeployment({ strategy: { type: 'Recreate' } }), [set('old', 3)], 0),
  ).toBe(3)
  expect(
    newReplicaSetReplicas(
      makeDeployment({ strategy: { type: 'RollingUpdate' } }),
      [set('old', 2)],
      0,
    ),
  ).toBe(1)
})

const annotated = (annotations: Readonly<Record<string, string>>, replicas = 1) =>
  set('a', replicas, { annotations })

test('somebody has scaled when a ReplicaSet was made for another size', () => {
  const is = (annotations: Readonly<Record<string, string>>, replicas = 1) =>
    isScalingEvent(makeDeployment(), { newOne: undefined, old: [annotated(annotations, replicas)] })
  const DESIRED = `${PREFIX}desired-replicas`
  expect([
    is({ [DESIRED]: '2' }),
    is({ [DESIRED]: '3' }),
    is({ [DESIRED]: '2' }, 0),
    is({}),
    is({ [DESIRED]: 'x' }),
  ]).toEqual([true, false, false, false, false])
})

test.for<readonly [string, number | undefined]>([
  ['0', 0],
  ['7', 7],
  ['2147483647', 2_147_483_647],
  ['2147483648', undefined],
  ['-1', undefined],
  ['7x', undefined],
  ['', undefined],
])('the size %s in an annotation is %s', ([text, expected]) => {
  expect(desiredReplicasIn(annotated({ [`${PREFIX}desired-replicas`]: text }))).toBe(expected)
  expect(maxReplicasIn(annotated({ [`${PREFIX}max-replicas`]: text }))).toBe(expected)
})

test('revisions: none is 0, what is no number is none', () => {
  const of = (revision: string) => annotated({ [`${PREFIX}revision`]: revision })
  expect([
    revisionOf(annotated({})),
    revisionOf(of('3')),
    revisionOf(of('+3')),
    revisionOf(of('-1')),
    revisionOf(of('x')),
    revisionOf(of('')),
  ]).toEqual([0, 3, 3, -1, undefined, undefined])
  const all = [of('3'), of('7'), of('x'), annotated({}), of('5')]
  expect([
    maxRevision(all),
    lastRevision(all),
    maxRevision([]),
    lastRevision([of('3')]),
    lastRevision([]),
  ]).toEqual([7, 5, 0, 0, 0])
})

test('which annotations go to ReplicaSets', () => {
  const own = ['revision', 'revision-history', 'desired-replicas', 'max-replicas'].map(
    (name) => `${PREFIX}${name}`,
  )
  const left = [
    ...own,
    'kubectl.kubernetes.io/last-applied-configuration',
    'deprecated.deployment.rollback.to',
  ]
  expect([...left, 'note', 'kubernetes.io/change-cause'].filter(isCopied)).toEqual([
    'note',
    'kubernetes.io/change-cause',
  ])
  expect(replicasAnnotations(makeDeployment())).toEqual({
    [`${PREFIX}desired-replicas`]: '3',
    [`${PREFIX}max-replicas`]: '4',
  })
})

test.for<
  readonly [string, Readonly<Record<string, string>>, number, Readonly<Record<string, string>>]
>([
  ['a new one', {}, 1, { revision: '1' }],
  ['an empty revision', { revision: '' }, 1, { revision: '1', 'revision-history': '' }],
  ['the same revision', { revision: '2' }, 2, { revision: '2' }],
  ['a lower revision', { revision: '2' }, 1, { revision: '2' }],
  ['a higher one', { revision: '2' }, 3, { revision: '3', 'revision-history': '2' }],
  [
    'a higher one once more',
    { revision: '3', 'revision-history': '1,2' },
    9,
    { revision: '9', 'revision-history': '1,2,3' },
  ],
  ['a revision that is none', { revision: 'x' }, 9, { revision: 'x' }],
])('annotations of the new ReplicaSet: %s', ([, before, revision, after]) => {
  const prefixed = (some: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(some).map(([name, text]) => [`${PREFIX}${name}`, text]))
  const deployment = {
    ...makeDeployment(),
    metadata: { annotations: { note: 'n', [`${PREFIX}revision`]: '77' } },
  }
  expect(newReplicaSetAnnotations(deployment, { own: 'o', ...prefixed(before) }, revision)).toEqual(
    { own: 'o', note: 'n', ...prefixed(after) },
  )
})

test('the history of revisions stays below 2000 characters', () => {
  const history = Array.from({ length: 500 }, (_, at) => 1000 + at).join(',')
  const before = {
    [`${PREFIX}revision`]: '1500',
    [`${PREFIX}revision-history`]: history.slice(0, 1999),
  }
  const after =
    newReplicaSetAnnotations(makeDeployment(), before, 1600)[`${PREFIX}revision-history`] ?? ''
  expect(after.length).toBeLessThanOrEqual(2000)
  expect(after.startsWith('1001,') && after.endsWith(',1500')).toBe(true)
})

const shared = (name: string, replicas: number, most: number | null, createdMs = 0) =>
  set(name, replicas, {
    createdMs,
    annotations: most === null ? {} : { [`${PREFIX}max-replicas`]: String(most) },
  })

test.for<readonly [string, number, readonly ReplicaSet[], readonly string[]]>([
  ['nothing changes', 3, [shared('a', 2, 4), shared('b', 2, 4)], ['a:2', 'b:2']],
  ['the larger takes what is left', 9, [shared('a', 3, 5), shared('b', 2, 5)], ['a:6', 'b:4']],
  [
    'of the same size the newer grows',
    4,
    [shared('a', 2, 4), shared('b', 2, 4, 5000)],
    ['b:3', 'a:2'],
  ],
  [
    'of the same size the older shrinks',
    2,
    [shared('a', 2, 4), shared('b', 2, 4, 5000)],
    ['a:1', 'b:2'],
  ],
  ['to nothing', 0, [shared('a', 3, 5), shared('b', 2, 5)], ['a:0', 'b:0']],
  [
    'without a size from before that of the status counts',
    9,
    [shared('a', 3, null), shared('b', 2, null)],
    ['a:6', 'b:4'],
  ],
])('a change of the size is shared: %s', ([, replicas, active, expected]) => {
  const sizes = computeProportions(makeDeployment({ replicas }, { replicas: 5 }), active)
  expect(sizes.map(([one, size]) => `${one.metadata.name}:${size}`)).toEqual(expected)
})
