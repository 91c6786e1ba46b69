import { expect, test } from 'vitest'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { podGarbageCollector } from './gc-controller.ts'

test('the rounds are counted from the start of the controller', () => {
  const server = createFakeApiServer()
  const { client, clock, leases } = server
  server.runUntil(7_000)
  podGarbageCollector.create({
    client,
    informers: createInformers(client),
    clock,
    prng: createPrng(1),
    recorder: createEventRecorder(client, clock),
    leases,
  })
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
