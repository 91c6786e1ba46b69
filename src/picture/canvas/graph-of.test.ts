import { expect, test } from 'vitest'
import { type ApiObject, keyOf, KINDS } from '#api/meta/object.ts'
import { worldStateOf } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { placeOfKind } from '#picture/kinds/kinds.ts'
import type { CanvasGraph, PodPicture } from './canvas-graph.ts'
import { createGraphFold, graphOf } from './graph-of.ts'
import { makeNode, makeSandbox, makeMirror, worldAt } from './testing/fixture.ts'
import { crowd } from './testing/crowd.ts'
import { shopFront, type ShopFront } from './testing/shop-front.ts'

const { entries, moments } = shopFront()
const graphAt = (moment: keyof ShopFront['moments']): CanvasGraph =>
  graphOf(worldAt(entries, moments[moment]))
const podNamed = (graph: CanvasGraph, name: string): PodPicture => {
  const pod = graph.pods.find((candidate) => candidate.name === name)
  if (pod === undefined) throw new Error(`no Pod ${name}`)
  return pod
}

test('a Pod that waits has the words of its condition', () => {
  const report = podNamed(graphAt('pending'), 'report')
  expect(report.nodeName).toBeNull()
  expect(report.state).toEqual({ word: 'Pending', tone: 'wait' })
  expect(report.reason).toContain('2 Insufficient memory')
})

test('a Pod shows its containers in the order in which they start', () => {
  const web = podNamed(graphAt('init'), 'web')
  expect(web.state).toEqual({ word: 'Init:2/3', tone: 'wait' })
  expect(
    web.containers.map(({ number, name, role, state }) => [number, name, role, state.word]),
  ).toEqual([
    [1, 'log-shipper', 'sidecar', 'running'],
    [2, 'wait-for-db', 'init', 'exited 0'],
    [3, 'fetch-site', 'init', 'running'],
    [null, 'nginx', 'app', 'PodInitializing'],
    [null, 'metrics', 'app', 'PodInitializing'],
  ])
  expect(web.ip).toBe('10.244.1.7')
  expect(web.volumes.map(({ name, what, fileCount }) => [name, what, fileCount])).toEqual([
    ['site', 'emptyDir', 0],
    ['logs', 'emptyDir', 0],
  ])
})

test('two containers on one port clash', () => {
  const { ports } = podNamed(graphAt('clash'), 'web')
  expect(ports.map(({ containerName, state }) => [containerName, state])).toEqual([
    ['nginx', 'listening'],
    ['metrics', 'clash'],
  ])
})

test('a node shows what its Pods ask for', () => {
  const [, worker] = graphAt('bound').nodes
  expect(worker?.name).toBe('worker-1')
  // cache asks for 100m; web for 200m of app containers beside 100m of its sidecar.
  expect(worker?.capacity.map(({ text }) => text)).toEqual(['0.4 / 2', '512Mi / 4Gi', '2 / 110'])
  expect(worker?.shares.map(({ name, cpuMilli }) => [name, cpuMilli])).toEqual([
    ['cache-x7k2p', 100],
    ['web', 300],
  ])
})

test.each([
  [{ power: 'on', kubelet: 'running' }, null],
  [{ power: 'off', kubelet: 'stopped' }, 'off'],
  [{ power: 'off', kubelet: 'stopped', network: 'cut' }, 'off'],
  [{ power: 'starting', kubelet: 'stopped' }, 'booting'],
  [{ power: 'on', kubelet: 'running', network: 'cut' }, 'cut off'],
  [{ power: 'on', kubelet: 'running', containerd: 'stopped' }, 'no runtime'],
  [{ power: 'on', kubelet: 'stopped', containerd: 'stopped' }, 'kubelet stopped'],
  [{ power: 'on', kubelet: 'stopped' }, 'kubelet stopped'],
] as const)('a machine that is %o is shown as %s', (machine, word) => {
  const record = { kind: 'Machine', nodeName: 'worker-1', lease: null, ...machine } as const
  const world = worldStateOf([
    ['Node//worker-1', makeNode('worker-1')],
    ['Machine/worker-1', record],
  ])
  expect(graphOf(world).nodes[0]?.machine?.word ?? null).toBe(word)
})

test('nodes with numbers in their names stand in the order of the numbers', () => {
  const world = worldStateOf(
    ['worker-10', 'worker-9'].map((name) => [`Node//${name}`, makeNode(name)]),
  )
  expect(graphOf(world).nodes.map(({ name }) => name)).toEqual(['worker-9', 'worker-10'])
})

test('an owned Pod names its ReplicaSet and a mirror Pod its file', () => {
  const graph = graphAt('start')
  expect(podNamed(graph, 'proxy-worker-2').staticPod).toEqual({
    file: '/etc/kubernetes/manifests/proxy.yaml',
    mirrored: true,
  })
  expect(podNamed(graphAt('pending'), 'cache-x7k2p').owner).toBe('ReplicaSet.apps/default/cache')
  expect(graph.apiItems.filter(({ mirror }) => mirror)).toHaveLength(5)
})

test('a static Pod stays in the picture when its mirror is gone', () => {
  const mirror = makeMirror('proxy', 'worker-2')
  const sandbox = makeSandbox(mirror, '10.244.2.3')
  const graph = graphOf(worldStateOf([['Sandbox/worker-2/x', sandbox]]))
  expect(
    graph.pods.map(({ name, nodeName, staticPod }) => [name, nodeName, staticPod?.mirrored]),
  ).toEqual([['proxy-worker-2', 'worker-2', false]])
  expect(graph.apiItems).toEqual([])
})

test('what did not change is the same reference in the next picture', () => {
  const paint = createGraphFold()
  const before = paint(worldAt(entries, moments.bound))
  const world = worldAt(entries, moments.init)
  const after = paint(world)
  expect(podNamed(after, 'cache-x7k2p')).toBe(podNamed(before, 'cache-x7k2p'))
  expect(podNamed(after, 'web')).not.toBe(podNamed(before, 'web'))
  expect(after.nodes).toBe(before.nodes)
  expect(after.owners).toBe(before.owners)
  expect(after.podsOn.get('worker-2')).toBe(before.podsOn.get('worker-2'))
})

test.each([
  ['the shop front', entries],
  ['a crowd', crowd(60, 4)],
])('wherever one comes from, the picture of a moment of %s is the same', (_, journal) => {
  const prng = createPrng('jumps')
  const paint = createGraphFold()
  for (let jump = 0; jump < 60; jump += 1) {
    const world = worldAt(journal, prng.next(journal.length + 1) - 1)
    const graph = paint(world)
    expect(graph).toEqual(graphOf(world))
    expect(paint(world)).toBe(graph)
  }
})

test('each kind that is drawn as an owner of Pods has counts to be drawn with', () => {
  const owners = Object.values(KINDS).filter(({ kind }) => placeOfKind(kind) === 'owner')
  const objects = owners.map(
    ({ kind, group }) =>
      ({
        apiVersion: group === '' ? 'v1' : `${group}/v1`,
        kind,
        metadata: { name: 'web', namespace: 'shop' },
        spec: {},
      }) as ApiObject,
  )
  const world = worldStateOf(objects.map((object) => [keyOf(object), object]))
  expect(graphOf(world).owners.map(({ kind }) => kind)).toHaveLength(owners.length)
})
