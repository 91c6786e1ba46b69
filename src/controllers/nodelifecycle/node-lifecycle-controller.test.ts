// What becomes of nodes that fall silent or say that they are not ready, and of their Pods, against
// pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36).
import { expect, test } from 'vitest'
import type { Node } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { done, reported, runningAt, startController } from '#testing/start-controller.ts'
import { nodeLifecycleController } from './node-lifecycle-controller.ts'

const node = (name: string, status = 'True', labels = {}): Node => {
  const made = makeNode(name, { labels })
  const conditions = [
    { type: 'Ready', status, lastHeartbeatTime: timeOf(0), lastTransitionTime: timeOf(0) },
    { type: 'NetworkUnavailable', status: 'False' },
  ]
  return { ...made, status: { ...made.status, conditions } }
}

/** Nodes whose leases are renewed every ten seconds, until they are cut off. */
function start(nodes: readonly Node[]) {
  const server = createFakeApiServer()
  const silentMs = new Map<string, number>()
  const handlers = new Set<(name: string) => void>()
  const { clock } = server
  const leases = {
    get(name: string) {
      const until = silentMs.get(name)
      const renewTimeMs = Math.floor(Math.min(until ?? clock.nowMs, clock.nowMs) / 10_000) * 10_000
      return { renewTimeMs, statusTimeMs: 0, isRenewed: until === undefined }
    },
    watch(handler: (name: string) => void) {
      handlers.add(handler)
      return () => handlers.delete(handler)
    },
  }
  server.apply(...nodes)
  server.apply(makePod('web', { spec: { nodeName: 'a' }, status: runningAt(0) }))
  startController(nodeLifecycleController, { leases }, server)
  const tell = (name: string): void => handlers.forEach((handler) => handler(name))
  return {
    ...server,
    cutOff(name: string): void {
      silentMs.set(name, clock.nowMs)
      tell(name)
    },
    bringBack(name: string): void {
      silentMs.delete(name)
      say(server, name, 'True')
      tell(name)
    },
  }
}

function say(server: FakeApiServer, name: string, ready: string): void {
  const found = server.client.get('Node', '', name)
  if (found === undefined) throw new Error('it is gone')
  const conditions = (found.status?.conditions ?? []).map((one) =>
    one.type === 'Ready'
      ? { ...one, status: ready, lastHeartbeatTime: timeOf(server.clock.nowMs) }
      : one,
  )
  server.client.updateStatus({ ...found, status: { ...found.status, conditions } }, BY_TEST)
}

const taints = (server: FakeApiServer, name = 'a') =>
  server.client
    .get('Node', '', name)
    ?.spec?.taints?.map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')} ${effect}`)
    .toSorted() ?? []

test('a cluster at rest has no timer', () => {
  const server = start([node('a'), node('b')])
  server.runUntil(1000)
  expect(server.clock.nextMs()).toBeNull()
  expect(done(server)).toEqual([])
})

