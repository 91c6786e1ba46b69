import { expect, test } from 'vitest'
import type { Node, Pod } from '#api/generated/types.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { nodeActions, podActions } from './event-handlers.ts'

const NODE = makeNode('a')
const NODES: readonly (readonly [string, Node | undefined, Node | undefined, readonly string[]])[] =
  [
    ['a new node', undefined, NODE, ['Add']],
    ['a removed node', NODE, undefined, ['Delete']],
    ['a heartbeat', NODE, { ...NODE, status: { ...NODE.status, conditions: [] } }, []],
    ['more room', NODE, makeNode('a', { allocatable: { cpu: 8 } }), ['UpdateNodeAllocatable']],
    ['a label', NODE, makeNode('a', { labels: { x: '' } }), ['UpdateNodeLabel']],
    ['a cordon', NODE, makeNode('a', { spec: { unschedulable: true } }), ['UpdateNodeTaint']],
    [
      'a taint and a label',
      NODE,
      makeNode('a', { labels: { x: '' }, spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }),
      ['UpdateNodeLabel', 'UpdateNodeTaint'],
    ],
  ]

test.for(NODES)('%s', ([, before, after, expected]) => {
  expect(nodeActions(before, after)).toEqual(expected)
})

const POD = makePod('web', { requests: { cpu: 2 } })
const GATED = makePod('web', {
  requests: { cpu: 2 },
  spec: { schedulingGates: [{ name: 'a' }, { name: 'b' }] },
})
const PODS: readonly (readonly [string, Pod, Pod, readonly string[]])[] = [
  ['a status', POD, { ...POD, status: { phase: 'Running' } }, []],
  ['a label', POD, makePod('web', { requests: { cpu: 2 }, labels: { x: '' } }), ['UpdatePodLabel']],
  ['a smaller request', POD, makePod('web', { requests: { cpu: 1 } }), ['UpdatePodScaleDown']],
  ['a larger request', POD, makePod('web', { requests: { cpu: 3 } }), []],
  [
    'a toleration',
    POD,
    makePod('web', { requests: { cpu: 2 }, spec: { tolerations: [{ operator: 'Exists' }] } }),
    ['UpdatePodTolerations'],
  ],
  ['the last gate removed', GATED, POD, ['UpdatePodSchedulingGatesEliminated']],
  [
    'one of two gates removed',
    GATED,
    makePod('web', { requests: { cpu: 2 }, spec: { schedulingGates: [{ name: 'b' }] } }),
    [],
  ],
]

test.for(PODS)('%s of a Pod', ([, before, after, expected]) => {
  expect(podActions(before, after)).toEqual(expected)
})
