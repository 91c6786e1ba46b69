// Which nodes a DaemonSet is for, which Pods go and which come, against pkg/controller/daemon/daemon_controller.go, update.go
// and util/daemonset_util.go (v1.36).
import { expect, test } from 'vitest'
import type { DaemonSet, Node, Pod, Toleration } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { calculateStatus } from './daemonset-status.ts'
import {
  allowsSurge,
  compareByCreationAndPhase,
  createPodTemplate,
  daemonPodTolerations,
  fencepostsOf,
  isPodUpdated,
  nodeShouldRunDaemonPod,
  targetNodeNameOf,
  templateGenerationOf,
} from './daemonset-util.ts'
import { createFailedPodsBackoff } from './failed-pods-backoff.ts'
import { podsShouldBeOnNode, unscheduledPodsWithoutNode } from './manage.ts'
import { rollingUpdate } from './update.ts'

const NOW_MS = 100_000
const HASH = 'controller-revision-hash'
const PREFIX = 'node.kubernetes.io/'

function makeSet(spec: object = {}, more: Partial<DaemonSet> = {}): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default', generation: 2 },
    spec: { selector: {}, template: { spec: { containers: [] } }, ...spec },
    ...more,
  }
}
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
})

const exists = (key: string, effect: string): Toleration => ({
  key: `${PREFIX}${key}`,
  operator: 'Exists',
  effect,
})
const ALL = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
]

test('what every Pod tolerates, after what the template does', () => {
  expect(daemonPodTolerations(undefined)).toEqual(ALL)
  const own: Toleration = { key: 'a', operator: 'Exists' }
  expect(daemonPodTolerations({ containers: [], tolerations: [own] })).toEqual([own, ...ALL])
  expect(daemonPodTolerations({ containers: [], hostNetwork: true })).toEqual([
    ...ALL,
    exists('network-unavailable', 'NoSchedule'),
  ])
})

test.for<readonly [string, Partial<Toleration>, boolean]>([
  ['the same', {}, true],
  ['the same for a while', { tolerationSeconds: 5 }, true],
  ['another effect', { effect: 'NoSchedule' }, false],
  ['another operator', { operator: 'Equal' }, false],
  ['a value', { value: 'x' }, false],
])('a toleration of the template takes no second place: %s', ([, more, isSame]) => {
  const own = { ...exists('not-ready', 'NoExecute'), ...more }
  const found = daemonPodTolerations({ containers: [], tolerations: [own] })
  expect(found).toHaveLength(isSame ? 6 : 7)
  expect(found[0]).toEqual(isSame ? exists('not-ready', 'NoExecute') : own)
})

test.for([
  ['3', '3'],
  ['+3', '3'],
  ['-3', '-3'],
  ['3x', undefined],
  ['x3', undefined],
  ['', undefined],
] as const)('the generation %s of a template is %s', ([text, expected]) => {
  const annotations = { 'deprecated.daemonset.template.generation': text }
  expect(templateGenerationOf(makeSet({}, { metadata: { annotations } }))).toBe(expected)
})

test('the template of a Pod names its node, its revision and its generation', () => {
  const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] }
  const affinity = {
    podAffinity: {},
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [],
      requiredDuringSchedulingIgnoredDuringExecution: required,
    },
  }
  const template = {
    metadata: { labels: { app: 'x' }, annotations: { a: 'b' } },
    spec: { containers: [], affinity },
  }
  const metadata = { annotations: { 'deprecated.daemonset.template.generation': '4' } }
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['n1'] }]
  expect(createPodTemplate(makeSet({ template }, { metadata }), 'h', 'n1')).toEqual({
    metadata: {
      labels: { app: 'x', 'pod-template-generation': '4', [HASH]: 'h' },
      annotations: { a: 'b' },
    },
    spec: {
      containers: [],
      affinity: {
        podAffinity: {},
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [],
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
        },
      },
      tolerations: ALL,
    },
  })
  const bare = createPodTemplate(makeSet({ template: {} }), 'h', 'n1')
  expect(bare.metadata).toEqual({ labels: { [HASH]: 'h' } })
  expect(bare.spec?.containers).toEqual([])
})

const meant = (...fields: readonly object[]): Pod =>
  makePod('p', {
    spec: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{}, { matchFields: fields as never }],
          },
        },
      },
    },
  })
const field = (more: object = {}) => ({
  key: 'metadata.name',
  operator: 'In',
  values: ['n1'],
  ...more,
})