test('a node that falls silent is unknown after 50 s, is tainted, and its Pods are not ready', () => {
  const server = start([node('a'), node('b')])
  server.runUntil(22_000)
  server.cutOff('a')
  server.runUntil(68_000)
  expect(done(server)).toEqual([])
  server.runUntil(80_000)
  expect(done(server)).toEqual([
    'node-lifecycle-controller step NodeUnknown: noted that nothing is known of Node `a` any more, because no renewal of its lease was seen for 50 s',
    'node-lifecycle-controller detail PodNotReady: marked Pod `web` as not ready, because its Node is not ready',
    'node-lifecycle-controller step NodeTainted: tainted Node `a` with `node.kubernetes.io/unreachable:NoSchedule`, because its kubelet is silent',
    'node-lifecycle-controller step NodeTainted: tainted Node `a` with `node.kubernetes.io/unreachable:NoExecute`, because its kubelet is silent',
  ])
  expect(reported(server)).toEqual([
    'node-controller about Node a: Normal NodeNotReady: Node a status is now: NodeNotReady',
    'node-controller about Pod web: Warning NodeNotReady: Node is not ready',
  ])
  expect(server.world.journal.find(({ kind }) => kind === 'NodeUnknown')?.timeMs).toBe(70_000)
  expect(taints(server)).toEqual(['unreachable NoExecute', 'unreachable NoSchedule'])
  const conditions = server.client.get('Node', '', 'a')?.status?.conditions
  expect(
    conditions?.map(({ type, status, reason = '', message = '', lastTransitionTime }) => [
      `${type} ${status} ${reason} ${message}`,
      lastTransitionTime,
    ]),
  ).toEqual([
    [
      'Ready Unknown NodeStatusUnknown Kubelet stopped posting node status.',
      '2026-03-02T10:01:10Z',
    ],
    ['NetworkUnavailable False  ', undefined],
    [
      'MemoryPressure Unknown NodeStatusNeverUpdated Kubelet never posted node status.',
      '2026-03-02T10:01:10Z',
    ],
    [
      'DiskPressure Unknown NodeStatusNeverUpdated Kubelet never posted node status.',
      '2026-03-02T10:01:10Z',
    ],
    [
      'PIDPressure Unknown NodeStatusNeverUpdated Kubelet never posted node status.',
      '2026-03-02T10:01:10Z',
    ],
  ])
  expect(server.client.get('Pod', 'default', 'web')?.status?.conditions).toMatchObject([
    { type: 'Ready', status: 'False' },
  ])
  const before = done(server).length
  server.bringBack('a')
  server.runUntil(90_000)
  expect(done(server).slice(before)).toEqual([
    'node-lifecycle-controller step NodeTainted: took `node.kubernetes.io/unreachable:NoSchedule` off Node `a`, because its kubelet says that all is well',
    'node-lifecycle-controller step NodeTainted: took the NoExecute taints off Node `a`, because its kubelet says that it is ready',
  ])
  expect(taints(server)).toEqual([])
  expect(server.clock.nextMs()).toBeNull()
})

test('a node that says that it is not ready gets the other taint, and a silent one changes it', () => {
  const server = start([node('a'), node('b')])
  server.runUntil(1000)
  say(server, 'a', 'False')
  server.runUntil(20_000)
  expect(taints(server)).toEqual(['not-ready NoExecute', 'not-ready NoSchedule'])
  expect(done(server)).toEqual([
    'node-lifecycle-controller step NodeTainted: tainted Node `a` with `node.kubernetes.io/not-ready:NoSchedule`, because its kubelet says that it is not ready',
    'node-lifecycle-controller step NodeTainted: tainted Node `a` with `node.kubernetes.io/not-ready:NoExecute`, because its kubelet says that it is not ready',
  ])
  server.cutOff('a')
  server.runUntil(90_000)
  expect(taints(server)).toEqual(['unreachable NoExecute', 'unreachable NoSchedule'])
})

test('a node that was cordoned, or is under pressure, keeps new Pods away', () => {
  const server = start([node('a'), node('b')])
  server.runUntil(1000)
  const found = server.client.get('Node', '', 'a')
  if (found === undefined) throw new Error('it is gone')
  server.client.update({ ...found, spec: { ...found.spec, unschedulable: true } }, BY_TEST)
  server.runUntil(2000)
  const pressed = server.client.get('Node', '', 'a') ?? found
  const conditions = [
    ...(pressed.status?.conditions ?? []),
    { type: 'DiskPressure', status: 'True' },
  ]
  server.client.updateStatus({ ...pressed, status: { ...pressed.status, conditions } }, BY_TEST)
  server.runUntil(3000)
  expect(taints(server)).toEqual(['disk-pressure NoSchedule', 'unschedulable NoSchedule'])
  expect(done(server)).toEqual([
    'node-lifecycle-controller step NodeTainted: tainted Node `a` with `node.kubernetes.io/unschedulable:NoSchedule`, because it is cordoned',
    'node-lifecycle-controller step NodeTainted: tainted Node `a` with `node.kubernetes.io/disk-pressure:NoSchedule`, because its conditions say so',
  ])
})

