import { expect, test } from 'vitest'
import type { Quantity } from '#api/generated/types.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo, scoreWith } from '#testing/run-plugin.ts'
import { hintOf } from '../../framework/events.ts'
import { nodeResourcesBalancedAllocation } from './balanced-allocation.ts'
import { nodeResourcesFit } from './fit.ts'

type Amounts = Readonly<Record<string, Quantity>>

const FITS: readonly (readonly [string, Amounts, Amounts, Amounts, string])[] = [
  ['an empty node holds it', { cpu: 1 }, {}, {}, 'ok'],
  [
    'exactly what is left is enough',
    { cpu: 2, memory: '6Gi' },
    { cpu: 2, memory: '2Gi' },
    {},
    'ok',
  ],
  [
    'a millicore too much is not',
    { cpu: '2001m' },
    { cpu: 2 },
    {},
    'Unschedulable: Insufficient cpu',
  ],
  [
    'all that is missing is named in order',
    { memory: '8Gi', cpu: 4 },
    { cpu: 1, memory: 1 },
    {},
    'Unschedulable: Insufficient cpu, Insufficient memory',
  ],
  [
    'more than the whole node can never be resolved',
    { cpu: 5 },
    {},
    {},
    'UnschedulableAndUnresolvable: Insufficient cpu',
  ],
  ['no room for one more Pod', {}, {}, { pods: 1 }, 'Unschedulable: Too many pods'],
  [
    'too many Pods and too little cpu',
    { cpu: 4 },
    { cpu: 1 },
    { pods: 1 },
    'Unschedulable: Too many pods, Insufficient cpu',
  ],
  [
    'an extended resource that the node lacks',
    { 'nvidia.com/gpu': 1 },
    {},
    {},
    'UnschedulableAndUnresolvable: Insufficient nvidia.com/gpu',
  ],
  [
    'an extended resource that is taken',
    { 'nvidia.com/gpu': 1 },
    { 'nvidia.com/gpu': 2 },
    { 'nvidia.com/gpu': 2 },
    'Unschedulable: Insufficient nvidia.com/gpu',
  ],
  ['none of an extended resource is ignored', { 'nvidia.com/gpu': 0 }, {}, {}, 'ok'],
  [
    'ephemeral storage',
    { 'ephemeral-storage': '2Gi' },
    {},
    { 'ephemeral-storage': '1Gi' },
    'UnschedulableAndUnresolvable: Insufficient ephemeral-storage',
  ],
  ['a Pod without requests fits on a full node', {}, { cpu: 4, memory: '8Gi' }, {}, 'ok'],
]

test.for(FITS)('%s', ([, requests, taken, allocatable, expected]) => {
  const node = makeNodeInfo(makeNode('a', { allocatable }), [makePod('other', { requests: taken })])
  expect(filterWith(nodeResourcesFit, makePod('web', { requests }), node)).toBe(expected)
})

const EMPTY = makeNodeInfo(makeNode('empty'))
const BUSY = makeNodeInfo(makeNode('busy'), [
  makePod('other', { requests: { cpu: 2, memory: '4Gi' } }),
])

const SCORES: readonly (readonly [string, Amounts, readonly number[], readonly number[] | null])[] =
  [
    ['500m and 256Mi', { cpu: '500m', memory: '256Mi' }, [91, 41], [72, 72]],
    ['no requests count as 100m and 200MiB', {}, [97, 47], null],
    ['an explicit zero stays zero', { cpu: 0, memory: 0 }, [100, 50], null],
    [
      'a balanced request does not change the balance',
      { cpu: 1, memory: '2Gi' },
      [75, 25],
      [75, 75],
    ],
  ]

test.for(SCORES)('scores of a Pod with %s', ([, requests, least, balanced]) => {
  const pod = makePod('web', { requests })
  expect(scoreWith(nodeResourcesFit, pod, [EMPTY, BUSY])).toEqual(least)
  expect(scoreWith(nodeResourcesBalancedAllocation, pod, [EMPTY, BUSY])).toEqual(balanced)
})

test('a request that evens out the use of a node raises its score', () => {
  const lopsided = makeNodeInfo(makeNode('a'), [makePod('other', { requests: { cpu: 2 } })])
  const pod = makePod('web', { requests: { memory: '4Gi' } })
  expect(scoreWith(nodeResourcesBalancedAllocation, pod, [lopsided])).toEqual([87])
})

test('a resource that a node has nothing of is left out of the mean', () => {
  const node = makeNodeInfo(makeNode('a', { allocatable: { memory: 0 } }))
  expect(scoreWith(nodeResourcesFit, makePod('web', { requests: { cpu: 1 } }), [node])).toEqual([
    75,
  ])
})

