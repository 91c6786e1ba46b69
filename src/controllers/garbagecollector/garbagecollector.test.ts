import { describe, expect, test } from 'vitest'
import type { PropagationPolicy } from '#client/client.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { startController } from '#testing/start-controller.ts'
import { startOnStage } from '#testing/start-on-stage.ts'
import { garbageCollector } from './garbagecollector.ts'

const start = () => startController(garbageCollector)

const ownedBy = (...owners: readonly string[]) => ({
  metadata: {
    ownerReferences: owners.map((name) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      name,
      uid: `uid-of-${name}`,
    })),
  },
})
const names = (server: FakeApiServer) =>
  server.client.list('Pod').map(({ metadata }) => metadata.name)

test('what an object owned goes with it, generation by generation', () => {
  const server = start()
  server.apply(makePod('top'), makePod('child', ownedBy('top')), makePod('leaf', ownedBy('child')))
  server.runUntil(100)
  expect(names(server)).toEqual(['child', 'leaf', 'top'])
  server.client.delete('Pod', 'default', 'top', {}, BY_TEST)
  server.runUntil(200)
  expect(names(server)).toEqual([])
  expect(server.world.journal.find(({ kind }) => kind === 'GarbageCollected')).toMatchObject({
    actor: 'garbage-collector-controller',
    message: 'deleted Pod `child`',
    because: 'its owner Pod `top` is gone',
  })
})

test('an object with another living owner loses only the dead reference', () => {
  const server = start()
  server.apply(makePod('a'), makePod('b'), makePod('child', ownedBy('a', 'b')))
  server.client.delete('Pod', 'default', 'a', {}, BY_TEST)
  server.runUntil(100)
  expect(names(server)).toEqual(['b', 'child'])
  const child = server.client.get('Pod', 'default', 'child')
  expect(child?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b'])
})

test('an object whose owner never existed is deleted', () => {
  const server = start()
  server.apply(makePod('child', ownedBy('nobody')))
  server.runUntil(100)
  expect(names(server)).toEqual([])
})

describe('what is to become of the dependents', () => {
  const OWNED = {
    metadata: {
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'owner',
          uid: '',
          blockOwnerDeletion: true,
        },
      ],
    },
  }

  /** A ConfigMap that owns a Pod that takes its time to stop, on the real API server. */
  function startOwned() {
    const { server, settle } = startOnStage(garbageCollector)
    server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner' } }, BY_TEST)
    const uid = server.get('ConfigMap', 'default', 'owner')?.metadata.uid ?? ''
    const [reference] = OWNED.metadata.ownerReferences
    const pod = makePod('web', {
      metadata: { ownerReferences: reference === undefined ? [] : [{ ...reference, uid }] },
      spec: { nodeName: 'n1' },
    })
    server.create(pod, BY_TEST)
    settle()
    return {
      server,
      settle,
      remove: (propagationPolicy: PropagationPolicy) =>
        server.delete('ConfigMap', 'default', 'owner', { propagationPolicy }, BY_TEST),
      owner: () => server.get('ConfigMap', 'default', 'owner'),
      pod: () => server.get('Pod', 'default', 'web'),
    }
  }

  test('Foreground: the owner stays until they are gone', () => {
    const { server, settle, remove, owner, pod } = startOwned()
    remove('Foreground')
    settle()
    expect(owner()?.metadata).toMatchObject({ finalizers: ['foregroundDeletion'] })
    expect(pod()?.metadata.deletionTimestamp).toBeDefined()
    server.delete('Pod', 'default', 'web', { gracePeriodSeconds: 0 }, BY_TEST)
    settle()
    expect([owner(), pod()]).toEqual([undefined, undefined])
  })

  test('Orphan: they stay without it', () => {
    const { settle, remove, owner, pod } = startOwned()
    remove('Orphan')
    settle()
    expect(owner()).toBeUndefined()
    expect(pod()?.metadata.deletionTimestamp).toBeUndefined()
    expect(pod()?.metadata.ownerReferences ?? []).toEqual([])
  })

  test('Background: the owner goes at once, they follow', () => {
    const { settle, remove, owner, pod } = startOwned()
    remove('Background')
    expect(owner()).toBeUndefined()
    settle()
    expect(pod()?.metadata.deletionTimestamp).toBeDefined()
  })

  /** Gives an object references to others that hold them back. */
  function own(
    { server }: ReturnType<typeof startOwned>,
    name: string,
    ...owners: readonly string[]
  ) {
    const object = server.get('ConfigMap', 'default', name)
    if (object === undefined) return
    const ownerReferences = owners.map((owner) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: owner,
      uid: server.get('ConfigMap', 'default', owner)?.metadata.uid ?? '',
      blockOwnerDeletion: true,
    }))
    server.update({ ...object, metadata: { ...object.metadata, ownerReferences } }, BY_TEST)
  }

  function startWith(...more: readonly string[]) {
    const started = startOwned()
    started.server.delete('Pod', 'default', 'web', { gracePeriodSeconds: 0 }, BY_TEST)
    for (const name of more) {
      started.server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }, BY_TEST)
    }
    const names = () => started.server.list('ConfigMap').map(({ metadata }) => metadata.name)
    return { ...started, names }
  }

  test('Foreground: what another owner needs stays, and holds nothing back', () => {
    const started = startWith('other', 'shared')
    own(started, 'shared', 'owner', 'other')
    started.settle()
    started.remove('Foreground')
    started.settle()
    expect(started.names()).toEqual(['other', 'shared'])
    const shared = started.server.get('ConfigMap', 'default', 'shared')
    expect(shared?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['other'])
    expect(shared?.metadata.deletionTimestamp).toBeUndefined()
  })

  test('Foreground: two that own each other go', () => {
    const started = startWith('child')
    own(started, 'child', 'owner')
    own(started, 'owner', 'child')
    started.settle()
    started.remove('Foreground')
    started.settle()
    expect(started.names()).toEqual([])
  })

  test('a reference that was taken away before counts no more', () => {
    const started = startWith('child')
    own(started, 'child', 'owner')
    started.settle()
    own(started, 'child')
    started.settle()
    started.remove('Background')
    started.settle()
    expect(started.names()).toEqual(['child'])
  })
})

