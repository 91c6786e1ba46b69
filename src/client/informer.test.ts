import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import type { WatchEvent } from './client.ts'
import { createDelayedClient } from './delayed-watch.ts'
import { createHandlerGuard } from './handler-guard.ts'
import { createInformers } from './informer.ts'

const lateClient = (server: FakeApiServer, max: number, seed = 1) =>
  createDelayedClient(server.client, {
    clock: server.clock,
    prng: createPrng(seed),
    delay: { min: 0, max },
    owner: 'test',
    guard: createHandlerGuard(),
  })
const said = ({ type, object }: WatchEvent): string => `${type} ${object.metadata.name ?? ''}`
const remove = (server: FakeApiServer, name: string): void =>
  void server.client.delete('Pod', 'default', name, {}, BY_TEST)

test('a handler hears first of what is there, then of every change', () => {
  const server = createFakeApiServer()
  server.apply(makePod('a'))
  const informer = createInformers(server.client).informer('Pod')
  const heard: string[] = []
  informer.addEventHandler((event) => heard.push(said(event)))
  server.apply(makePod('b'))
  remove(server, 'a')
  expect(heard).toEqual(['ADDED a', 'ADDED b', 'DELETED a'])
  expect(informer.indexer.list().map(({ metadata }) => metadata.name)).toEqual(['b'])
})

test('all who ask for a kind share one informer, and the cache changes before they hear', () => {
  const server = createFakeApiServer()
  const informers = createInformers(server.client)
  const seen: (string | undefined)[] = []
  informers.informer('Pod').addEventHandler(({ object }) => {
    const { namespace, name = '' } = object.metadata
    seen.push(informers.informer('Pod').indexer.get(namespace, name)?.metadata.name)
  })
  server.apply(makePod('a'))
  expect(seen).toEqual(['a'])
})

test('an index follows changes, and can be added late', () => {
  const server = createFakeApiServer()
  const { indexer } = createInformers(server.client).informer('Pod')
  server.apply(makePod('a', { labels: { app: 'x' } }), makePod('b', { labels: { app: 'y' } }))
  indexer.addIndexers({ app: ({ metadata }) => Object.values(metadata.labels ?? {}) })
  const names = (app: string) => indexer.byIndex('app', app).map(({ metadata }) => metadata.name)
  expect([names('x'), names('y'), names('z')]).toEqual([['a'], ['b'], []])
  const a = server.client.get('Pod', 'default', 'a')
  if (a === undefined) return expect.unreachable()
  server.client.update({ ...a, metadata: { ...a.metadata, labels: { app: 'y' } } }, BY_TEST)
  expect([names('x'), names('y')]).toEqual([[], ['b', 'a']])
})

test('who stops hears nothing more, not even what is on its way', () => {
  const server = createFakeApiServer()
  const heard: string[] = []
  const stop = lateClient(server, 100).watch('Pod', (event) => heard.push(said(event)))
  server.apply(makePod('a'))
  server.runUntil(100)
  server.apply(makePod('b'))
  stop()
  server.runUntil(1000)
  expect(heard).toEqual(['ADDED a'])
  expect(server.clock.nextMs()).toBeNull()
})

test('a late watch keeps the order of the writes, and its cache is as old as it is', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 20 }),
      (seed, pauses) => {
        const server = createFakeApiServer()
        const client = lateClient(server, 500, seed)
        const { indexer, addEventHandler } = createInformers(client).informer('Pod')
        const heard: string[] = []
        addEventHandler(({ object }) => {
          heard.push(object.metadata.name ?? '')
          expect(indexer.list()).toHaveLength(heard.length)
        })
        for (const [index, pause] of pauses.entries()) {
          server.apply(makePod(`pod-${index}`))
          server.runUntil(server.clock.nowMs + pause)
        }
        server.runUntil(server.clock.nowMs + 500)
        expect(heard).toEqual(pauses.map((_, index) => `pod-${index}`))
      },
    ),
    { numRuns: 50, seed: 1 },
  )
})
