// What the garbage collector says and asks for, against pkg/controller/garbagecollector/garbagecollector.go (v1.36).
import { expect, test } from 'vitest'
import type { ConfigMap, OwnerReference } from '#api/generated/types.ts'
import { statusOf } from '#apiserver/statuses.ts'
import type { Client, DeleteOptions } from '#client/client.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { done, startController } from '#testing/start-controller.ts'
import { garbageCollector } from './garbagecollector.ts'

const ownedBy = (name: string, blockOwnerDeletion?: boolean): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  uid: `uid-of-${name}`,
  ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
})

const settings = (
  name: string,
  owners: readonly OwnerReference[] = [],
  finalizers: readonly string[] = [],
): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name,
    namespace: 'default',
    uid: `uid-of-${name}`,
    ownerReferences: owners,
    finalizers,
  },
})

const names = ({ client }: FakeApiServer) =>
  client.list('ConfigMap').map(({ metadata }) => metadata.name)

/** What is done after the first is deleted in a way, and who is left. */
function after(
  propagationPolicy: 'Foreground' | 'Background' | 'Orphan',
  ...objects: readonly ConfigMap[]
) {
  const server = startController(garbageCollector)
  server.apply(...objects)
  server.runUntil(1000)
  const [first] = objects
  server.client.delete(
    'ConfigMap',
    'default',
    first?.metadata.name ?? '',
    { propagationPolicy },
    BY_TEST,
  )
  server.runUntil(5000)
  const lines = done(server).map((line) => line.replace('garbage-collector-controller ', ''))
  return { lines, left: names(server), server }
}

test.for<readonly [string, Parameters<typeof after>, readonly string[]]>([
  ['it owns nothing', ['Background', settings('a')], ['left: ']],
  [
    'in the background',
    ['Background', settings('a'), settings('b', [ownedBy('a')])],
    [
      'step GarbageCollected: deleted ConfigMap `b`, because its owner ConfigMap `a` is gone',
      'left: ',
    ],
  ],
  [
    'what it owned is left behind',
    [
      'Orphan',
      settings('a'),
      settings('b', [ownedBy('a')]),
      settings('c', [ownedBy('a'), ownedBy('d')]),
      settings('d'),
    ],
    [
      'step Orphaned: left ConfigMap `b` without ConfigMap `a`, because its owner is deleted and orphans what it owns',
      'step Orphaned: left ConfigMap `c` without ConfigMap `a`, because its owner is deleted and orphans what it owns',
      'detail FinalizerRemoved: let ConfigMap `a` go, because its dependents are seen to',
      'left: b c d',
    ],
  ],
  [
    'it goes after what holds it',
    ['Foreground', settings('a'), settings('b', [ownedBy('a', true)])],
    [
      'step GarbageCollected: deleted ConfigMap `b`, because its owner ConfigMap `a` goes after what it owns',
      'detail FinalizerRemoved: let ConfigMap `a` go, because its dependents are seen to',
      'left: ',
    ],
  ],
  [
    'it does not wait for what does not hold it',
    ['Foreground', settings('a'), settings('b', [ownedBy('a')])],
    [
      'step GarbageCollected: deleted ConfigMap `b`, because its owner ConfigMap `a` goes after what it owns',
      'detail FinalizerRemoved: let ConfigMap `a` go, because its dependents are seen to',
      'left: ',
    ],
  ],
  [
    'what owns something itself sees to that first',
    [
      'Foreground',
      settings('a'),
      settings('b', [ownedBy('a', true)]),
      settings('c', [ownedBy('b', true)]),
    ],
    [
      'step GarbageCollected: deleted ConfigMap `b`, because its owner ConfigMap `a` goes after what it owns',
      'step GarbageCollected: deleted ConfigMap `c`, because its owner ConfigMap `b` goes after what it owns',
      'detail FinalizerRemoved: let ConfigMap `b` go, because its dependents are seen to',
      'detail FinalizerRemoved: let ConfigMap `a` go, because its dependents are seen to',
      'left: ',
    ],
  ],
  [
    'what another needs stays',
    ['Background', settings('a'), settings('b', [ownedBy('a'), ownedBy('c')]), settings('c')],
    [
      'detail GarbageCollected: removed a dead owner reference from ConfigMap `b`, because its owner ConfigMap `a` is gone',
      'left: b c',
    ],
  ],
  [
    'what goes by its own finalizer leaves its own behind',
    [
      'Background',
      settings('a'),
      settings('b', [ownedBy('a')], ['orphan']),
      settings('c', [ownedBy('b')]),
    ],
    [
      'step GarbageCollected: deleted ConfigMap `b`, because its owner ConfigMap `a` is gone',
      'step Orphaned: left ConfigMap `c` without ConfigMap `b`, because its owner is deleted and orphans what it owns',
      'detail FinalizerRemoved: let ConfigMap `b` go, because its dependents are seen to',
      'left: c',
    ],
  ],
  [
    'two that own each other',
    ['Foreground', settings('a', [ownedBy('b', true)]), settings('b', [ownedBy('a', true)])],
    [
      'detail GarbageCollected: let the owners of ConfigMap `b` go before it, because it owns what is to go after it',
      'step GarbageCollected: deleted ConfigMap `b`, because its owner ConfigMap `a` goes after what it owns',
      'detail FinalizerRemoved: let ConfigMap `a` go, because its dependents are seen to',
      'detail FinalizerRemoved: let ConfigMap `b` go, because its dependents are seen to',
      'left: ',
    ],
  ],
])('%s', ([, args, said]) => {
  const { lines, left } = after(...args)
  expect([...lines, `left: ${left.join(' ')}`]).toEqual(said)
})