test('the node that a Pod is meant for', () => {
  const of = (pod: Pod) => targetNodeNameOf(pod)
  expect(of(meant(field()))).toBe('n1')
  expect(
    of(meant(field({ key: 'x' }), field({ operator: 'NotIn' }), field({ values: ['n2'] }))),
  ).toBe('n2')
  expect(of(meant(field({ values: ['n1', 'n2'] })))).toBeUndefined()
  expect(of(meant(field({ values: undefined })))).toBeUndefined()
  expect(of(meant())).toBeUndefined()
  expect(of(makePod('p', { spec: { nodeName: '' } }))).toBeUndefined()
})

const tainted = (...taints: readonly (readonly [string, string])[]): Node =>
  makeNode('n1', {
    labels: { a: 'b' },
    spec: { taints: taints.map(([key, effect]) => ({ key, effect })) },
  })
const withSpec = (spec: object) => makeSet({ template: { spec: { containers: [], ...spec } } })

test.for<readonly [string, Node, DaemonSet, boolean, boolean]>([
  ['any node', tainted(), makeSet(), true, true],
  ['without a template', tainted(), makeSet({ template: undefined }), true, true],
  ['its node by name', tainted(), withSpec({ nodeName: 'n1' }), true, true],
  ['another node by name', tainted(), withSpec({ nodeName: 'n2' }), false, false],
  ['a node with its labels', tainted(), withSpec({ nodeSelector: { a: 'b' } }), true, true],
  ['a node with other labels', tainted(), withSpec({ nodeSelector: { a: 'c' } }), false, false],
  ['a node that takes no new Pods', tainted(['a', 'NoSchedule']), makeSet(), false, true],
  ['a node that would rather not', tainted(['a', 'PreferNoSchedule']), makeSet(), true, true],
  ['a node that drives Pods away', tainted(['a', 'NoExecute']), makeSet(), false, false],
  [
    'a taint that it tolerates',
    tainted(['a', 'NoExecute']),
    withSpec({ tolerations: [{ operator: 'Exists' }] }),
    true,
    true,
  ],
  ['a cordon', tainted([`${PREFIX}unschedulable`, 'NoSchedule']), makeSet(), true, true],
  ['a node that is not ready', tainted([`${PREFIX}not-ready`, 'NoExecute']), makeSet(), true, true],
  [
    'a node without a network',
    tainted([`${PREFIX}network-unavailable`, 'NoSchedule']),
    makeSet(),
    false,
    true,
  ],
])('%s', ([, node, set, shouldRun, shouldContinueRunning]) => {
  expect(nodeShouldRunDaemonPod(node, set)).toEqual({ shouldRun, shouldContinueRunning })
})

test('a Pod is of the revision of now by its hash or its generation', () => {
  const pod = (labels: Readonly<Record<string, string>>) => makePod('p', { labels })
  const counted = makeSet(
    {},
    { metadata: { annotations: { 'deprecated.daemonset.template.generation': '4' } } },
  )
  expect(isPodUpdated(pod({ [HASH]: 'h' }), 'h', makeSet())).toBe(true)
  expect(isPodUpdated(pod({ [HASH]: 'i' }), 'h', makeSet())).toBe(false)
  expect(isPodUpdated(pod({ 'pod-template-generation': '4' }), 'h', counted)).toBe(true)
  expect(isPodUpdated(pod({ 'pod-template-generation': '5' }), 'h', counted)).toBe(false)
  expect(isPodUpdated(makePod('p'), 'h', makeSet())).toBe(false)
})

test('bounds of an update', () => {
  expect(fencepostsOf(makeSet(rolling('10%', '0%')), 11)).toEqual({ surge: 2, unavailable: 0 })
  expect(fencepostsOf(makeSet(rolling(0, 0)), 0)).toEqual({ surge: 0, unavailable: 0 })
  expect(fencepostsOf(makeSet({ updateStrategy: { type: 'RollingUpdate' } }), 5)).toEqual({
    surge: 0,
    unavailable: 1,
  })
  expect(
    fencepostsOf(
      makeSet({ updateStrategy: { type: 'OnDelete', rollingUpdate: { maxSurge: 1 } } }),
      5,
    ),
  ).toEqual({ surge: 0, unavailable: 0 })
  expect(fencepostsOf(makeSet(), 5)).toEqual({ surge: 0, unavailable: 0 })
  expect([allowsSurge(makeSet(rolling('1%', 0))), allowsSurge(makeSet(rolling(0, 1)))]).toEqual([
    true,
    false,
  ])
})

