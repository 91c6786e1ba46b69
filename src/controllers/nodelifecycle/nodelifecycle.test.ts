// How nodes are judged and tainted, as functions, against pkg/controller/nodelifecycle/node_lifecycle_controller.go and
// scheduler/rate_limited_queue.go (v1.36).
import { expect, test } from 'vitest'
import type { Node, NodeCondition, Taint } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makeNode } from '#testing/make-objects.ts'
import { isNodeReady, nodeConditionOf, taintExists } from '../node-conditions.ts'
import {
  conditionInSentence,
  noScheduleTaints,
  taintsInSentence,
  taintsOfConditions,
} from './no-schedule-taints.ts'
import {
  lookAfter,
  type NodeHealth,
  observeHealth,
  silentAtMs,
  unknownConditions,
} from './node-health.ts'
import { computeZoneState, createTaintQueue, evictionRate, zoneKeyOf } from './zones.ts'

const ready = (status: string, heartbeatMs = 0): NodeCondition => ({
  type: 'Ready',
  status,
  lastHeartbeatTime: timeOf(heartbeatMs),
})
const zoneOf = (...counts: readonly (readonly [number, string | null])[]) =>
  counts.flatMap(([count, status]) =>
    Array.from({ length: count }, () => (status === null ? undefined : ready(status))),
  )

test.for<readonly [string, readonly (NodeCondition | undefined)[], string]>([
  ['no nodes', [], 'Normal'],
  ['all ready', zoneOf([3, 'True']), 'Normal'],
  ['none ready', zoneOf([3, 'False']), 'FullDisruption'],
  ['one that is not', zoneOf([1, 'Unknown']), 'FullDisruption'],
  ['without conditions', zoneOf([2, null]), 'FullDisruption'],
  ['two of three down are too few to tell', zoneOf([1, 'True'], [2, 'False']), 'Normal'],
  ['three of four', zoneOf([1, 'True'], [3, 'Unknown']), 'PartialDisruption'],
  ['three of five', zoneOf([2, 'True'], [2, 'Unknown'], [1, null]), 'PartialDisruption'],
  ['three of six', zoneOf([3, 'True'], [3, 'Unknown']), 'Normal'],
  ['eleven of twenty', zoneOf([9, 'True'], [11, 'Unknown']), 'PartialDisruption'],
  ['six of eleven', zoneOf([5, 'True'], [6, 'Unknown']), 'Normal'],
])('a zone with %s', ([, conditions, state]) => {
  expect(computeZoneState(conditions)).toBe(state)
})

test('how many nodes of a zone may be tainted in a second', () => {
  expect(
    (['Initial', 'Normal', 'FullDisruption'] as const).map((state) => evictionRate(state, 9)),
  ).toEqual([0.1, 0.1, 0.1])
  expect([3, 50, 51].map((size) => evictionRate('PartialDisruption', size))).toEqual([0, 0, 0.01])
})

test('a zone is its region and its zone', () => {
  const key = (region?: string, zone?: string): string =>
    zoneKeyOf(
      makeNode('n', {
        labels: {
          ...(region === undefined ? {} : { 'topology.kubernetes.io/region': region }),
          ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
        },
      }),
    )
  expect(key()).toBe('')
  const keys = [key('a'), key(undefined, 'a'), key('a', 'b'), key('b', 'a')]
  expect(new Set(keys).size).toBe(4)
  expect(keys[2]).toBe('a:\0:b')
  expect(zoneKeyOf({ apiVersion: 'v1', kind: 'Node', metadata: {} })).toBe('')
})

test('the queue of a zone gives out one node every ten seconds', () => {
  const queue = createTaintQueue()
  expect([queue.size, queue.take(0), queue.nextMs(0)]).toEqual([0, undefined, null])
  for (const name of ['a', 'b', 'a', 'c', 'd']) queue.add(name)
  queue.remove('c')
  queue.remove('x')
  expect([queue.size, queue.nextMs(0)]).toEqual([3, 100])
  expect(queue.take(5000)).toBe('a')
  expect([queue.size, queue.take(5000), queue.nextMs(5000)]).toEqual([2, undefined, 15_000])
  expect(queue.take(14_999)).toBeUndefined()
  expect(queue.nextMs(14_950)).toBe(15_050)
  expect(queue.take(15_000)).toBe('b')
  queue.setRate(0)
  expect([queue.take(99_000), queue.nextMs(99_000), queue.size]).toEqual([undefined, null, 1])
  queue.setRate(0.01)
  expect([queue.take(99_000), queue.nextMs(99_000)]).toEqual(['d', null])
  queue.add('e')
  expect([queue.nextMs(99_000), queue.take(198_999), queue.take(199_000)]).toEqual([
    199_000,
    undefined,
    'e',
  ])
})

const nodeWith = (
  conditions: readonly (readonly [string, string])[],
  spec: Node['spec'] = {},
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
  spec,
  status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
})
const PREFIX = 'node.kubernetes.io/'

