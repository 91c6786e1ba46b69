import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { type Cache, createCache } from './cache.ts'
import { createNodeTree } from './node-tree.ts'

const inZone = (name: string, zone: string) =>
  makeNode(name, { labels: { 'topology.kubernetes.io/zone': zone } })

test('nodes are listed one of each zone in turn', () => {
  const tree = createNodeTree()
  for (const [name, zone] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['a3', 'a'],
    ['b1', 'b'],
    ['c1', 'c'],
    ['c2', 'c'],
  ] as const) {
    tree.set(inZone(name, zone))
  }
  expect(tree.list()).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3'])
  tree.set(inZone('a1', 'b'))
  expect(tree.list()).toEqual(['a2', 'b1', 'c1', 'a3', 'a1', 'c2'])
  tree.remove('b1')
  tree.remove('a1')
  expect(tree.list()).toEqual(['a2', 'c1', 'a3', 'c2'])
})

test.for([
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'],
  ['failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'],
] as const)('a zone is told by %s and %s together', ([zoneLabel, regionLabel]) => {
  const tree = createNodeTree()
  for (const [name, zone, region] of [
    ['a1', 'a', 'r'],
    ['a2', 'a', 'r'],
    ['b1', 'b', 'r'],
    ['c1', 'a', 's'],
    ['d1', '', 's'],
    ['e1', 's', ''],
  ] as const) {
    const labels = {
      ...(zone === '' ? {} : { [zoneLabel]: zone }),
      ...(region === '' ? {} : { [regionLabel]: region }),
    }
    tree.set(makeNode(name, { labels }))
  }
  expect(tree.list()).toEqual(['a1', 'b1', 'c1', 'd1', 'e1', 'a2'])
})

test('nodes without a zone are one group', () => {
  const tree = createNodeTree()
  for (const name of ['x', 'y']) tree.set(makeNode(name))
  tree.set(inZone('z', 'a'))
  expect(tree.list()).toEqual(['x', 'z', 'y'])
})

test('the sums of a node follow its Pods', () => {
  const cache = createCache()
  cache.setNode(makeNode('a'))
  const pod = makePod('web', { requests: { cpu: '500m' }, spec: { nodeName: 'a' } })
  const sums = () => {
    const { requested, nonZeroRequested, pods } = cache.snapshot.get('a') ?? {}
    return [requested?.milliCpu, nonZeroRequested?.memory, pods?.size]
  }
  cache.setPod(pod)
  expect(sums()).toEqual([500, 209_715_200, 1])
  cache.setPod({ ...pod, status: { phase: 'Running' } })
  expect(sums()).toEqual([500, 209_715_200, 1])
  cache.removePod('uid-of-web')
  expect(sums()).toEqual([0, 0, 0])
})

test('a Pod that is seen before its node counts when the node comes', () => {
  const cache = createCache()
  cache.setPod(makePod('web', { requests: { cpu: 1 }, spec: { nodeName: 'a' } }))
  expect(cache.snapshot.nodes).toEqual([])
  cache.setNode(makeNode('a'))
  expect(cache.snapshot.get('a')?.requested.milliCpu).toBe(1000)
  cache.removeNode('a')
  cache.setNode(makeNode('a'))
  expect(cache.snapshot.get('a')?.requested.milliCpu).toBe(1000)
})

test('an assumed Pod counts until it is confirmed or forgotten', () => {
  const cache = createCache()
  cache.setNode(makeNode('a'))
  const pod = makePod('web', { requests: { cpu: 1 } })
  cache.assumePod(pod, 'a')
  expect(cache.isAssumed('uid-of-web')).toBe(true)
  expect(cache.snapshot.get('a')?.requested.milliCpu).toBe(1000)
  cache.setPod({ ...pod, spec: { containers: pod.spec?.containers ?? [], nodeName: 'a' } })
  expect(cache.isAssumed('uid-of-web')).toBe(false)
  expect(cache.snapshot.get('a')?.requested.milliCpu).toBe(1000)
})

