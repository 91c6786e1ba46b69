import { expect, test } from 'vitest'
import type { Event, Pod } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createScheduler } from './scheduler.ts'

function startScheduler(seed = 1): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock } = server
  const recorder = createEventRecorder(client, clock)
  createScheduler({ client, clock, prng: createPrng(seed), recorder })
  return server
}

const podOf = (server: FakeApiServer, name: string): Pod | undefined =>
  server.client.get('Pod', 'default', name)
const nodeOf = (server: FakeApiServer, name: string): string | undefined =>
  podOf(server, name)?.spec?.nodeName
const eventsOf = (server: FakeApiServer, name: string): readonly Event[] =>
  server.client.list('Event').filter(({ involvedObject }) => involvedObject.name === name)
const conditionOf = (server: FakeApiServer, name: string) =>
  podOf(server, name)?.status?.conditions?.find(({ type }) => type === 'PodScheduled')

test('a Pod is bound to the node with most room within a few milliseconds', () => {
  const server = startScheduler()
  server.apply(makeNode('small', { allocatable: { cpu: '1' } }), makeNode('large'))
  server.apply(makePod('web', { requests: { cpu: '500m', memory: '256Mi' } }))
  server.runUntil(5)
  expect(nodeOf(server, 'web')).toBe('large')
  expect(eventsOf(server, 'web')).toMatchObject([
    {
      reason: 'Scheduled',
      type: 'Normal',
      action: 'Binding',
      message: 'Successfully assigned default/web to large',
      source: { component: 'default-scheduler' },
    },
  ])
  const entry = server.world.journal.find(({ kind }) => kind === 'Scheduled')
  expect(entry).toMatchObject({
    actor: 'kube-scheduler',
    message: 'assigned Pod `web` to `large`',
    because: 'it scored highest of 2 feasible nodes (463 points)',
    level: 'step',
    data: { podKey: 'Pod/default/web', attempt: 1, selected: 'large', best: ['large'] },
  })
})

test('the clock comes to rest when nothing can change any more', () => {
  const server = startScheduler()
  server.apply(makeNode('a'), makePod('fits'), makePod('huge', { requests: { cpu: 99 } }))
  server.runUntil(3_600_000)
  expect(nodeOf(server, 'fits')).toBe('a')
  expect(nodeOf(server, 'huge')).toBeUndefined()
  expect(server.clock.nextMs()).toBeNull()
})

test('a Pod that fits nowhere says so in its condition and in an event', () => {
  const server = startScheduler()
  const taints = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }]
  server.apply(makeNode('control-plane', { spec: { taints } }))
  for (const name of ['w1', 'w2']) server.apply(makeNode(name, { allocatable: { cpu: 1 } }))
  server.apply(makePod('big', { requests: { cpu: 3 } }))
  server.runUntil(10)
  const message =
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
    'no new claims to deallocate, preemption: 0/3 nodes are available: ' +
    '3 Preemption is not helpful for scheduling.'
  expect(conditionOf(server, 'big')).toMatchObject({
    status: 'False',
    reason: 'Unschedulable',
    message,
  })
  expect(eventsOf(server, 'big')).toMatchObject([
    { reason: 'FailedScheduling', type: 'Warning', action: 'Scheduling', message, count: 1 },
  ])
  expect(server.world.journal.find(({ kind }) => kind === 'FailedScheduling')).toMatchObject({
    message: 'found no node for Pod `big`',
    because: '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu',
    level: 'step',
  })
})

test('without any node a Pod waits for one', () => {
  const server = startScheduler()
  server.apply(makePod('first'))
  server.runUntil(100)
  expect(conditionOf(server, 'first')).toMatchObject({
    reason: 'Unschedulable',
    message: 'no nodes available to schedule pods',
  })
  server.apply(makeNode('a'))
  server.runUntil(200)
  expect(nodeOf(server, 'first')).toBe('a')
})