test('what an owner of a kind that nobody serves owns stays, until a definition says that there is no such owner', () => {
  const server = start()
  const [reference] = ownedBy('nobody').metadata.ownerReferences
  const owner = { ...reference, name: 'nobody', uid: 'uid-of-nobody' }
  const web = { ...owner, apiVersion: 'example.com/v1', kind: 'Web' }
  server.apply(makePod('kept', { metadata: { ownerReferences: [web] } }))
  server.runUntil(60_000)
  expect(names(server)).toEqual(['kept'])
  server.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'webs.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Web', plural: 'webs' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true }],
    },
  })
  server.runUntil(61_000)
  expect(names(server)).toEqual([])
})

test('a reference that means an object of another name or namespace means nothing', () => {
  const server = start()
  server.apply(makePod('a'))
  const uid = server.client.get('Pod', 'default', 'a')?.metadata.uid ?? ''
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid }
  server.apply(
    makePod('here', { metadata: { ownerReferences: [owner] } }),
    makePod('misnamed', { metadata: { ownerReferences: [{ ...owner, name: 'b' }] } }),
    makePod('there', { metadata: { namespace: 'kube-system', ownerReferences: [owner] } }),
  )
  server.runUntil(100)
  expect(names(server)).toEqual(['a', 'here'])
  expect(server.client.list('Event').map(({ message }) => message)).toEqual([
    `ownerRef [v1/Pod, namespace: kube-system, name: a, uid: ${uid}] does not exist in namespace "kube-system"`,
  ])
})
