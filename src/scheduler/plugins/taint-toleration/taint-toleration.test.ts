import { expect, test } from 'vitest'
import type { Taint, Toleration } from '#api/generated/types.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo, scoreWith } from '#testing/run-plugin.ts'
import { taintToleration } from './taint-toleration.ts'

const REJECTED = 'UnschedulableAndUnresolvable: node(s) had untolerated taint(s)'
const gpu = (effect: string): Taint => ({ key: 'gpu', value: 'yes', effect })

const FILTERS: readonly (readonly [string, readonly Taint[], readonly Toleration[], string])[] = [
  ['no taint passes', [], [], 'ok'],
  ['NoSchedule is rejected', [gpu('NoSchedule')], [], REJECTED],
  ['NoExecute is rejected', [gpu('NoExecute')], [], REJECTED],
  ['PreferNoSchedule never filters', [gpu('PreferNoSchedule')], [], 'ok'],
  ['an equal value tolerates', [gpu('NoSchedule')], [{ key: 'gpu', value: 'yes' }], 'ok'],
  ['another value does not', [gpu('NoSchedule')], [{ key: 'gpu', value: 'no' }], REJECTED],
  ['Exists tolerates any value', [gpu('NoSchedule')], [{ key: 'gpu', operator: 'Exists' }], 'ok'],
  [
    'one of two taints is not enough',
    [gpu('NoSchedule'), { key: 'x', effect: 'NoSchedule' }],
    [{ key: 'gpu', operator: 'Exists' }],
    REJECTED,
  ],
  [
    'tolerationSeconds plays no part',
    [gpu('NoExecute')],
    [{ key: 'gpu', operator: 'Exists', tolerationSeconds: 1 }],
    'ok',
  ],
]

test.for(FILTERS)('%s', ([, taints, tolerations, expected]) => {
  const node = makeNodeInfo(makeNode('a', { spec: { taints } }))
  expect(filterWith(taintToleration, makePod('web', { spec: { tolerations } }), node)).toBe(
    expected,
  )
})

const soft = (...keys: readonly string[]) =>
  makeNodeInfo(
    makeNode('n', { spec: { taints: keys.map((key) => ({ key, effect: 'PreferNoSchedule' })) } }),
  )

const SCORES: readonly (readonly [string, readonly Toleration[], readonly number[]])[] = [
  ['fewer soft taints score higher', [], [100, 50, 0]],
  ['a tolerated soft taint does not count', [{ key: 'a', operator: 'Exists' }], [100, 100, 0]],
  [
    'a toleration of NoSchedule alone does not help',
    [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
    [100, 50, 0],
  ],
  ['without untolerated taints all nodes get the most', [{ operator: 'Exists' }], [100, 100, 100]],
]

test.for(SCORES)('%s', ([, tolerations, expected]) => {
  const nodes = [soft(), soft('a'), soft('a', 'b')]
  expect(scoreWith(taintToleration, makePod('web', { spec: { tolerations } }), nodes)).toEqual(
    expected,
  )
})
