import { expect, test } from 'vitest'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { garbageCollector } from './garbagecollector.ts'

function start(): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock } = server
  const recorder = createEventRecorder(client, clock)
  garbageCollector.create({
    client,
    informers: createInformers(client),
    clock,
    prng: createPrng(1),
    recorder,
  })
  return server
}

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
