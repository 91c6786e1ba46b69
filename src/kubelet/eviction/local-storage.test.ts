import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createListeners } from '#lib/listeners.ts'
import { createClock } from '#sim/clock.ts'
import { createScope } from '#sim/scope.ts'
import type { Narration } from '#sim/world.ts'
import { FakeClient } from '../testing/fake-client.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { makePod, NODE } from '../testing/fixture.ts'
import { startLocalStorageEviction } from './local-storage.ts'

const MI = 1024 * 1024

/** What is evicted of a Pod that has written so much to its volumes and containers at some moment. */
function evictionOf(
  spec: PodSpec,
  written: Readonly<Record<string, number>>,
  { atMs = 2000, metadata = {} }: { atMs?: number; metadata?: Pod['metadata'] } = {},
) {
  const clock = createClock()
  const journal: Narration[] = []
  const client = new FakeClient(clock, () => {})
  const told = createListeners<string>()
  const runtime = new FakeRuntime({ clock, nodeName: NODE })
  const usage = {
    volumeBytes: (_uid: string, name: string) => written[`volume ${name}`] ?? 0,
    containerBytes: (_uid: string, name: string) => written[name] ?? 0,
    subscribe: (listener: (uid: string) => void) => told.add(listener),
  }
  const pod = makePod('web', spec)
  const known = { ...pod, metadata: { ...pod.metadata, uid: 'u', ...metadata } }
  const evicted: string[] = []
  startLocalStorageEviction(
    {
      clock,
      nodeName: NODE,
      scope: createScope(),
      recorder: createEventRecorder(client, clock),
      narrate: (narration) => journal.push(narration),
      runtime: { service: runtime.service, disk: runtime.disk, volumes: runtime.volumes, usage },
    },
    (uid) => (uid === 'u' ? known : undefined),
    (uid, { reason, message }) => evicted.push(`${clock.nowMs} ${uid} ${reason}: ${message}`),
  )
  clock.skipTo(atMs)
  for (const uid of ['u', 'u', 'somebody']) told.tell(uid)
  for (let next = clock.nextMs(); next !== null; next = clock.nextMs()) clock.step()
  const events = client.list('Event').map(({ type, reason, message }) => [type, reason, message])
  return { evicted, events, journal, endMs: clock.nowMs }
}

const limited = (limit: string, own?: string): PodSpec => ({
  volumes: [
    { name: 'disk', emptyDir: {} },
    { name: 'memory', emptyDir: { medium: 'Memory' } },
    { name: 'settings', configMap: { name: 'x' } },
  ],
  initContainers: [{ name: 'init', resources: { limits: { 'ephemeral-storage': own ?? limit } } }],
  containers: [{ name: 'app', resources: { limits: { 'ephemeral-storage': own ?? limit } } }],
})
const sized = (sizeLimit: string | number): PodSpec => ({
  volumes: [{ name: 'cache', emptyDir: { sizeLimit } }],
  containers: [{ name: 'app' }],
})
const ofVolume = (limit: string) =>
  `Usage of EmptyDir volume "cache" exceeds the limit "${limit}". `
const ofPod = (limit: string) =>
  `Pod ephemeral local storage usage exceeds the total limit of containers ${limit}. `

// The texts are those of pkg/kubelet/eviction/eviction_manager.go and helpers.go (v1.36).
test.for<readonly [string, PodSpec, Readonly<Record<string, number>>, string | null]>([
  ['a volume within its size', sized('10Mi'), { 'volume cache': 10 * MI }, null],
  ['a volume beyond its size', sized('10Mi'), { 'volume cache': 10 * MI + 1 }, ofVolume('10Mi')],
  ['a volume without a limit', sized(0), { 'volume cache': 10 * MI }, null],
  ['a Pod within its limit', limited('10Mi'), { app: 4 * MI, 'volume disk': 6 * MI }, null],
  [
    'a Pod beyond its limit',
    limited('10Mi'),
    { app: 4 * MI, 'volume disk': 6 * MI + 1 },
    ofPod('10Mi'),
  ],
  [
    'with what an init container has written',
    limited('10Mi'),
    { app: 5 * MI, init: 5 * MI + 1 },
    ofPod('10Mi'),
  ],
  [
    'without what is in memory, or comes from elsewhere',
    limited('10Mi'),
    { 'volume memory': 99 * MI, 'volume settings': 99 * MI },
    null,
  ],
])('%s', ([, spec, written, message]) => {
  const { evicted, events, journal } = evictionOf(spec, written)
  expect(evicted).toEqual(message === null ? [] : [`10000 u Evicted: ${message}`])
  expect(events).toEqual(message === null ? [] : [['Warning', 'Evicted', message]])
  expect(
    journal.map(({ kind, level, message: said, because, objects }) => [
      kind,
      level,
      said,
      because,
      objects,
    ]),
  ).toEqual(
    message === null
      ? []
      : [['Evicted', 'step', 'evicts Pod `web`', message.trim(), ['Pod/default/web']]],
  )
})

test('a container beyond its own limit, in a Pod that is within its', () => {
  const limits = (limit: string) => ({ limits: { 'ephemeral-storage': limit } })
  const spec: PodSpec = {
    containers: [
      { name: 'a', resources: limits('10Mi') },
      { name: 'b', resources: limits('1Mi') },
      { name: 'c' },
    ],
  }
  expect(evictionOf(spec, { a: MI, b: MI, c: MI }).evicted).toEqual([])
  expect(evictionOf(spec, { a: MI, b: MI + 1 }).evicted).toEqual([
    '10000 u Evicted: Container b exceeded its local ephemeral storage limit "1Mi". ',
  ])
})

test('it looks every 10 s, at those with limits, and spares the critical ones', () => {
  const written = { 'volume cache': 2 * MI }
  expect(evictionOf(sized('1Mi'), written, { atMs: 9999 }).endMs).toBe(10_000)
  expect(evictionOf(sized('1Mi'), written, { atMs: 10_000 }).endMs).toBe(20_000)
  const free: PodSpec = { ...sized('1Mi'), volumes: [{ name: 'cache', emptyDir: {} }] }
  expect(evictionOf(free, written)).toMatchObject({ evicted: [], endMs: 2000 })
  const annotations = { 'kubernetes.io/config.source': 'file' }
  expect(evictionOf(sized('1Mi'), written, { metadata: { annotations } }).evicted).toEqual([])
})
