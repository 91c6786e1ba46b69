// How many Pods a budget counts on and may lose, against pkg/controller/disruption/disruption.go (v1.36).
import { expect, test } from 'vitest'
import type {
  IntOrString,
  Pod,
  PodDisruptionBudget,
  PodDisruptionBudgetSpec,
  ReplicaSet,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { done, reported, runningAt, startController } from '#testing/start-controller.ts'
import { disruptionController } from './disruption.ts'

const LABELS = { app: 'web' }
const SELECTOR = { matchLabels: LABELS }

const budget = (
  spec: PodDisruptionBudgetSpec = {},
  status?: PodDisruptionBudget['status'],
): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'default', generation: 3 },
  spec: { selector: SELECTOR, ...spec },
  ...(status === undefined ? {} : { status }),
})

const owner = (kind: string, name: string, apiVersion = 'apps/v1') => ({
  apiVersion,
  kind,
  name,
  uid: `uid-of-${name}`,
  controller: true,
})

const workload = (
  kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet',
  name: string,
  replicas: number,
  ownedBy?: ReturnType<typeof owner>,
) =>
  ({
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-of-${name}`,
      ...(ownedBy === undefined ? {} : { ownerReferences: [ownedBy] }),
    },
    spec: { replicas, selector: SELECTOR, template: {} },
  }) as unknown as ReplicaSet

/** So many Pods of an owner, of which the first are ready. */
function pods(
  prefix: string,
  count: number,
  readyCount: number,
  ownedBy?: ReturnType<typeof owner>,
): readonly Pod[] {
  return Array.from({ length: count }, (_, at) =>
    makePod(`${prefix}-${at}`, {
      metadata: {
        labels: LABELS,
        ...(ownedBy === undefined ? {} : { ownerReferences: [ownedBy] }),
      },
      status: at < readyCount ? runningAt(0) : { phase: 'Running' },
    }),
  )
}

function start(...objects: readonly ApiObject[]) {
  const server = startController(disruptionController)
  server.apply(...objects)
  server.runUntil(1000)
  return server
}

const own = (server: FakeApiServer) => server.client.get('PodDisruptionBudget', 'default', 'web')

/** 'healthy of expected, wanted, allowed: reason'. */
function counted(server: FakeApiServer): string {
  const { currentHealthy, expectedPods, desiredHealthy, disruptionsAllowed, conditions } =
    own(server)?.status ?? {}
  return `${currentHealthy} of ${expectedPods}, ${desiredHealthy} wanted, ${disruptionsAllowed} allowed: ${conditions?.[0]?.status} ${conditions?.[0]?.reason}`
}

const SET = owner('ReplicaSet', 'rs')

test.for<readonly [string, PodDisruptionBudgetSpec, readonly ApiObject[], string]>([
  [
    'a number that must be there',
    { minAvailable: 2 },
    pods('p', 3, 3),
    '3 of 3, 2 wanted, 1 allowed: True SufficientPods',
  ],
  [
    'just as many',
    { minAvailable: 3 },
    pods('p', 3, 3),
    '3 of 3, 3 wanted, 0 allowed: False InsufficientPods',
  ],
  [
    'too few',
    { minAvailable: 3 },
    pods('p', 3, 2),
    '2 of 3, 3 wanted, 0 allowed: False InsufficientPods',
  ],
  ['no Pods', { minAvailable: 0 }, [], '0 of 0, 0 wanted, 0 allowed: False InsufficientPods'],
  [
    'a part that must be there',
    { minAvailable: '50%' },
    [workload('ReplicaSet', 'rs', 5), ...pods('p', 5, 5, SET)],
    '5 of 5, 3 wanted, 2 allowed: True SufficientPods',
  ],
  [
    'a number that may be missing',
    { maxUnavailable: 1 },
    [workload('ReplicaSet', 'rs', 3), ...pods('p', 3, 3, SET)],
    '3 of 3, 2 wanted, 1 allowed: True SufficientPods',
  ],
  [
    'a part that may be missing',
    { maxUnavailable: '30%' },
    [workload('ReplicaSet', 'rs', 5), ...pods('p', 5, 5, SET)],
    '5 of 5, 3 wanted, 2 allowed: True SufficientPods',
  ],
  [
    'all may be missing',
    { maxUnavailable: '100%' },
    [workload('ReplicaSet', 'rs', 2), ...pods('p', 2, 2, SET)],
    '2 of 2, 0 wanted, 2 allowed: True SufficientPods',
  ],
  [
    'not all are made yet',
    { maxUnavailable: 1 },
    [workload('ReplicaSet', 'rs', 5), ...pods('p', 2, 2, SET)],
    '2 of 5, 4 wanted, 0 allowed: False InsufficientPods',
  ],
  [
    'two sets together',
    { maxUnavailable: 1 },
    [
      workload('ReplicaSet', 'rs', 2),
      workload('StatefulSet', 'db', 3),
      ...pods('p', 2, 2, SET),
      ...pods('q', 3, 3, owner('StatefulSet', 'db')),
    ],
    '5 of 5, 4 wanted, 1 allowed: True SufficientPods',
  ],
  [
    'the Deployment above its ReplicaSets',
    { maxUnavailable: 1 },
    [
      workload('Deployment', 'd', 6),
      workload('ReplicaSet', 'rs', 1, owner('Deployment', 'd')),
      workload('ReplicaSet', 'new', 3, owner('Deployment', 'd')),
      ...pods('p', 1, 1, SET),
      ...pods('q', 3, 3, owner('ReplicaSet', 'new')),
    ],
    '4 of 6, 5 wanted, 0 allowed: False InsufficientPods',
  ],
  [
    'an earlier Deployment of that name',
    { maxUnavailable: 1 },
    [
      workload('Deployment', 'd', 4),
      workload('ReplicaSet', 'rs', 2, { ...owner('Deployment', 'd'), uid: 'old' }),
      ...pods('p', 2, 2, SET),
    ],
    '2 of 2, 1 wanted, 1 allowed: True SufficientPods',
  ],
  [
    'nothing is asked for',
    {},
    pods('p', 2, 2),
    '2 of 0, 0 wanted, 0 allowed: False InsufficientPods',
  ],
])('%s', ([, spec, objects, expected]) => {
  const server = start(...objects, budget(spec))
  expect(counted(server)).toBe(expected)
  expect(own(server)?.status?.observedGeneration).toBe(3)
})

test.for<readonly [string, IntOrString, ReturnType<typeof owner>, string]>([
  ['none is there', 1, SET, 'found no controllers for pod "p-0"'],
  [
    'its kind is unknown',
    1,
    owner('Wheel', 'w', 'road.example/v1'),
    'no matches for kind "Wheel" in version "road.example/v1"',
  ],
  [
    'its kind is of another group',
    1,
    owner('ReplicaSet', 'rs', 'v1'),
    'no matches for kind "ReplicaSet" in version "v1"',
  ],
  [
    'its kind has no number',
    '10%',
    owner('DaemonSet', 'ds'),
    'daemonsets.apps does not implement the scale subresource',
  ],
  [
    'it is no workload at all',
    1,
    owner('ConfigMap', 'c', 'v1'),
    'configmaps does not implement the scale subresource',
  ],
])('a controller that cannot be asked: %s', ([, maxUnavailable, ownedBy, why]) => {
  const server = start(...pods('p', 1, 1, ownedBy), budget({ maxUnavailable }))
  expect(own(server)?.status).toMatchObject({
    disruptionsAllowed: 0,
    conditions: [
      { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: why },
    ],
  })
  expect(reported(server)).toEqual([
    `controllermanager about PodDisruptionBudget web: Warning CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: ${why}`,
  ])
})

test('what is said of it', () => {
  const server = start(budget({ minAvailable: 1 }))
  server.apply(...pods('p', 2, 2))
  server.runUntil(2000)
  server.apply(...pods('q', 1, 1))
  server.runUntil(3000)
  expect(done(server)).toEqual([
    'disruption-controller detail BudgetCounted: allows 0 disruptions of PodDisruptionBudget `web`, because it has no Pods, and 1 has to be healthy',
    'disruption-controller detail BudgetCounted: allows 1 disruption of PodDisruptionBudget `web`, because 2 of its 2 Pods are healthy and 1 has to be',
    'disruption-controller detail BudgetCounted: allows 2 disruptions of PodDisruptionBudget `web`, because 3 of its 3 Pods are healthy and 1 has to be',
  ])
  expect(reported(server)).toEqual([
    'controllermanager about PodDisruptionBudget web: Normal NoPods: No matching pods found',
  ])
})

const disrupted = (since: number): PodDisruptionBudget['status'] => ({
  currentHealthy: 0,
  desiredHealthy: 0,
  disruptionsAllowed: 0,
  expectedPods: 0,
  disruptedPods: { 'p-0': timeOf(since), gone: timeOf(since) },
})

test('a Pod that was evicted counts as missing, for two minutes unless it goes', () => {
  const server = start(...pods('p', 3, 3), budget({ minAvailable: 1 }, disrupted(0)))
  expect(counted(server)).toBe('2 of 3, 1 wanted, 1 allowed: True SufficientPods')
  expect(own(server)?.status?.disruptedPods).toEqual({ 'p-0': timeOf(0) })
  server.runUntil(119_000)
  expect(counted(server)).toContain('2 of 3')
  server.runUntil(121_000)
  expect(counted(server)).toBe('3 of 3, 1 wanted, 2 allowed: True SufficientPods')
  expect(own(server)?.status?.disruptedPods).toBeUndefined()
  expect(reported(server)).toEqual([
    "controllermanager about Pod p-0: Warning NotDeleted: Pod was expected by PDB default/default to be deleted but it wasn't",
  ])
})

test('a Pod that goes is not healthy', () => {
  const [first, ...others] = pods('p', 3, 3)
  if (first === undefined) throw new Error('there is none')
  const going = { ...first, metadata: { ...first.metadata, finalizers: ['a/b'] } }
  const server = start(going, ...others, budget({ minAvailable: 1 }, disrupted(0)))
  server.client.delete('Pod', 'default', 'p-0', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(2000)
  expect(counted(server)).toBe('2 of 3, 1 wanted, 1 allowed: True SufficientPods')
  expect(own(server)?.status?.disruptedPods).toBeUndefined()
})

test('the condition keeps its time while it stays as it is, and other conditions stay', () => {
  const server = start(budget({ minAvailable: 1 }), ...pods('p', 2, 2))
  const first = own(server)
  if (first?.status === undefined) throw new Error('there is none')
  const mine = {
    type: 'Mine',
    status: 'True',
    reason: 'R',
    message: '',
    lastTransitionTime: timeOf(0),
  }
  const conditions = [...(first.status.conditions ?? []), mine]
  server.client.updateStatus({ ...first, status: { ...first.status, conditions } }, BY_TEST)
  server.runUntil(5000)
  server.apply(...pods('q', 1, 1))
  server.runUntil(6000)
  expect(
    own(server)?.status?.conditions?.map(({ type, status, lastTransitionTime }) => [
      type,
      status,
      lastTransitionTime,
    ]),
  ).toEqual([
    ['DisruptionAllowed', 'True', timeOf(0)],
    ['Mine', 'True', timeOf(0)],
  ])
  for (const name of ['p-0', 'p-1']) {
    server.client.delete('Pod', 'default', name, { gracePeriodSeconds: 0 }, BY_TEST)
  }
  server.runUntil(7000)
  expect(
    own(server)?.status?.conditions?.map(({ status, lastTransitionTime }) => [
      status,
      lastTransitionTime,
    ]),
  ).toEqual([
    ['False', timeOf(6000)],
    ['True', timeOf(0)],
  ])
})