test('what was counted among the Pods of a node is counted anew when they change', () => {
  const cache = createCache()
  cache.setNode(makeNode('a'))
  const pod = makePod('web', { labels: { app: 'web' }, spec: { nodeName: 'a' } })
  let looks = 0
  const counted = () =>
    cache.snapshot.get('a')?.countPods('app=web', ({ metadata }) => {
      looks += 1
      return metadata.labels?.['app'] === 'web' && metadata.deletionTimestamp === undefined
    })
  expect(counted()).toBe(0)
  cache.setPod(pod)
  expect([counted(), counted(), looks]).toEqual([1, 1, 1])
  cache.setPod({ ...pod, status: { phase: 'Running' } })
  expect([counted(), looks]).toEqual([1, 1])
  cache.setPod({ ...pod, metadata: { ...pod.metadata, labels: { app: 'db' } } })
  expect(counted()).toBe(0)
  cache.setPod(pod)
  expect(counted()).toBe(1)
  const deletionTimestamp = '2026-03-02T10:00:00Z'
  cache.setPod({ ...pod, metadata: { ...pod.metadata, deletionTimestamp } })
  expect(counted()).toBe(0)
  cache.removePod('uid-of-web')
  cache.assumePod(pod, 'a')
  expect(counted()).toBe(1)
})

test('an image is counted once per node that has it', () => {
  const cache = createCache()
  const images = [{ names: ['app'], sizeBytes: 1 }]
  cache.setNode(makeNode('a', { images }))
  cache.setNode(makeNode('b', { images }))
  expect(cache.snapshot.nodesWithImage('app:latest')).toBe(2)
  cache.setNode(makeNode('b', { images: [] }))
  cache.removeNode('a')
  expect(cache.snapshot.nodesWithImage('app:latest')).toBe(0)
})

/** Parts of Pods that are shared from one version to the next, as they are when a kubelet writes a status. */
const CONTAINERS = ['1', '2'].map((cpu) => [makeContainer('main', { cpu })])
const INITS = ['1', '4'].map((cpu) => [
  makeContainer('proxy', { cpu }, { restartPolicy: 'Always' }),
])
const RESOURCES = ['3', '8'].map((cpu) => ({ requests: { cpu } }))
const OVERHEADS = [{ cpu: '1' }, { cpu: '2' }]
const SIZES = fc.record(
  {
    resources: fc.constantFrom(...RESOURCES),
    allocatedResources: fc.constantFrom({ cpu: '1' }, { cpu: '5' }),
  },
  { requiredKeys: [] },
)
const statuses = (name: string) =>
  fc.option(
    SIZES.map((sizes) => [
      { name, ready: true, restartCount: 0, image: '', imageID: '', ...sizes },
    ]),
    { nil: undefined },
  )
const orNothing = <T>(values: readonly T[]) => fc.constantFrom(undefined, ...values)
const VERSION = fc
  .record({
    containers: fc.constantFrom(...CONTAINERS),
    initContainers: orNothing(INITS),
    resources: orNothing(RESOURCES),
    overhead: orNothing(OVERHEADS),
    sizes: SIZES,
    containerStatuses: statuses('main'),
    initContainerStatuses: statuses('proxy'),
  })
  .map(({ sizes, containerStatuses, initContainerStatuses, ...spec }) => {
    const status = { ...sizes, containerStatuses, initContainerStatuses }
    return makePod('web', {
      spec: withoutUndefined({ nodeName: 'a', ...spec }),
      status: withoutUndefined(status),
    })
  })

/** A copy without the keys that have no value. */
function withoutUndefined<T extends object>(object: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>
  }
}

test('the sums of a node are those of the last version of each Pod, whatever changed between two', () => {
  const sumsOf = (cache: Cache) => {
    const { requested, nonZeroRequested } = cache.snapshot.get('a') ?? {}
    return { requested, nonZeroRequested }
  }
  fc.assert(
    fc.property(fc.array(VERSION, { minLength: 2, maxLength: 5 }), (versions) => {
      const cache = createCache()
      cache.setNode(makeNode('a'))
      for (const pod of versions) {
        cache.setPod(pod)
        const fresh = createCache()
        fresh.setNode(makeNode('a'))
        fresh.setPod(pod)
        expect(sumsOf(cache)).toEqual(sumsOf(fresh))
      }
    }),
    { numRuns: 400, seed: 1 },
  )
})