const waits = makePod('waits')
const isOn = (nodeName: string) => makePod('gone', { spec: { nodeName } })
const HINTS = [
  ['its own wish for less', 'UpdatePodScaleDown', waits, waits, 'Queue'],
  ['the end of a Pod that had a node', 'Delete', isOn('a'), undefined, 'Queue'],
  ['the end of a Pod that had none', 'Delete', makePod('gone'), undefined, 'Skip'],
] as const

test.for(HINTS)('a Pod for which no room was hears of %s', ([, action, before, after, hint]) => {
  const registered = nodeResourcesFit.eventsToRegister.filter(({ resource }) => resource === 'Pod')
  const event = { resource: 'Pod', actions: [action], before, after } as const
  expect(registered.map((one) => hintOf(one, event, waits))).toEqual([hint])
})

const NODE_HINTS: readonly (readonly [string, Amounts, Amounts | null, Amounts | null, string])[] =
  [
    ['a node with just as much as it asks for', { cpu: 4, memory: '8Gi' }, null, {}, 'Queue'],
    ['one with too few cores', { cpu: '4001m' }, null, {}, 'Skip'],
    ['one with too little memory', { memory: '8193Mi' }, null, {}, 'Skip'],
    [
      'one with just as much disk',
      { 'ephemeral-storage': '1Gi' },
      null,
      { 'ephemeral-storage': '1Gi' },
      'Queue',
    ],
    [
      'one with too little disk',
      { 'ephemeral-storage': '1Gi' },
      null,
      { 'ephemeral-storage': '1023Mi' },
      'Skip',
    ],
    ['one with just as many devices', { 'x.y/gpu': 2 }, null, { 'x.y/gpu': 2 }, 'Queue'],
    ['one with too few devices', { 'x.y/gpu': 2 }, null, { 'x.y/gpu': 1 }, 'Skip'],
    ['one without devices', { 'x.y/gpu': 1 }, null, {}, 'Skip'],
    ['one with room for one Pod', {}, null, { pods: 1 }, 'Queue'],
    ['one without room for Pods', {}, null, { pods: 0 }, 'Skip'],
    ['a node that went away', {}, {}, null, 'Skip'],
    ['a node that did not grow', { cpu: 1 }, {}, {}, 'Skip'],
    ['a node that grew in cores', { cpu: 1, memory: '1Gi' }, { cpu: 1 }, { cpu: 2 }, 'Queue'],
    ['one that grew, but not enough', { cpu: 3 }, { cpu: 1 }, { cpu: 2 }, 'Skip'],
    ['one that shrank', { cpu: 1 }, { cpu: 3 }, { cpu: 2 }, 'Skip'],
    ['one that grew in memory alone', { cpu: 1 }, {}, { memory: '9Gi' }, 'Skip'],
    ['one that grew in memory', { memory: 1 }, {}, { memory: '9Gi' }, 'Queue'],
    [
      'one that grew in disk',
      { 'ephemeral-storage': 1 },
      { 'ephemeral-storage': '1Gi' },
      { 'ephemeral-storage': '2Gi' },
      'Queue',
    ],
    ['one that grew in devices', { 'x.y/gpu': 1 }, {}, { 'x.y/gpu': 1 }, 'Queue'],
    ['one that grew in what it asks none of', { cpu: 0 }, {}, { cpu: 5 }, 'Skip'],
    ['one that takes more Pods', { cpu: 1 }, { pods: 1 }, { pods: 2 }, 'Queue'],
  ]

test.for(NODE_HINTS)(
  'a Pod for which no room was hears of %s',
  ([, requests, before, after, hint]) => {
    const registered = nodeResourcesFit.eventsToRegister.filter((one) => one.resource === 'Node')
    const nodeOf = (allocatable: Amounts | null) =>
      allocatable === null ? undefined : makeNode('a', { allocatable })
    const action = before === null ? 'Add' : 'UpdateNodeAllocatable'
    const event = {
      resource: 'Node',
      actions: [action],
      before: nodeOf(before),
      after: nodeOf(after),
    } as const
    const pod = makePod('waits', { requests })
    expect(registered.map((one) => hintOf(one, event, pod))).toEqual([hint])
  },
)

test.for([
  [{ cpu: 0 }, { cpu: 1 }],
  [{ memory: 0 }, { memory: '1Gi' }],
] as const)(
  'a node with %j of it counts as even, whatever a Pod with %j asks for',
  ([allocatable, requests]) => {
    const node = makeNodeInfo(makeNode('n', { allocatable }))
    expect(
      scoreWith(nodeResourcesBalancedAllocation, makePod('web', { requests }), [node]),
    ).toEqual([75])
  },
)
