import { expect, test } from 'vitest'
import type { NodeSelectorTerm, Pod, PodSpec } from '#api/generated/types.ts'
import type { FitChange } from '#api/scheduler/fit-change.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { makeNodeInfo } from '#testing/run-plugin.ts'
import { unschedulable } from '../framework/status.ts'
import { remediesFor } from './remedies.ts'

type Ways = readonly (readonly FitChange[])[]

const NODE = makeNode('a', { labels: { disk: 'hdd', zone: 'z1' } })
const podWith = (spec: Partial<PodSpec>): Pod => makePod('web', { spec })
const requiring = (...nodeSelectorTerms: readonly NodeSelectorTerm[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: nodeSelectorTerms as [NodeSelectorTerm],
      },
    },
  },
})
const expressions = (...matchExpressions: readonly { key: string; operator: string }[]) => ({
  matchExpressions: matchExpressions as NonNullable<NodeSelectorTerm['matchExpressions']>,
})
const label = (labels: Readonly<Record<string, string>>): FitChange => ({
  kind: 'label',
  nodeName: 'a',
  labels,
})
const selector = (labels: Readonly<Record<string, string>>): FitChange => ({
  kind: 'selector',
  labels,
})
const AFFINITY: FitChange = { kind: 'affinity', of: 'nodeAffinity' }
const ssd = { key: 'disk', operator: 'In', values: ['ssd', 'nvme'] }
const isFast = { key: 'fast', operator: 'Exists' }
const isOld = { key: 'disk', operator: 'DoesNotExist' }
const inZone = { key: 'zone', operator: 'In', values: ['z1'] }

test.for<readonly [string, Partial<PodSpec>, Ways]>([
  [
    'only labels that the node does not have are given up or given to it',
    { nodeSelector: { disk: 'ssd', zone: 'z1' } },
    [[selector({ disk: 'ssd' })], [label({ disk: 'ssd' })]],
  ],
  [
    'the first value of a list, whatever Exists; what holds is left alone',
    requiring(expressions(ssd, isFast, inZone)),
    [[AFFINITY], [label({ disk: 'ssd', fast: 'true' })]],
  ],
  [
    'selector and affinity go together',
    { nodeSelector: { tier: 'db' }, ...requiring(expressions(ssd)) },
    [[selector({ tier: 'db' }), AFFINITY], [label({ tier: 'db', disk: 'ssd' })]],
  ],
  [
    'an affinity that holds stays',
    { nodeSelector: { tier: 'db' }, ...requiring(expressions(isOld), expressions(inZone)) },
    [[selector({ tier: 'db' })], [label({ tier: 'db' })]],
  ],
  ['no label is taken from a node', requiring(expressions(isOld)), [[AFFINITY]]],
  [
    'an empty list has no first value',
    requiring(expressions({ key: 'x', operator: 'In' })),
    [[AFFINITY]],
  ],
  [
    'it is the first term that is met',
    requiring(expressions(ssd), expressions(isFast)),
    [[AFFINITY], [label({ disk: 'ssd' })]],
  ],
  ['no term at all is met by no node', requiring(), [[AFFINITY]]],
  [
    'who names a node by a field means that node',
    requiring({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }),
    [],
  ],
  [
    'a node does not lie about where it is',
    { nodeSelector: { 'topology.kubernetes.io/zone': 'z1' } },
    [[selector({ 'topology.kubernetes.io/zone': 'z1' })]],
  ],
  [
    'nor about what it is',
    { nodeSelector: { 'kubernetes.io/arch': 'arm64', disk: 'ssd' } },
    [[selector({ 'kubernetes.io/arch': 'arm64', disk: 'ssd' })]],
  ],
  [
    'a label of somebody else may have such a name within',
    { nodeSelector: { 'example.com/topology': 'x' } },
    [[selector({ 'example.com/topology': 'x' })], [label({ 'example.com/topology': 'x' })]],
  ],
])('a node that the Pod does not want: %s', ([, spec, expected]) => {
  const status = unschedulable('NodeAffinity', 'no')
  expect(remediesFor(podWith(spec), makeNodeInfo(NODE), status)).toEqual(expected)
})

const taint = (key: string, effect = 'NoSchedule') => ({ key, effect })
const tolerating = (key: string): FitChange => ({ kind: 'toleration', taint: taint(key) })

