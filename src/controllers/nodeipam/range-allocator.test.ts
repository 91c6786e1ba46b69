// Which Pod network a node gets, against pkg/controller/nodeipam/ipam/range_allocator.go (v1.36).
import { expect, test } from 'vitest'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makeNode } from '#testing/make-objects.ts'
import { done, startController } from '#testing/start-controller.ts'
import { nodeIpamController, podCidrOf } from './range-allocator.ts'

test('each node gets the first network that no other has', () => {
  const server = startController(nodeIpamController)
  server.apply(
    makeNode('b'),
    makeNode('own', { spec: { podCIDR: '10.244.1.0/24' } }),
    makeNode('a'),
  )
  server.runUntil(1000)
  const networks = () =>
    Object.fromEntries(
      server.client.list('Node').map(({ metadata, spec }) => [metadata.name, spec?.podCIDR]),
    )
  expect(networks()).toEqual({ b: '10.244.0.0/24', own: '10.244.1.0/24', a: '10.244.2.0/24' })
  server.client.delete('Node', '', 'b', {}, BY_TEST)
  server.apply(makeNode('c'))
  server.runUntil(2000)
  expect(networks()).toEqual({ own: '10.244.1.0/24', a: '10.244.2.0/24', c: '10.244.0.0/24' })
  expect(server.client.get('Node', '', 'c')?.spec?.podCIDRs).toEqual(['10.244.0.0/24'])
  expect(done(server)[0]).toBe(
    'node-ipam-controller detail CIDRAssigned: gave Node `b` the Pod network 10.244.0.0/24, because each Node has a Pod network of its own',
  )
  expect(done(server)).toHaveLength(3)
})

test('after 256 networks the next block begins', () => {
  expect([0, 255, 256, 515].map(podCidrOf)).toEqual([
    '10.244.0.0/24',
    '10.244.255.0/24',
    '10.245.0.0/24',
    '10.246.3.0/24',
  ])
})