test.for<readonly [string, string, readonly string[]]>([
  ['Ready', 'True', []],
  ['Ready', 'False', ['not-ready']],
  ['Ready', 'Unknown', ['unreachable']],
  ['MemoryPressure', 'True', ['memory-pressure']],
  ['MemoryPressure', 'False', []],
  ['MemoryPressure', 'Unknown', []],
  ['DiskPressure', 'True', ['disk-pressure']],
  ['PIDPressure', 'True', ['pid-pressure']],
  ['NetworkUnavailable', 'True', ['network-unavailable']],
  ['NetworkUnavailable', 'False', []],
  ['KernelDeadlock', 'True', []],
  ['constructor', 'True', []],
])('the condition %s=%s means the taints %j', ([type, status, keys]) => {
  const expected = keys.map((key) => ({ key: `${PREFIX}${key}`, effect: 'NoSchedule' }))
  expect(taintsOfConditions(nodeWith([[type, status]]))).toEqual(expected)
})

test('a Node has the taints of all its conditions and of its cordon', () => {
  const node = nodeWith(
    [
      ['Ready', 'False'],
      ['DiskPressure', 'True'],
    ],
    { unschedulable: true },
  )
  expect(taintsOfConditions(node).map(({ key }) => key)).toEqual(
    ['not-ready', 'disk-pressure', 'unschedulable'].map((key) => `${PREFIX}${key}`),
  )
  expect(taintsOfConditions({ apiVersion: 'v1', kind: 'Node', metadata: {} })).toEqual([])
})

const taint = (key: string, effect = 'NoSchedule'): Taint => ({ key: `${PREFIX}${key}`, effect })

test('which taints the controller looks after', () => {
  const own = [
    'not-ready',
    'unreachable',
    'memory-pressure',
    'disk-pressure',
    'network-unavailable',
    'pid-pressure',
    'unschedulable',
  ].map((key) => taint(key))
  const others = [
    taint('not-ready', 'NoExecute'),
    taint('out-of-service'),
    taint('unschedulable', 'PreferNoSchedule'),
  ]
  expect(noScheduleTaints(nodeWith([], { taints: [...others, ...own] }))).toEqual(own)
  expect(noScheduleTaints(nodeWith([]))).toEqual([])
})

test('what changes is told', () => {
  const [disk, memory, cordon] = [
    taint('disk-pressure'),
    taint('memory-pressure'),
    taint('unschedulable'),
  ]
  const said = (
    add: readonly Taint[],
    remove: readonly Taint[],
    taints: readonly Taint[] = [],
  ): string => taintsInSentence(nodeWith([], { taints }), { add, remove })
  expect(said([disk], [])).toBe(
    'tainted Node `n` with `node.kubernetes.io/disk-pressure:NoSchedule`',
  )
  expect(said([disk, memory], [cordon])).toBe(
    'tainted Node `n` with `node.kubernetes.io/disk-pressure:NoSchedule` and `node.kubernetes.io/memory-pressure:NoSchedule` instead of `node.kubernetes.io/unschedulable:NoSchedule`',
  )
  expect(said([disk, memory], [], [disk])).toBe(
    'tainted Node `n` with `node.kubernetes.io/memory-pressure:NoSchedule`',
  )
  expect(said([disk], [memory], [disk])).toBe(
    'took `node.kubernetes.io/memory-pressure:NoSchedule` off Node `n`',
  )
})

test('and why', () => {
  const why = (node: Node, add: readonly Taint[], remove: readonly Taint[] = []): string =>
    conditionInSentence(node, { add, remove })
  const cordon = taint('unschedulable')
  expect(why(nodeWith([['Ready', 'True']], { unschedulable: true }), [cordon])).toBe(
    'it is cordoned',
  )
  expect(why(nodeWith([['Ready', 'True']]), [], [cordon])).toBe('it is no longer cordoned')
  expect(why(nodeWith([]), [taint('not-ready')])).toBe('its kubelet has not reported yet')
  expect(why(nodeWith([['Ready', 'Unknown']]), [taint('unreachable')])).toBe(
    'its kubelet is silent',
  )
  expect(why(nodeWith([['Ready', 'False']]), [taint('not-ready')])).toBe(
    'its kubelet says that it is not ready',
  )
  expect(why(nodeWith([['Ready', 'True']]), [], [taint('not-ready')])).toBe(
    'its kubelet says that all is well',
  )
  expect(
    why(
      nodeWith([
        ['Ready', 'True'],
        ['DiskPressure', 'True'],
      ]),
      [taint('disk-pressure')],
    ),
  ).toBe('its conditions say so')
  // What it has already is no change.
  const cordoned = nodeWith([['Ready', 'True']], {
    unschedulable: true,
    taints: [taint('disk-pressure')],
  })
  expect(why(cordoned, [taint('disk-pressure'), cordon])).toBe('it is cordoned')
})

