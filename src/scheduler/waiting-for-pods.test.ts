// Pods that other Pods keep from being placed, and what brings them back from the queue.
import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createScheduler } from './scheduler.ts'

const HOST = 'kubernetes.io/hostname'
const term = { topologyKey: HOST, labelSelector: { matchLabels: { app: 'db' } } }
const apart: Partial<PodSpec> = {
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
}
const near: Partial<PodSpec> = {
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
}

function startScheduler() {
  const server = createFakeApiServer()
  const { client, clock } = server
  const recorder = createEventRecorder(client, clock)
  createScheduler({ client, clock, prng: createPrng(1), recorder })
  const nodeOf = (name: string) => client.get('Pod', 'default', name)?.spec?.nodeName
  return { ...server, nodeOf }
}

const db = (nodeName?: string): Pod =>
  makePod('db', { labels: { app: 'db' }, spec: nodeName === undefined ? {} : { nodeName } })

test('a Pod that is to be apart is placed when the other one is gone', () => {
  const { apply, runUntil, client, nodeOf } = startScheduler()
  apply(makeNode('a'), db('a'), makePod('web', { spec: apart }))
  runUntil(10_000)
  expect(nodeOf('web')).toBeUndefined()
  client.delete('Pod', 'default', 'db', { gracePeriodSeconds: 0 }, BY_TEST)
  runUntil(20_000)
  expect(nodeOf('web')).toBe('a')
})

test('a Pod that is to be near is placed when the other one comes', () => {
  const { apply, runUntil, nodeOf } = startScheduler()
  apply(makeNode('a'), makeNode('b'), makePod('web', { spec: near }))
  runUntil(10_000)
  expect(nodeOf('web')).toBeUndefined()
  apply(db())
  runUntil(20_000)
  expect(nodeOf('web')).toBe(nodeOf('db'))
  expect(nodeOf('web')).toBeDefined()
})

test('replicas that are to be apart go to one node each, and the last one waits', () => {
  const { apply, runUntil, client, nodeOf } = startScheduler()
  apply(makeNode('a'), makeNode('b'))
  const names = ['one', 'two', 'three']
  apply(...names.map((name) => makePod(name, { labels: { app: 'db' }, spec: apart })))
  runUntil(10_000)
  expect([nodeOf('one'), nodeOf('two')].toSorted()).toEqual(['a', 'b'])
  expect(nodeOf('three')).toBeUndefined()
  const condition = client.get('Pod', 'default', 'three')?.status?.conditions?.[0]
  expect(condition?.message).toContain("2 node(s) didn't match pod anti-affinity rules")
  apply(makeNode('c'))
  runUntil(20_000)
  expect(nodeOf('three')).toBe('c')
})
