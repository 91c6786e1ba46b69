import { expect, test } from 'vitest'
import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '#api/generated/types.ts'
import { createCycleState } from '../../framework/cycle-state.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo, scoreWith } from '#testing/run-plugin.ts'
import { nodeAffinity } from './node-affinity.ts'

const REJECTED = "UnschedulableAndUnresolvable: node(s) didn't match Pod's node affinity/selector"
const NODE = makeNode('a', { labels: { disk: 'ssd', cores: '8' } })

const required = (...nodeSelectorTerms: readonly NodeSelectorTerm[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
})
const where = (key: string, operator: string, ...values: readonly string[]) =>
  required({ matchExpressions: [{ key, operator, values }] })
const named = (...matchFields: readonly NodeSelectorRequirement[]) => required({ matchFields })

const CASES: readonly (readonly [string, Partial<PodSpec>, string])[] = [
  ['neither selector nor affinity skips', {}, 'skip'],
  ['a matching nodeSelector passes', { nodeSelector: { disk: 'ssd' } }, 'ok'],
  [
    'one wrong label of a nodeSelector is rejected',
    { nodeSelector: { disk: 'ssd', cores: '4' } },
    REJECTED,
  ],
  ['In', where('disk', 'In', 'hdd', 'ssd'), 'ok'],
  ['In with other values', where('disk', 'In', 'hdd'), REJECTED],
  ['NotIn of a missing label passes', where('gpu', 'NotIn', 'x'), 'ok'],
  ['Exists', where('disk', 'Exists'), 'ok'],
  ['DoesNotExist', where('disk', 'DoesNotExist'), REJECTED],
  ['Gt compares as integers', where('cores', 'Gt', '7'), 'ok'],
  ['Gt is strict', where('cores', 'Gt', '8'), REJECTED],
  ['Lt', where('cores', 'Lt', '10'), 'ok'],
  ['Gt of a text is false', where('disk', 'Gt', '1'), REJECTED],
  ['an empty term matches nothing', required({}), REJECTED],
  ['no terms match nothing', required(), REJECTED],
  [
    'one of several terms is enough',
    required({}, { matchExpressions: [{ key: 'disk', operator: 'Exists' }] }),
    'ok',
  ],
  [
    'all requirements of a term must hold',
    required({
      matchExpressions: [
        { key: 'disk', operator: 'Exists' },
        { key: 'gpu', operator: 'Exists' },
      ],
    }),
    REJECTED,
  ],
  ['the name by matchFields', named({ key: 'metadata.name', operator: 'In', values: ['a'] }), 'ok'],
  [
    'another name by matchFields',
    named({ key: 'metadata.name', operator: 'NotIn', values: ['a'] }),
    REJECTED,
  ],
  [
    'two names that cannot both be are a conflict',
    named(
      { key: 'metadata.name', operator: 'In', values: ['a'] },
      { key: 'metadata.name', operator: 'In', values: ['b'] },
    ),
    'UnschedulableAndUnresolvable: pod affinity terms conflict',
  ],
]

test.for(CASES)('%s', ([, spec, expected]) => {
  expect(filterWith(nodeAffinity, makePod('web', { spec }), makeNodeInfo(NODE))).toBe(expected)
})

test('terms that all name nodes limit the search to these', () => {
  const term = (name: string): NodeSelectorTerm => ({
    matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }],
  })
  const pod = makePod('web', { spec: required(term('a'), term('b')) })
  const outcome = nodeAffinity.preFilter(createCycleState(), pod)
  expect(outcome.nodeNames).toEqual(new Set(['a', 'b']))
})

test('preferred terms add their weights and are scaled to the best node', () => {
  const prefer = (weight: number, key: string) => ({
    weight,
    preference: { matchExpressions: [{ key, operator: 'Exists' }] },
  })
  const spec = {
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [prefer(30, 'x'), prefer(10, 'y')],
      },
    },
  }
  const labelSets: readonly Readonly<Record<string, string>>[] = [
    { x: '', y: '' },
    { x: '' },
    { y: '' },
    {},
  ]
  const nodes = labelSets.map((labels) => makeNodeInfo(makeNode('n', { labels })))
  expect(scoreWith(nodeAffinity, makePod('web', { spec }), nodes)).toEqual([100, 75, 25, 0])
  expect(scoreWith(nodeAffinity, makePod('web'), nodes)).toBeNull()
})