/** Refuses to delete with this reason, so many times, and notes what was asked. */
function refusing(
  server: FakeApiServer,
  reason: 'Conflict' | 'NotFound' | 'Forbidden',
  times: number,
) {
  const asked: DeleteOptions[] = []
  const client: Client = {
    ...server.client,
    delete(kind, namespace, name, options, said) {
      asked.push(options)
      return asked.length <= times
        ? { ok: false, status: statusOf(reason, 'no') }
        : server.client.delete(kind, namespace, name, options, said)
    },
  }
  return { client, asked }
}

test.for([
  ['Conflict', 1, 2, true],
  ['NotFound', 1, 1, false],
  ['Forbidden', 1, 1, false],
] as const)('a deletion that is refused by %s', ([reason, times, count, isGone]) => {
  const server = createFakeApiServer()
  const { client, asked } = refusing(server, reason, times)
  startController(garbageCollector, { client }, server)
  server.apply(settings('b', [ownedBy('a')]))
  server.runUntil(5000)
  expect(asked).toHaveLength(count)
  expect(asked[0]).toEqual({ propagationPolicy: 'Background', uid: 'uid-of-b' })
  expect(names(server)).toEqual(isGone ? [] : ['b'])
})

test('one that no longer holds back its owner, by another reference or none, lets it go', () => {
  for (const owners of [[], [ownedBy('a', false)], [ownedBy('z')]]) {
    const server = startController(garbageCollector)
    server.apply(settings('z'), settings('a'), settings('b', [ownedBy('a', true)], ['a/b']))
    server.runUntil(1000)
    const policy = { propagationPolicy: 'Foreground' } as const
    server.client.delete('ConfigMap', 'default', 'a', policy, BY_TEST)
    server.runUntil(5000)
    expect(names(server)).toEqual(['a', 'b', 'z'])
    const held = server.client.get('ConfigMap', 'default', 'b')
    if (held === undefined) throw new Error('it is gone')
    const metadata = { ...held.metadata, ownerReferences: owners }
    server.client.update({ ...held, metadata }, BY_TEST)
    server.runUntil(9000)
    expect(names(server)).toEqual(['b', 'z'])
  }
})
