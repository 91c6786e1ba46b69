import { expect, test } from 'vitest'
import type { Toleration } from '#api/generated/types.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo } from '#testing/run-plugin.ts'
import { nodeUnschedulable } from './node-unschedulable.ts'

const REJECTED = 'UnschedulableAndUnresolvable: node(s) were unschedulable'
const KEY = 'node.kubernetes.io/unschedulable'

const CASES: readonly (readonly [string, boolean, readonly Toleration[], string])[] = [
  ['an open node passes', false, [], 'ok'],
  ['a cordoned node is rejected', true, [], REJECTED],
  ['a Pod that tolerates the cordon passes', true, [{ key: KEY, operator: 'Exists' }], 'ok'],
  ['a Pod that tolerates everything passes', true, [{ operator: 'Exists' }], 'ok'],
  [
    'another effect does not help',
    true,
    [{ key: KEY, operator: 'Exists', effect: 'NoExecute' }],
    REJECTED,
  ],
]

test.for(CASES)('%s', ([, unschedulable, tolerations, expected]) => {
  const node = makeNode('a', { spec: { unschedulable } })
  expect(
    filterWith(nodeUnschedulable, makePod('web', { spec: { tolerations } }), makeNodeInfo(node)),
  ).toBe(expected)
})