test('one that comes is registered, with its taints taken off, and one that goes is said to go', () => {
  const server = start([node('a')])
  server.runUntil(1000)
  server.apply(node('b'))
  server.runUntil(10_000)
  server.client.delete('Node', '', 'b', {}, BY_TEST)
  server.runUntil(20_000)
  expect(reported(server)).toEqual([
    'node-controller about Node b: Normal RegisteredNode: Node b event: Registered Node b in Controller',
    'node-controller about Node b: Normal RemovingNode: Node b event: Removing Node b from Controller',
  ])
})

test('one that never reports is unknown after 60 s', () => {
  const server = start([node('a')])
  server.runUntil(1000)
  const made = makeNode('b')
  server.apply({ ...made, status: { ...made.status, conditions: [] } })
  server.cutOff('b')
  server.runUntil(59_000)
  const conditions = () => server.client.get('Node', '', 'b')?.status?.conditions ?? []
  expect(conditions()).toEqual([])
  server.runUntil(80_000)
  expect(conditions().map(({ type, reason }) => `${type} ${reason}`)).toEqual(
    ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map(
      (type) => `${type} NodeStatusNeverUpdated`,
    ),
  )
  expect(done(server).find((line) => line.includes('NodeUnknown'))).toBe(
    'node-lifecycle-controller step NodeUnknown: noted that nothing is known of Node `b` any more, because its kubelet has not reported anything for 64 s',
  )
})

test('when no node at all is ready none is driven empty, until one comes back', () => {
  const server = start([node('a'), node('b')])
  server.runUntil(1000)
  server.cutOff('a')
  server.runUntil(90_000)
  server.cutOff('b')
  const before = done(server).length
  server.runUntil(200_000)
  expect(taints(server)).toEqual(['unreachable NoSchedule'])
  expect(taints(server, 'b')).toEqual(['unreachable NoSchedule'])
  expect(done(server).slice(before)).toEqual([
    'node-lifecycle-controller step NodeUnknown: noted that nothing is known of Node `b` any more, because no renewal of its lease was seen for 50 s',
    'node-lifecycle-controller step NodeTainted: took the NoExecute taints off Node `a`, because no Node is ready, so the fault may be on this side',
    'node-lifecycle-controller step NodeTainted: tainted Node `b` with `node.kubernetes.io/unreachable:NoSchedule`, because its kubelet is silent',
  ])
  server.bringBack('b')
  server.runUntil(320_000)
  expect(taints(server)).toEqual(['unreachable NoExecute', 'unreachable NoSchedule'])
  expect(taints(server, 'b')).toEqual([])
})

test.for<readonly [string, object, boolean]>([
  ['counts', {}, false],
  ['does not count', { 'node.kubernetes.io/exclude-disruption': '' }, true],
])('a node that is well and %s', ([, labels, areAllDown]) => {
  const server = start([node('a'), node('b', 'True', labels)])
  server.runUntil(1000)
  server.cutOff('a')
  server.runUntil(120_000)
  expect(taints(server).includes('unreachable NoExecute')).toBe(!areAllDown)
})

test('in a zone where most are down, nobody is driven away any more', () => {
  const zone = { 'topology.kubernetes.io/zone': 'z' }
  const names = ['a', 'b', 'c', 'd']
  const server = start([...names.map((name) => node(name, 'True', zone)), node('other')])
  server.runUntil(1000)
  for (const name of names.slice(1)) server.cutOff(name)
  server.runUntil(200_000)
  expect(names.map((name) => taints(server, name).length)).toEqual([0, 1, 1, 1])
  server.bringBack('d')
  server.runUntil(300_000)
  expect(names.map((name) => taints(server, name).length)).toEqual([0, 2, 2, 0])
})