test('a Pod for which there was no room is placed when another one goes', () => {
  const server = startScheduler()
  server.apply(makeNode('a', { allocatable: { cpu: 1 } }))
  server.apply(makePod('one', { requests: { cpu: 1 } }))
  server.runUntil(10)
  server.apply(makePod('two', { requests: { cpu: 1 } }))
  server.runUntil(1000)
  expect(conditionOf(server, 'two')?.message).toContain(
    '1 No preemption victims found for incoming pod.',
  )
  server.client.delete('Pod', 'default', 'one', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(1010)
  expect(nodeOf(server, 'two')).toBe('a')
})

test('a Pod that ended makes room at once', () => {
  const server = startScheduler()
  server.apply(makeNode('a', { allocatable: { cpu: 1 } }), makePod('job', { requests: { cpu: 1 } }))
  server.runUntil(10)
  server.apply(makePod('next', { requests: { cpu: 1 } }))
  server.runUntil(20)
  expect(nodeOf(server, 'next')).toBeUndefined()
  const job = podOf(server, 'job')
  if (job !== undefined) {
    server.client.updateStatus({ ...job, status: { phase: 'Succeeded' } }, BY_TEST)
  }
  server.runUntil(30)
  expect(nodeOf(server, 'next')).toBe('a')
})

test('uncordoning a node brings back the Pods that it turned away', () => {
  const server = startScheduler()
  server.apply(makeNode('a', { spec: { unschedulable: true } }), makePod('web'))
  server.runUntil(100)
  expect(conditionOf(server, 'web')?.message).toContain('1 node(s) were unschedulable.')
  const node = server.client.get('Node', '', 'a')
  if (node !== undefined) server.client.update({ ...node, spec: {} }, BY_TEST)
  server.runUntil(110)
  expect(nodeOf(server, 'web')).toBe('a')
})

test('a gated Pod waits without an event and is tried when its gates are gone', () => {
  const server = startScheduler()
  server.apply(makeNode('a'), makePod('gated', { spec: { schedulingGates: [{ name: 'x' }] } }))
  server.runUntil(1000)
  expect(nodeOf(server, 'gated')).toBeUndefined()
  expect(eventsOf(server, 'gated')).toEqual([])
  const pod = podOf(server, 'gated')
  if (pod?.spec !== undefined) {
    server.client.update({ ...pod, spec: { ...pod.spec, schedulingGates: [] } }, BY_TEST)
  }
  server.runUntil(1010)
  expect(nodeOf(server, 'gated')).toBe('a')
})

test('Pods of other schedulers and Pods with a node are left alone', () => {
  const server = startScheduler()
  server.apply(makeNode('a'))
  server.apply(makePod('other', { spec: { schedulerName: 'mine' } }))
  server.apply(makePod('mirror', { spec: { nodeName: 'a' } }))
  server.runUntil(1000)
  expect(nodeOf(server, 'other')).toBeUndefined()
  expect(eventsOf(server, 'mirror')).toEqual([])
})

test('the higher priority is tried first', () => {
  const server = startScheduler()
  server.apply(makeNode('a', { allocatable: { pods: 1 } }))
  server.apply(
    makePod('low', { spec: { priority: 1 } }),
    makePod('high', { spec: { priority: 9 } }),
  )
  server.runUntil(100)
  expect([nodeOf(server, 'low'), nodeOf(server, 'high')]).toEqual([undefined, 'a'])
})

test('the same seed draws the same nodes and another seed may draw others', () => {
  const placementOf = (seed: number): string => {
    const server = startScheduler(seed)
    for (const name of ['a', 'b', 'c', 'd']) server.apply(makeNode(name))
    for (let i = 0; i < 12; i += 1) server.apply(makePod(`p${i}`))
    server.runUntil(1000)
    return Array.from({ length: 12 }, (_, i) => nodeOf(server, `p${i}`)).join('')
  }
  expect(placementOf(7)).toBe(placementOf(7))
  expect(new Set([1, 2, 3, 4].map(placementOf)).size).toBeGreaterThan(1)
})

const TAINTED = { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } }

