import { expect, test } from 'vitest'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod, type PodOptions } from '#testing/make-objects.ts'
import { done, startController } from '#testing/start-controller.ts'
import { podGarbageCollector } from './gc-controller.ts'

test('the rounds are counted from the start of the controller', () => {
  const server = createFakeApiServer()
  const { client } = server
  server.runUntil(7_000)
  startController(podGarbageCollector, {}, server)
  server.apply(makePod('lost', { spec: { nodeName: 'gone' } }))
  // The third round after the one that misses the node, 40 s later.
  server.runUntil(66_900)
  expect(client.get('Pod', 'default', 'lost')).toBeDefined()
  server.runUntil(67_100)
  expect(client.get('Pod', 'default', 'lost')).toBeUndefined()
  // What comes there afterwards has its own 40 s, counted from the round in which the first one went.
  server.apply(makePod('again', { spec: { nodeName: 'gone' } }))
  server.runUntil(106_900)
  expect(client.get('Pod', 'default', 'again')).toBeDefined()
  server.runUntil(107_100)
  expect(client.get('Pod', 'default', 'again')).toBeUndefined()
})

const OUT = [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }]
const readyNode = (status: string, taints: readonly object[] = []) => ({
  ...makeNode('a', { spec: { taints: taints as typeof OUT } }),
  status: { conditions: [{ type: 'Ready', status }] },
})
const GOING = { deletionTimestamp: '2026-03-02T10:00:00Z' }
const onA = { spec: { nodeName: 'a' } }

test.for<readonly [string, ReturnType<typeof readyNode>, PodOptions, boolean]>([
  [
    'it goes, its node is out of service',
    readyNode('False', OUT),
    { ...onA, metadata: GOING },
    true,
  ],
  ['nobody knows of the node', readyNode('Unknown', OUT), { ...onA, metadata: GOING }, true],
  ['but the node is ready', readyNode('True', OUT), { ...onA, metadata: GOING }, false],
  ['or the node is only not ready', readyNode('False'), { ...onA, metadata: GOING }, false],
  ['or the Pod does not go', readyNode('False', OUT), onA, false],
  ['it goes and has no node', readyNode('True'), { metadata: GOING }, true],
  ['it has no node and does not go', readyNode('True'), {}, false],
  ['it goes from a node that is well', readyNode('True'), { ...onA, metadata: GOING }, false],
])('who is removed: %s', ([, node, options, isRemoved]) => {
  const server = createFakeApiServer()
  server.apply(node)
  startController(podGarbageCollector, {}, server)
  server.apply(makePod('web', options))
  server.runUntil(19_900)
  expect(server.client.get('Pod', 'default', 'web')).toBeDefined()
  server.runUntil(100_000)
  expect(server.client.get('Pod', 'default', 'web') === undefined).toBe(isRemoved)
  const said = done(server).filter((line) => line.includes('PodCollected'))
  const because =
    options.spec?.nodeName === undefined
      ? 'it was deleted before it had a node'
      : 'it was deleted, and Node `a` is out of service'
  expect(said).toEqual(
    isRemoved
      ? [
          `pod-garbage-collector-controller step PodCollected: removed Pod \`web\` without waiting for its node, because ${because}`,
        ]
      : [],
  )
})

test.for([
  ['Running', true],
  ['Succeeded', false],
  ['Failed', false],
] as const)('a Pod that is %s is marked as failed first: %s', ([phase, isMarked]) => {
  const server = startController(podGarbageCollector)
  server.apply(makePod('lost', { ...onA, status: { phase, message: 'kept' } }))
  server.runUntil(100_000)
  const entries = server.world.journal.filter(({ kind }) => kind === 'MarkedFailed')
  expect(entries.map(({ message, because }) => [message, because])).toEqual(
    isMarked ? [['marked Pod `lost` as failed', 'Node `a` no longer exists']] : [],
  )
  expect(server.client.get('Pod', 'default', 'lost')).toBeUndefined()
})

test('a Pod that comes back under the same name is another one', () => {
  const server = startController(podGarbageCollector)
  server.apply(makePod('lost', onA))
  server.runUntil(30_000)
  server.client.delete('Pod', 'default', 'lost', { gracePeriodSeconds: 0 }, BY_TEST)
  server.apply(makeNode('a'), makePod('lost', onA))
  server.runUntil(200_000)
  expect(server.client.get('Pod', 'default', 'lost')).toBeDefined()
})

test('a node that is taken out of service later gives up what goes from it, and another taint does not', () => {
  const server = startController(podGarbageCollector)
  server.apply(readyNode('False'), makePod('web', { ...onA, metadata: GOING }))
  server.runUntil(50_000)
  const taint = (key: string): void => {
    const node = server.client.get('Node', '', 'a')
    if (node === undefined) throw new Error('it is gone')
    const taints = [{ key, effect: 'NoExecute' }]
    server.client.update({ ...node, spec: { ...node.spec, taints } }, BY_TEST)
  }
  taint('example.com/other')
  expect(server.clock.nextMs()).toBeNull()
  server.runUntil(90_000)
  expect(server.client.get('Pod', 'default', 'web')).toBeDefined()
  taint('node.kubernetes.io/out-of-service')
  server.runUntil(111_000)
  expect(server.client.get('Pod', 'default', 'web')).toBeUndefined()
})

test('evicted Pods that have ended are collected first, then the oldest', () => {
  const server = startController(podGarbageCollector)
  const ended = (name: string, day: number, reason?: string) =>
    makePod(name, {
      metadata: { creationTimestamp: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z` },
      status: { phase: 'Failed', ...(reason === undefined ? {} : { reason }) },
    })
  const many = Array.from({ length: 12_500 }, (_, at) => ended(`p-${at}`, 20))
  server.apply(...many, ended('old', 1), ended('evicted', 28, 'Evicted'))
  server.runUntil(30_000)
  const names = new Set(server.client.list('Pod').map(({ metadata }) => metadata.name))
  expect([names.size, names.has('old'), names.has('evicted')]).toEqual([12_500, false, false])
  expect(done(server).filter((line) => line.includes('PodCollected'))).toEqual(
    ['evicted', 'old'].map(
      (name) =>
        `pod-garbage-collector-controller step PodCollected: removed Pod \`${name}\` without waiting for its node, because more than 12500 Pods have ended and it is one of the oldest`,
    ),
  )
})
