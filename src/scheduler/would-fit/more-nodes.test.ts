import { expect, test } from 'vitest'
import { CONTROL_PLANE_LABEL } from '#api/core/control-plane.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { makeNodeInfo } from '#testing/run-plugin.ts'
import { moreNodes } from './more-nodes.ts'

const likes = (...nodes: readonly Node[]): readonly string[] =>
  moreNodes(nodes.map((node) => makeNodeInfo(node))).map(({ like }) => like)
const sized = (name: string, cpu: string, memory = '8Gi'): Node =>
  makeNode(name, { allocatable: { cpu, memory } })
const controlPlane = makeNode('control-plane', { labels: { [CONTROL_PLANE_LABEL]: '' } })

test('one of each size, the smallest first, by memory where the cores are as many, and four at most', () => {
  expect(likes(makeNode('a'), makeNode('b'))).toEqual(['a'])
  expect(likes(sized('a', '8'), sized('b', '2'), sized('c', '10'))).toEqual(['b', 'a', 'c'])
  expect(likes(sized('a', '2', '16Gi'), sized('b', '2', '4Gi'), sized('c', '1', '32Gi'))).toEqual([
    'c',
    'b',
    'a',
  ])
  expect(likes(...['5', '4', '3', '2', '1'].map((cpu) => sized(`n-${cpu}`, cpu)))).toEqual([
    'n-1',
    'n-2',
    'n-3',
    'n-4',
  ])
})

test('nodes with other labels or taints are others, and none of them is a control plane while there is a worker', () => {
  const taints = [{ key: 'gpu', effect: 'NoSchedule' }]
  const [plain, labelled, tainted] = [
    makeNode('plain'),
    makeNode('labelled', { labels: { disk: 'ssd' } }),
    makeNode('tainted', { spec: { taints } }),
  ]
  expect(likes(plain, labelled, tainted)).toEqual(['plain', 'labelled', 'tainted'])
  expect(likes(controlPlane, plain)).toEqual(['plain'])
  expect(likes(controlPlane)).toEqual(['control-plane'])
  expect(likes()).toEqual([])
})

test('it registers under the first free name, with what is true of a new machine', () => {
  const taints = [
    { key: 'gpu', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
  ]
  const old: Node = makeNode('worker-1', {
    labels: { disk: 'ssd' },
    spec: { unschedulable: true, podCIDR: '10.244.1.0/24', taints },
  })
  const capacity = { cpu: '5', memory: '9Gi' }
  const node = { ...old, status: { ...old.status, capacity, phase: 'Running' } }
  const [found] = moreNodes([makeNodeInfo(node), makeNodeInfo(makeNode('worker-3'))])
  expect(found?.node).toEqual({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker-2', labels: { 'kubernetes.io/hostname': 'worker-2', disk: 'ssd' } },
    spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
    status: { capacity, allocatable: old.status?.allocatable },
  })
  const inTrouble = makeNode('worker-1', { spec: { taints: taints.slice(1) } })
  const [healthy] = moreNodes([makeNodeInfo({ ...inTrouble, status: {} })])
  expect(healthy?.node).toMatchObject({ spec: {}, status: {} })
  expect(Object.keys(healthy?.node.status ?? { none: 0 })).toEqual([])
})

test('the Pods of its DaemonSets come along, and no others', () => {
  const bound = (name: string, matchFields: readonly object[] | undefined): Pod =>
    makePod(name, {
      spec: {
        nodeName: 'worker-1',
        containers: [makeContainer('main', { cpu: '1' })],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                matchFields === undefined ? {} : { matchFields: matchFields as [] },
              ],
            },
          },
        },
      },
    })
  const field = { key: 'metadata.name', operator: 'In', values: ['worker-1'] }
  const pods = [
    bound('log', [field]),
    bound('empty', []),
    bound('none', undefined),
    makePod('free', { spec: { nodeName: 'worker-1' } }),
  ]
  const [found] = moreNodes([makeNodeInfo(makeNode('worker-1'), pods)])
  expect(found?.pods.map(({ metadata, spec }) => [metadata.name, spec?.nodeName])).toEqual([
    ['log', 'worker-2'],
  ])
  const [log] = found?.pods ?? []
  expect(log?.metadata.uid).toBe(`${pods[0]?.metadata.uid} on worker-2`)
  expect(log?.spec?.containers).toHaveLength(1)
})