test.for([
  [[makeNode('a')], 'it is the only node and passed all filters'],
  [[makeNode('a'), makeNode('b', TAINTED)], 'it was the only node that passed the filters'],
  [
    [makeNode('a'), makeNode('b', { allocatable: { cpu: 1 } })],
    'it scored highest of 2 feasible nodes (463 points)',
  ],
  [
    [makeNode('a'), makeNode('b')],
    'it scored highest (463 points), level with `other`, and was drawn among them',
  ],
  [
    ['a', 'b', 'c'].map((name) => makeNode(name)),
    'it scored highest (463 points), level with 2 other nodes, and was drawn among them',
  ],
] as const)('why a node was chosen is said in a sentence [%#]', ([nodes, because]) => {
  const server = startScheduler()
  server.apply(...nodes, makePod('web', { requests: { cpu: '500m', memory: '256Mi' } }))
  server.runUntil(5)
  const entry = server.world.journal.find(({ kind }) => kind === 'Scheduled')
  const other = nodeOf(server, 'web') === 'a' ? 'b' : 'a'
  expect(entry?.because).toBe(because.replace('other`', `${other}\``))
  expect(entry?.objects).toEqual(['Pod/default/web', `Node//${nodeOf(server, 'web')}`])
})

test('that a Pod still fits nowhere is said in its event again, and as a step when there is another reason', () => {
  const server = startScheduler()
  const small = makePod('small', { requests: { cpu: 1 }, spec: { nodeName: 'a' } })
  server.apply(makeNode('a', { allocatable: { cpu: 1 } }), small)
  server.apply(makePod('big', { requests: { cpu: 3 } }))
  server.runUntil(2000)
  server.client.delete('Pod', 'default', 'small', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(20_000)
  server.apply(makeNode('b', TAINTED))
  server.runUntil(40_000)
  const entries = server.world.journal.filter(({ kind }) => kind === 'FailedScheduling')
  expect(entries.map(({ level }) => level)).toEqual(['step', 'step'])
  expect(eventsOf(server, 'big').map(({ count }) => count)).toEqual([2, 1])
})

test('the condition says which generation of the Pod it is about', () => {
  const server = startScheduler()
  const web = makePod('web')
  server.apply({ ...web, metadata: { ...web.metadata, generation: 3 } })
  server.apply(makePod('other'))
  server.runUntil(100)
  expect(conditionOf(server, 'web')).toMatchObject({ observedGeneration: 3 })
  expect(conditionOf(server, 'other')).not.toHaveProperty('observedGeneration')
})

test('a text of more than 1,024 characters is cut in the event, and whole in the condition', () => {
  const textsWith = (pad: number): readonly [string, string] => {
    const server = startScheduler()
    const names = Array.from({ length: 22 }, (_, i) => `example.com/device-${i}`)
    const requests = Object.fromEntries(
      names.map((name, i) => [i === 0 ? name + 'x'.repeat(pad) : name, 1]),
    )
    server.apply(makeNode('a'), makePod('web', { requests }))
    server.runUntil(100)
    return [conditionOf(server, 'web')?.message ?? '', eventsOf(server, 'web')[0]?.message ?? '']
  }
  const room = 1024 - textsWith(0)[0].length
  expect(room).toBeGreaterThan(0)
  const [fits, same] = textsWith(room)
  expect([fits.length, same]).toEqual([1024, fits])
  const [whole, cut] = textsWith(room + 1)
  expect([whole.length, cut]).toEqual([1025, `${whole.slice(0, 1020)} ...`])
})

test('a Pod that somebody else gave a node is not tried again', () => {
  const server = startScheduler()
  server.apply(makeNode('a', { allocatable: { cpu: 1 } }), makePod('big', { requests: { cpu: 3 } }))
  server.runUntil(2000)
  const pod = podOf(server, 'big')
  if (pod?.spec !== undefined) {
    server.client.update({ ...pod, spec: { ...pod.spec, nodeName: 'a' } }, BY_TEST)
  }
  server.apply(makeNode('b'))
  server.runUntil(60_000)
  expect(nodeOf(server, 'big')).toBe('a')
  expect(eventsOf(server, 'big').map(({ reason, count }) => [reason, count])).toEqual([
    ['FailedScheduling', 1],
  ])
})
