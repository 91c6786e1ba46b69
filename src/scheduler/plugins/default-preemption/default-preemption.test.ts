import { expect, test } from 'vitest'
import type { Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import type { Labels } from '#api/meta/labels.ts'
import { timeOf } from '#api/meta/time.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { makeNodeInfo } from '#testing/run-plugin.ts'
import { createScheduler } from '../../scheduler.ts'
import { fitsRequest } from '../node-resources/fit.ts'
import { requestOf } from '../../framework/resource.ts'
import { unschedulable } from '../../framework/status.ts'
import { pickOneNodeForPreemption } from './pick-node.ts'
import { selectVictimsOnNode } from './select-victims.ts'

interface Traits {
  readonly cpu?: number
  readonly priority?: number
  readonly startedAtMs?: number
  readonly node?: string
}

function podWith(name: string, { cpu = 1, priority = 0, startedAtMs, node }: Traits = {}): Pod {
  return makePod(name, {
    requests: { cpu },
    spec: { priority, ...(node === undefined ? {} : { nodeName: node }) },
    status: {
      phase: 'Running',
      ...(startedAtMs === undefined ? {} : { startTime: timeOf(startedAtMs) }),
    },
  })
}

const incoming = (cpu: number) => podWith('incoming', { cpu, priority: 100 })
const namesOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name)

const VICTIMS: readonly (readonly [string, number, readonly Pod[], readonly string[] | string])[] =
  [
    [
      'nobody of lower priority',
      1,
      [podWith('a', { priority: 100, cpu: 4 })],
      'No preemption victims found for incoming pod',
    ],
    [
      'not even without all lesser Pods',
      2,
      [podWith('a', { priority: 200, cpu: 3 }), podWith('b')],
      'Insufficient cpu',
    ],
    ['only as many as are needed', 2, [podWith('a', { cpu: 2 }), podWith('b', { cpu: 2 })], ['b']],
    [
      'the less important ones',
      2,
      [podWith('a', { cpu: 2, priority: 1 }), podWith('b', { cpu: 2, priority: 9 })],
      ['a'],
    ],
    [
      'of equal priority those that started later',
      2,
      [podWith('a', { cpu: 2, startedAtMs: 9000 }), podWith('b', { cpu: 2, startedAtMs: 1000 })],
      ['a'],
    ],
    [
      'a large lesser Pod rather than two small ones that would not do',
      3,
      [podWith('a', { cpu: 3 }), podWith('b', { priority: 5 })],
      ['a'],
    ],
  ]

test.for(VICTIMS)('victims: %s', ([, cpu, pods, expected]) => {
  const pod = incoming(cpu)
  const result = selectVictimsOnNode(pod, makeNodeInfo(makeNode('n'), pods), (node) => {
    const reasons = fitsRequest(requestOf(pod), node).map(({ reason }) => reason)
    return reasons.length === 0 ? null : unschedulable('Fit', ...reasons)
  })
  expect('code' in result ? result.reasons.join() : namesOf(result.pods)).toEqual(expected)
})

const budgetOf = (
  disruptionsAllowed: number,
  labels: Labels = { app: 'db' },
): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'db', namespace: 'default' },
  spec: { selector: { matchLabels: labels } },
  status: { disruptionsAllowed, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 },
})
const ofApp = (name: string, app: string, traits: Traits): Pod => {
  const pod = podWith(name, traits)
  return { ...pod, metadata: { ...pod.metadata, labels: { app } } }
}

test.for<readonly [string, readonly PodDisruptionBudget[], readonly string[], number]>([
  ['no budget: the lesser one goes', [], ['b'], 0],
  ['a budget that lets one go', [budgetOf(1)], ['b'], 0],
  ['a budget that lets none go: it stays, and a greater one goes', [budgetOf(0)], ['a'], 0],
  ['a budget of other Pods', [budgetOf(0, { app: 'web' })], ['b'], 0],
  ['a budget of all Pods protects none', [budgetOf(0, {})], ['b'], 0],
])('with %s', ([, budgets, names, violating]) => {
  const pods = [ofApp('a', 'cache', { cpu: 2, priority: 5 }), ofApp('b', 'db', { cpu: 2 })]
  const pod = incoming(2)
  const result = selectVictimsOnNode(
    pod,
    makeNodeInfo(makeNode('n'), pods),
    (node) => {
      const reasons = fitsRequest(requestOf(pod), node).map(({ reason }) => reason)
      return reasons.length === 0 ? null : unschedulable('Fit', ...reasons)
    },
    budgets,
  )
  expect('code' in result ? result.reasons : namesOf(result.pods)).toEqual(names)
  expect('code' in result ? -1 : result.violating).toBe(violating)
})