interface Traits {
  readonly readyMs?: number | null
  readonly phase?: string
  readonly hash?: string
  readonly isDeleted?: boolean
  readonly createdMs?: number
  readonly nodeName?: string
}
function pod(name: string, traits: Traits = {}): Pod {
  const {
    readyMs = 0,
    phase = 'Running',
    hash = 'new',
    isDeleted,
    createdMs = 0,
    nodeName = 'n1',
  } = traits
  return makePod(name, {
    labels: { [HASH]: hash },
    spec: { nodeName },
    metadata: {
      creationTimestamp: timeOf(createdMs),
      ...(isDeleted === true ? { deletionTimestamp: timeOf(0) } : {}),
    },
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
const OLD = { hash: 'old' }

test('Pods with a node come first, then the older ones', () => {
  const all = [
    pod('c', { nodeName: '' }),
    pod('b', { createdMs: 5000 }),
    pod('d', { createdMs: 1000 }),
    pod('a', { createdMs: 5000 }),
  ]
  expect(all.toSorted(compareByCreationAndPhase).map(({ metadata }) => metadata.name)).toEqual([
    'd',
    'a',
    'b',
    'c',
  ])
})

const NODE = tainted()
const CLOSED = tainted(['a', 'NoSchedule'])
const AWAY = tainted(['a', 'NoExecute'])
const SURGE = makeSet(rolling(1, 0))
const SLOW = makeSet({ ...rolling(1, 0), minReadySeconds: 200 })

/** What is made and what goes on a node. */
function planned(set: DaemonSet, node: Node, pods: readonly Pod[], backoffMs = 0) {
  const context = { set, hash: 'new', nowMs: NOW_MS, backoffMs: () => backoffMs }
  const { create, delete: gone, againInMs } = podsShouldBeOnNode(context, node, pods)
  return {
    ...(create.length === 0 ? {} : { create: create.map(({ because }) => because) }),
    ...(gone.length === 0
      ? {}
      : {
          gone: gone.map(({ pod: one, because, ended }) => [
            one.metadata.name,
            because,
            ...(ended === undefined ? [] : [ended]),
          ]),
        }),
    ...(againInMs === null ? {} : { againInMs }),
  }
}
const ENOUGH = 'one Pod a node is enough, and another one is older'

test.for<readonly [string, DaemonSet, Node, readonly Pod[], object, number?]>([
  ['none is there', makeSet(), NODE, [], { create: ['`n1` is a node for it and has none'] }],
  ['one is there', makeSet(), NODE, [pod('a')], {}],
  ['none is to be there', makeSet(), CLOSED, [], {}],
  ['one may stay', makeSet(), CLOSED, [pod('a')], {}],
  [
    'none may stay',
    makeSet(),
    AWAY,
    [pod('a'), pod('b', { isDeleted: true })],
    { gone: [['a', '`n1` is no node for it any more']] },
  ],
  [
    'one too many',
    makeSet(),
    NODE,
    [pod('b', { createdMs: 5000 }), pod('a')],
    { gone: [['b', ENOUGH]] },
  ],
  ['one goes', makeSet(), NODE, [pod('a', { isDeleted: true })], {}],
  [
    'one has failed',
    makeSet(),
    NODE,
    [pod('a', { phase: 'Failed' })],
    { gone: [['a', 'it failed', 'failed']] },
  ],
  [
    'two have failed',
    makeSet(),
    NODE,
    [pod('a', { phase: 'Failed' }), pod('b', { phase: 'Failed' })],
    { gone: [['a', 'it failed', 'failed']], againInMs: 1000 },
  ],
  [
    'one has failed again',
    makeSet(),
    NODE,
    [pod('a', { phase: 'Failed' })],
    { againInMs: 4000 },
    4000,
  ],
  [
    'one has ended',
    makeSet(),
    NODE,
    [pod('a', { phase: 'Succeeded' }), pod('b')],
    { gone: [['a', 'it has ended', 'succeeded']] },
  ],
  [
    'with surge one goes',
    SURGE,
    NODE,
    [pod('a', { isDeleted: true })],
    { create: ['no Pod on `n1` stays'] },
  ],
  [
    'with surge one goes from a node that is closed',
    SURGE,
    CLOSED,
    [pod('a', { isDeleted: true })],
    {},
  ],
  [
    'with surge an old and a new one',
    SURGE,
    NODE,
    [pod('a', OLD), pod('b', { readyMs: null })],
    {},
  ],
  [
    'the new one is available',
    SURGE,
    NODE,
    [pod('a', OLD), pod('b')],
    { gone: [['a', 'the new one on its node is available']] },
  ],
  ['the new one is not yet', SLOW, NODE, [pod('a', OLD), pod('b')], {}],
  [
    'the old one is not ready',
    SURGE,
    NODE,
    [pod('a', { ...OLD, readyMs: null }), pod('b', { readyMs: null })],
    { gone: [['a', 'it is not ready, and the new one takes its place']] },
  ],
  [
    'two new ones',
    SURGE,
    NODE,
    [pod('a'), pod('b', { createdMs: 5000 })],
    { gone: [['b', ENOUGH]] },
  ],
  [
    'two old ones',
    SURGE,
    NODE,
    [pod('a', OLD), pod('b', { ...OLD, createdMs: 5000 })],
    { gone: [['b', ENOUGH]] },
  ],
])('on a node: %s', ([, set, node, pods, expected, backoffMs]) => {
  expect(planned(set, node, pods, backoffMs)).toEqual(expected)
})

test('Pods that wait for a node that is not there go', () => {
  const nodesToPods = new Map([
    ['n1', [pod('a', { nodeName: '' })]],
    ['n2', [pod('b', { nodeName: '' }), pod('c', { nodeName: 'n2' })]],
  ])
  expect(unscheduledPodsWithoutNode([NODE], nodesToPods)).toEqual([
    { pod: nodesToPods.get('n2')?.[0], because: 'there is no node `n2`' },
  ])
})

/** What is to be done in an update of the given nodes. */
function planOf(
  set: DaemonSet,
  all: Readonly<Record<string, readonly Pod[]>>,
  closed: readonly string[] = [],
) {
  const nodes = Object.keys(all).map((name) =>
    makeNode(name, {
      spec: closed.includes(name) ? { taints: [{ key: 'a', effect: 'NoSchedule' }] } : {},
    }),
  )
  const nodesToPods = new Map(Object.entries(all).filter(([, pods]) => pods.length > 0))
  return rollingUpdate({ set, hash: 'new', nodes, nowMs: NOW_MS }, nodesToPods)
}

/** Which Pods go and on which nodes Pods come. */
function update(...given: Parameters<typeof planOf>) {
  const { create, delete: gone } = planOf(...given)
  return [gone.map(({ pod: one }) => one.metadata.name), create.map(({ nodeName }) => nodeName)]
}
const DOWN = { readyMs: null }
const old = (name: string, more: Traits = {}) => [pod(name, { ...OLD, ...more })]
const now = (name: string, more: Traits = {}) => [pod(name, more)]

test.for<
  readonly [
    string,
    DaemonSet,
    Readonly<Record<string, readonly Pod[]>>,
    readonly string[],
    readonly string[],
    (readonly string[])?,
  ]
>([
  ['one at a time', makeSet(rolling(0, 1)), { a: old('a'), b: old('b'), c: now('c') }, ['a'], []],
  [
    'two at a time',
    makeSet(rolling(0, 2)),
    { a: old('a'), b: old('b'), c: old('c') },
    ['a', 'b'],
    [],
  ],
  ['one is missing', makeSet(rolling(0, 1)), { a: [], b: old('b') }, [], []],
  ['one is not available', makeSet(rolling(0, 1)), { a: now('a', DOWN), b: old('b') }, [], []],
  [
    'one goes already',
    makeSet(rolling(0, 1)),
    { a: old('a', { isDeleted: true }), b: old('b') },
    [],
    [],
  ],
  [
    'an old one that is not available goes anyway',
    makeSet(rolling(0, 1)),
    { a: old('a', DOWN), b: old('b', DOWN), c: old('c') },
    ['a', 'b'],
    [],
  ],
  ['all are new', makeSet(rolling(0, 1)), { a: now('a'), b: now('b') }, [], []],
  [
    'too many on a node',
    makeSet(rolling(0, 1)),
    { a: [...old('a'), ...old('a2')], b: old('b') },
    [],
    [],
  ],
  ['a second Pod on one node', SURGE, { a: old('a'), b: old('b') }, [], ['a']],
  ['a second Pod is there', SURGE, { a: [...old('a'), ...now('a2', DOWN)], b: old('b') }, [], []],
  [
    'the second Pod is available',
    SURGE,
    { a: [...old('a'), ...now('a2')], b: old('b') },
    ['a'],
    ['b'],
  ],
  [
    'an old one that is not available gets a second anyway',
    SURGE,
    { a: old('a', DOWN), b: old('b', DOWN), c: old('c') },
    [],
    ['a', 'b', 'c'],
  ],
  [
    'too many on a node count as second',
    SURGE,
    { a: [...old('a'), ...old('a2')], b: old('b') },
    [],
    [],
  ],
  ['an old one on a node that is closed', SURGE, { a: old('a'), b: now('b') }, ['a'], [], ['a']],
  [
    'an old one on a node that is closed, and others are missing',
    SURGE,
    { a: old('a'), b: now('b', DOWN) },
    [],
    [],
    ['a'],
  ],
  [
    'one that is not available on a node that is closed',
    SURGE,
    { a: old('a', DOWN), b: now('b') },
    ['a'],
    [],
    ['a'],
  ],
])('an update: %s', ([, set, all, gone, create, closed]) => {
  expect(update(set, all, closed)).toEqual([gone, create])
})

test('a status counts nodes', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e'].map((name) =>
    makeNode(name, {
      spec: name === 'd' || name === 'e' ? { taints: [{ key: 'x', effect: 'NoSchedule' }] } : {},
    }),
  )
  const nodesToPods = new Map([
    ['a', [pod('a2', { createdMs: 5000, readyMs: null }), pod('a')]],
    ['b', old('b', { readyMs: 95_000 })],
    ['d', now('d')],
  ])
  const set = makeSet(
    { minReadySeconds: 10 },
    {
      status: {
        currentNumberScheduled: 0,
        desiredNumberScheduled: 0,
        numberMisscheduled: 0,
        numberReady: 0,
        observedGeneration: 1,
        collisionCount: 3,
      },
    },
  )
  const counted = (isObserved: boolean) =>
    calculateStatus(set, { nodes, nodesToPods, hash: 'new', nowMs: NOW_MS, isObserved })
  expect(counted(true)).toEqual({
    currentNumberScheduled: 2,
    desiredNumberScheduled: 3,
    numberMisscheduled: 1,
    numberReady: 2,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
    numberUnavailable: 2,
    observedGeneration: 2,
    collisionCount: 3,
  })
  expect(counted(false).observedGeneration).toBe(1)
  const none = calculateStatus(makeSet(), {
    nodes: [],
    nodesToPods,
    hash: '',
    nowMs: 0,
    isObserved: false,
  })
  expect(none).toEqual({
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  })
})

test('the wait after failures ends at 15 minutes, and is forgotten after half an hour', () => {
  const backoff = createFailedPodsBackoff()
  let nowMs = 0
  for (let count = 0; count < 12; count += 1) {
    nowMs += 900_000
    backoff.next('a', nowMs)
  }
  expect(backoff.waitMs('a', nowMs + 899_999)).toBe(900_000)
  expect([backoff.waitMs('a', nowMs + 900_000), backoff.waitMs('b', nowMs)]).toEqual([0, 0])
  backoff.next('a', nowMs + 1_800_000)
  expect(backoff.waitMs('a', nowMs + 1_800_000)).toBe(900_000)
  backoff.next('a', nowMs + 1_800_000 + 1_800_001)
  expect(backoff.waitMs('a', nowMs + 1_800_000 + 1_800_001)).toBe(1000)
})

test.for<readonly [...Parameters<typeof planOf>, readonly string[]]>([
  [
    makeSet(rolling(0, 2)),
    { a: old('a'), b: old('b', DOWN), c: now('c') },
    [],
    [
      'b: it is of an old revision, and not available anyway',
      'a: it is of an old revision, 1 Pod is missing and 2 may be (maxUnavailable)',
    ],
  ],
  [
    SURGE,
    { a: old('a', DOWN), b: old('b') },
    [],
    ['a: its old Pod is not available', 'b: 0 of 1 node has a second Pod (maxSurge)'],
  ],
  [SURGE, { a: [...old('a'), ...now('a2')] }, [], ['a: the new one on its node is available']],
  [SURGE, { a: old('a', DOWN), b: now('b') }, ['a'], ['a: `a` is no node for it any more']],
  [
    SURGE,
    { a: old('a'), b: now('b') },
    ['a'],
    ['a: its node is none for it any more, and enough others are available'],
  ],
])('why Pods go and come, %#', ([set, all, closed, said]) => {
  const { create, delete: gone } = planOf(set, all, closed)
  expect([
    ...gone.map(({ pod: one, because }) => `${one.metadata.name}: ${because}`),
    ...create.map(({ nodeName, because }) => `${nodeName}: ${because}`),
  ]).toEqual(said)
})
