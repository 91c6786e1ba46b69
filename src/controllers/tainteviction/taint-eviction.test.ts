// Who is driven from a node and when, against pkg/controller/tainteviction/taint_eviction.go (v1.36).
import { expect, test } from 'vitest'
import type { Node, Taint, Toleration } from '#api/generated/types.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { done, reported, startController } from '#testing/start-controller.ts'
import { taintEvictionController } from './taint-eviction.ts'

const taint = (key: string, effect = 'NoExecute'): Taint => ({ key, effect })
const tolerating = (key: string, tolerationSeconds: number): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
})

function taintNode(server: FakeApiServer, taints: readonly Taint[]): void {
  const node = server.client.get('Node', '', 'n1') as Node
  server.client.update({ ...node, spec: { ...node.spec, taints } }, BY_TEST)
}

function start(tolerations: readonly Toleration[] = [], taints: readonly Taint[] = []) {
  const server = startController(taintEvictionController)
  server.apply(
    makeNode('n1', { spec: { taints } }),
    makePod('web', { spec: { nodeName: 'n1', tolerations } }),
  )
  server.runUntil(1000)
  return server
}

const isThere = ({ client }: FakeApiServer): boolean => {
  const pod = client.get('Pod', 'default', 'web')
  return pod !== undefined && pod.metadata.deletionTimestamp === undefined
}

test('who tolerates nothing goes at once', () => {
  const server = start()
  taintNode(server, [taint('a'), taint('b')])
  server.runUntil(1100)
  expect(isThere(server)).toBe(false)
  expect(done(server)).toEqual([
    'taint-eviction-controller detail MarkedForDeletion: marked Pod `web` for deletion, because Node `n1` has the taints `a` and `b`, which it does not tolerate',
    'taint-eviction-controller step TaintEviction: deleted Pod `web`, because Node `n1` has the taints `a` and `b`, which it does not tolerate',
  ])
  expect(reported(server)).toEqual([
    'taint-eviction-controller about Pod web: Normal TaintManagerEviction: Marking for deletion Pod default/web',
  ])
  // Once.
  taintNode(server, [taint('c')])
  server.runUntil(9000)
  expect(reported(server)).toHaveLength(1)
})

test('who tolerates it for a while stays so long', () => {
  const server = start([tolerating('a', 30)])
  taintNode(server, [taint('a')])
  server.runUntil(30_900)
  expect(isThere(server)).toBe(true)
  server.runUntil(31_100)
  expect(isThere(server)).toBe(false)
  expect(done(server).at(-1)).toBe(
    'taint-eviction-controller step TaintEviction: deleted Pod `web`, because Node `n1` has the taint `a`, which it tolerated for 30 s',
  )
})

test('who is spared is told so', () => {
  const server = start([tolerating('a', 30)])
  taintNode(server, [taint('a')])
  server.runUntil(20_000)
  taintNode(server, [])
  server.runUntil(60_000)
  expect(isThere(server)).toBe(true)
  expect(reported(server)).toEqual([
    'taint-eviction-controller about Pod web: Normal TaintManagerEviction: Cancelling deletion of Pod default/web',
  ])
  // Its time begins anew.
  taintNode(server, [taint('a')])
  server.runUntil(89_000)
  expect(isThere(server)).toBe(true)
  server.runUntil(91_000)
  expect(isThere(server)).toBe(false)
})

test.for<readonly [string, number, number, number]>([
  ['a longer time does not take the place of one that runs', 30, 90, 30],
  ['a shorter time does, counted from when it began', 90, 30, 90],
])('%s', ([, first, second, endsAfter]) => {
  const server = start([tolerating('a', first), tolerating('b', second)])
  taintNode(server, [taint('a')])
  server.runUntil(11_000)
  taintNode(server, [taint('b')])
  server.runUntil(1000 + endsAfter * 1000 - 500)
  const isLate = endsAfter === first
  expect(isThere(server)).toBe(isLate)
  server.runUntil(1000 + endsAfter * 1000 + 500)
  expect(isThere(server)).toBe(false)
})

test('a Pod that comes to a node, or gets other tolerations, is looked at; a taint that only keeps others away is not', () => {
  const server = startController(taintEvictionController)
  server.apply(makeNode('n1', { spec: { taints: [taint('a')] } }), makePod('web'))
  server.runUntil(1000)
  expect(isThere(server)).toBe(true)
  const pod = server.client.get('Pod', 'default', 'web')
  if (pod === undefined) throw new Error('it is gone')
  server.client.update({ ...pod, spec: { ...pod.spec, containers: [], nodeName: 'n1' } }, BY_TEST)
  server.runUntil(1100)
  expect(isThere(server)).toBe(false)
  const other = start([], [taint('a', 'NoSchedule')])
  other.runUntil(9000)
  expect(isThere(other)).toBe(true)
  expect(done(other)).toEqual([])
})

test('one that is gone before its time is called off', () => {
  const server = start([tolerating('a', 30)], [taint('a')])
  server.client.delete('Pod', 'default', 'web', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(60_000)
  expect(reported(server)).toEqual([
    'taint-eviction-controller about Pod web: Normal TaintManagerEviction: Cancelling deletion of Pod default/web',
  ])
})