test('of two nodes the one where no budget is violated is taken, whatever the priorities', () => {
  const candidates = [
    { nodeName: 'violating', victims: [podWith('a', { priority: 1 })], violating: 1 },
    { nodeName: 'free', victims: [podWith('b', { priority: 50 })], violating: 0 },
  ]
  expect(pickOneNodeForPreemption(candidates, 10_000)?.nodeName).toBe('free')
})

const NODES: readonly (readonly [string, readonly Pod[], readonly Pod[]])[] = [
  ['the lower highest priority', [podWith('a', { priority: 1 })], [podWith('b', { priority: 2 })]],
  [
    'the smaller sum of priorities',
    [podWith('a', { priority: 2 }), podWith('b', { priority: 0 })],
    [podWith('c', { priority: 2 }), podWith('d', { priority: 1 })],
  ],
  ['fewer victims', [podWith('a', { priority: 2 })], [podWith('b', { priority: 2 }), podWith('c')]],
  ['the later start', [podWith('a', { startedAtMs: 9000 })], [podWith('b', { startedAtMs: 1000 })]],
]

test.for(NODES)('of two nodes the one with %s is taken', ([, better, worse]) => {
  const candidates = [
    { nodeName: 'worse', victims: worse, violating: 0 },
    { nodeName: 'better', victims: better, violating: 0 },
  ]
  expect(pickOneNodeForPreemption(candidates, 10_000)?.nodeName).toBe('better')
})

function start(): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock } = server
  const recorder = createEventRecorder(client, clock)
  server.apply(makeNode('n', { allocatable: { cpu: 2 } }))
  createScheduler({ client, clock, prng: createPrng(1), recorder })
  return server
}
const podOf = (server: FakeApiServer, name: string) => server.client.get('Pod', 'default', name)

test('a Pod of higher priority takes the place of a lesser one when that is gone', () => {
  const server = start()
  server.apply(podWith('low', { cpu: 2 }))
  server.runUntil(10)
  server.apply(podWith('high', { cpu: 1, priority: 1000 }))
  server.runUntil(1000)
  expect(podOf(server, 'low')).toMatchObject({
    metadata: { deletionGracePeriodSeconds: 30 },
    status: {
      conditions: expect.arrayContaining([
        expect.objectContaining({
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'PreemptionByScheduler',
          message: 'default-scheduler: preempting to accommodate a higher priority pod',
        }),
      ]),
    },
  })
  expect(podOf(server, 'high')).toMatchObject({
    status: {
      nominatedNodeName: 'n',
      conditions: [{ message: '0/1 nodes are available: 1 Insufficient cpu.' }],
    },
  })
  expect(server.client.list('Event').find(({ reason }) => reason === 'Preempted')).toMatchObject({
    type: 'Normal',
    action: 'Preempting',
    message: 'Preempted by pod uid-of-high on node n',
    involvedObject: { name: 'low' },
  })
  server.client.delete('Pod', 'default', 'low', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(31_000)
  expect(podOf(server, 'high')?.spec?.nodeName).toBe('n')
  expect(server.world.journal.findLast(({ kind }) => kind === 'Scheduled')?.because).toBe(
    'room was made for it there',
  )
})

test('room made for one Pod is not given to one of lower priority', () => {
  const server = start()
  server.apply(podWith('low', { cpu: 2 }))
  server.runUntil(10)
  server.apply(podWith('high', { cpu: 2, priority: 1000 }))
  server.runUntil(20)
  server.apply(podWith('late', { cpu: 2 }))
  server.client.delete('Pod', 'default', 'low', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(60_000)
  expect(podOf(server, 'high')?.spec?.nodeName).toBe('n')
  expect(podOf(server, 'late')?.spec?.nodeName).toBeUndefined()
})

test('a Pod that must not preempt says so', () => {
  const server = start()
  server.apply(podWith('low', { cpu: 2 }))
  server.runUntil(10)
  const meek = podWith('meek', { cpu: 1, priority: 1000 })
  const containers = meek.spec?.containers ?? []
  server.apply({ ...meek, spec: { ...meek.spec, containers, preemptionPolicy: 'Never' } })
  server.runUntil(1000)
  expect(podOf(server, 'meek')?.status?.conditions?.[0]?.message).toBe(
    '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, ' +
      'preemption: not eligible due to preemptionPolicy=Never.',
  )
  expect(podOf(server, 'low')?.metadata.deletionTimestamp).toBeUndefined()
})
