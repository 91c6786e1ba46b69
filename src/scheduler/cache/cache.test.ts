import { expect, test } from 'vitest'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createCache } from './cache.ts'
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