test.for<readonly [string, readonly ReturnType<typeof taint>[], Ways]>([
  [
    'all that keep it away, in one go',
    [taint('a'), taint('b')],
    [[tolerating('a'), tolerating('b')]],
  ],
  ['one that is tolerated needs nothing', [taint('known'), taint('a')], [[tolerating('a')]]],
  [
    'a preference keeps nobody away',
    [taint('a', 'PreferNoSchedule'), taint('b')],
    [[tolerating('b')]],
  ],
  [
    'one that ends Pods keeps them away too',
    [taint('a', 'NoExecute')],
    [[{ kind: 'toleration', taint: taint('a', 'NoExecute') }]],
  ],
  [
    'trouble of the node is not to be tolerated',
    [taint('a'), taint('node.kubernetes.io/not-ready')],
    [],
  ],
])('taints: %s', ([, taints, expected]) => {
  const pod = podWith({ tolerations: [{ key: 'known', operator: 'Exists' }] })
  const node = makeNodeInfo(makeNode('a', { spec: { taints } }))
  expect(remediesFor(pod, node, unschedulable('TaintToleration', 'no'))).toEqual(expected)
})

test('ports: those that are taken, of init containers too; a Pod in the network of its node keeps them', () => {
  const port = (hostPort: number) => ({ ports: [{ containerPort: 80, hostPort }] })
  const node = makeNodeInfo(NODE, [
    podWith({
      containers: [makeContainer('main', {}, port(80)), makeContainer('b', {}, port(82))],
    }),
  ])
  const spec: Partial<PodSpec> = {
    initContainers: [makeContainer('proxy', {}, { ...port(82), restartPolicy: 'Always' })],
    containers: [
      makeContainer('main', {}, port(80)),
      makeContainer('other', {}, port(81)),
      makeContainer('none', {}, { ports: [{ containerPort: 80 }] }),
    ],
  }
  const status = unschedulable('NodePorts', 'no')
  expect(remediesFor(podWith(spec), node, status)).toEqual([
    [
      { kind: 'hostPort', container: 'proxy', port: 82 },
      { kind: 'hostPort', container: 'main', port: 80 },
    ],
  ])
  expect(remediesFor(podWith({ ...spec, hostNetwork: true }), node, status)).toEqual([])
})

test('spread: each constraint that binds, by its place', () => {
  const constraint = (topologyKey: string, whenUnsatisfiable: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
  })
  const pod = podWith({
    topologySpreadConstraints: [
      constraint('soft', 'ScheduleAnyway'),
      constraint('zone', 'DoNotSchedule'),
      constraint('host', 'DoNotSchedule'),
    ],
  })
  expect(remediesFor(pod, makeNodeInfo(NODE), unschedulable('PodTopologySpread', 'no'))).toEqual([
    [{ kind: 'spread', index: 1, topologyKey: 'zone' }],
    [{ kind: 'spread', index: 2, topologyKey: 'host' }],
  ])
})

test('Pods near each other: the part that was not met, when it is there', () => {
  const rules = { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] }
  const of = (affinity: NonNullable<PodSpec['affinity']>, reason: string): Ways =>
    remediesFor(
      podWith({ affinity }),
      makeNodeInfo(NODE),
      unschedulable('InterPodAffinity', reason),
    )
  const ANTI = "node(s) didn't match pod anti-affinity rules"
  const NEAR = "node(s) didn't match pod affinity rules"
  const both = { podAffinity: rules, podAntiAffinity: rules }
  expect(of(both, ANTI)).toEqual([[{ kind: 'affinity', of: 'podAntiAffinity' }]])
  expect(of(both, NEAR)).toEqual([[{ kind: 'affinity', of: 'podAffinity' }]])
  // Then it is the rules of others that keep it away.
  expect(of({ podAffinity: rules }, ANTI)).toEqual([])
  expect(of({ podAntiAffinity: {} }, ANTI)).toEqual([])
})

test('of what nobody can change nothing is said', () => {
  const of = (plugin: string): Ways =>
    remediesFor(podWith({}), makeNodeInfo(NODE), unschedulable(plugin, 'no'))
  expect(of('VolumeBinding')).toEqual([])
  expect(of('NodeUnschedulable')).toEqual([[{ kind: 'uncordon', nodeName: 'a' }]])
})