test('a monitor looks every five seconds from when it began', () => {
  const looks = [1000, 1001, 6000, 6001, 30_999].map((ms) => lookAfter(1000, ms))
  expect(looks).toEqual([1000, 6000, 6000, 11_000, 31_000])
})

const LOOK = { nowMs: 60_000, startMs: 0 }
const SEEN: NodeHealth = { probeMs: 20_000, heartbeat: timeOf(1000), wasReported: true }
const created = (ms: number, conditions: readonly NodeCondition[]): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', creationTimestamp: timeOf(ms) },
  status: { conditions },
})
const lease = (renewTimeMs: number) => ({ renewTimeMs, statusTimeMs: 0, isRenewed: false })

test.for<
  readonly [string, NodeHealth | undefined, readonly NodeCondition[], number | null, number]
>([
  ['a node that is new and has not reported', undefined, [], null, 7000],
  ['one that has not reported since', { ...SEEN, wasReported: false }, [], null, 20_000],
  ['one that has not reported and renews its lease', undefined, [], 31_000, 35_000],
  [
    'one that reports for the first time',
    { ...SEEN, wasReported: false },
    [ready('True', 1000)],
    null,
    60_000,
  ],
  ['one that is seen for the first time', undefined, [ready('True', 1000)], null, 60_000],
  ['a report that is gone', SEEN, [], null, 60_000],
  ['nothing new', SEEN, [ready('True', 1000)], null, 20_000],
  ['a heartbeat', SEEN, [ready('True', 2000)], null, 60_000],
  ['a renewal is seen at the next look', SEEN, [ready('True', 1000)], 31_000, 35_000],
  ['a renewal at a look', SEEN, [ready('True', 1000)], 30_000, 30_000],
  ['an earlier renewal', SEEN, [ready('True', 1000)], 11_000, 20_000],
  ['a renewal just now', SEEN, [ready('True', 1000)], 59_000, 60_000],
  ['a renewal that will be seen later', SEEN, [ready('True', 1000)], 60_000, 60_000],
])('the last sign of life: %s', ([, before, conditions, renewedMs, expectedMs]) => {
  const known = renewedMs === null ? undefined : lease(renewedMs)
  const found = observeHealth(before, created(7000, conditions), known, LOOK)
  expect(found).toEqual({
    probeMs: expectedMs,
    heartbeat: conditions[0]?.lastHeartbeatTime ?? '',
    wasReported: conditions.length > 0,
  })
})

test('a node counts as silent after 50 s, one that never reported after 60 s', () => {
  expect(silentAtMs(SEEN)).toBe(70_000)
  expect(silentAtMs({ ...SEEN, wasReported: false })).toBe(80_000)
})

test('conditions of a silent node are unknown, but that of the network', () => {
  const heartbeat = { lastHeartbeatTime: timeOf(9000), lastTransitionTime: timeOf(9000) }
  const node = created(7000, [
    { type: 'NetworkUnavailable', status: 'False', reason: 'RouteCreated' },
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'x', ...heartbeat },
    { type: 'DiskPressure', status: 'Unknown', reason: 'Other', ...heartbeat },
    { type: 'Own', status: 'True' },
  ])
  const now = { status: 'Unknown', lastTransitionTime: timeOf(60_000) }
  const stopped = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
  const never = {
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: timeOf(7000),
  }
  const found = unknownConditions(node, undefined, 60_000)
  expect(found).toEqual([
    { type: 'NetworkUnavailable', status: 'False', reason: 'RouteCreated' },
    { type: 'Ready', lastHeartbeatTime: timeOf(9000), ...stopped, ...now },
    { type: 'DiskPressure', status: 'Unknown', reason: 'Other', ...heartbeat },
    { type: 'Own', status: 'True' },
    { type: 'MemoryPressure', ...never, ...now },
    { type: 'PIDPressure', ...never, ...now },
  ])
  const unknown = { ...node, status: { conditions: found } }
  expect(unknownConditions(unknown, undefined, 90_000)).toBe(found)
  const bare: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }
  expect(unknownConditions(bare, undefined, 60_000)).toHaveLength(4)
  expect(unknownConditions(bare, undefined, 60_000)[0]).not.toHaveProperty('lastHeartbeatTime')
})

test('what a Node says of itself', () => {
  const node = nodeWith(
    [
      ['DiskPressure', 'True'],
      ['Ready', 'False'],
    ],
    { taints: [taint('a')] },
  )
  expect(nodeConditionOf(node, 'Ready')?.status).toBe('False')
  expect(nodeConditionOf(node, 'Other')).toBeUndefined()
  expect([
    isNodeReady(node),
    isNodeReady(nodeWith([['Ready', 'True']])),
    isNodeReady(nodeWith([])),
  ]).toEqual([false, true, false])
  expect(
    [taint('a'), taint('b'), taint('a', 'NoExecute')].map((one) => taintExists(node, one)),
  ).toEqual([true, false, false])
  expect(taintExists({ apiVersion: 'v1', kind: 'Node', metadata: {} }, taint('a'))).toBe(false)
})
