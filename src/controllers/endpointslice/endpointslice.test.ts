// The slices of a Service from its Pods, against pkg/controller/endpointslice/endpointslice_controller.go (v1.36).
import { expect, test } from 'vitest'
import type { EndpointSlice, Pod, Service, ServiceSpec } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod, type PodOptions } from '#testing/make-objects.ts'
import { startController } from '#testing/start-controller.ts'
import { endpointSliceController } from './endpointslice.ts'

const APP = { app: 'web' }
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
const MANAGER = 'endpointslice-controller.k8s.io'
const LABELS = { 'kubernetes.io/service-name': 'web', [MANAGED_BY]: MANAGER }
const HEADLESS = { 'service.kubernetes.io/headless': '' }
const TIME = 'endpoints.kubernetes.io/last-change-trigger-time'

function start(...objects: readonly (Pod | Service | EndpointSlice)[]): FakeApiServer {
  const server = startController(endpointSliceController)
  server.apply(...objects)
  server.runUntil(5000)
  return server
}

const service = (spec: Partial<ServiceSpec> = {}, metadata: Service['metadata'] = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'uid-of-web', ...metadata },
  spec: { clusterIP: '10.96.0.9', selector: APP, ports: [{ port: 80 }], ...spec },
})
const podAt = (ip: string, options: PodOptions = {}): Pod =>
  makePod(`pod-${ip}`, {
    labels: APP,
    status: {
      phase: 'Running',
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timeOf(0) }],
    },
    ...options,
  })
const slicesOf = ({ client }: FakeApiServer): readonly EndpointSlice[] =>
  client.list('EndpointSlice')
/** `type: addresses : ports` of each slice. */
const shown = (server: FakeApiServer): readonly string[] =>
  slicesOf(server)
    .map(({ addressType, endpoints = [], ports = [] }) => {
      const addresses = endpoints
        .flatMap((one) => one.addresses)
        .toSorted()
        .join(' ')
      return `${addressType}: ${addresses} : ${ports.map(({ port }) => port).join()}`
    })
    .toSorted()

test('a Service has a slice with its labels and its owner', () => {
  const labels = { team: 'a', [MANAGED_BY]: 'me', ...HEADLESS, 'kubernetes.io/service-name': 'x' }
  const server = start(podAt('10.0.0.1'), service({}, { labels, creationTimestamp: timeOf(0) }))
  expect(slicesOf(server)).toMatchObject([
    {
      metadata: {
        generateName: 'web-',
        namespace: 'default',
        annotations: { [TIME]: timeOf(0) },
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Service',
            name: 'web',
            uid: 'uid-of-web',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    },
  ])
  expect(slicesOf(server)[0]?.metadata.labels).toEqual({ team: 'a', ...LABELS })
  expect(server.world.journal.at(-1)).toMatchObject({
    actor: 'endpointslice-controller',
    message: 'listed the endpoints of Service `web`: 1 endpoint, 1 ready',
    level: 'detail',
    kind: 'EndpointSliceCreated',
    objects: ['Service/default/web', 'EndpointSlice.discovery.k8s.io/default/web-1'],
  })
})

test.for<readonly [string, Partial<ServiceSpec>, boolean]>([
  ['without an address', { clusterIP: '' }, true],
  ['that is headless', { clusterIP: 'None' }, true],
  ['with an address', {}, false],
])('a Service %s', ([, spec, isHeadless]) => {
  const server = start(service(spec))
  expect(slicesOf(server)[0]?.metadata.labels).toEqual({
    ...LABELS,
    ...(isHeadless ? HEADLESS : {}),
  })
})

const both = (ip: string, six: string): Pod =>
  podAt(ip, { status: { phase: 'Running', podIPs: [{ ip }, { ip: six }] } })
const named = (ip: string, containerPort: number): Pod =>
  podAt(ip, {
    spec: { containers: [{ name: 'main', image: 'x', ports: [{ name: 'http', containerPort }] }] },
  })

test.for<readonly [string, Service, readonly Pod[], readonly string[]]>([
  ['no Pods: one that is empty', service(), [], ['IPv4:  : ']],
  ['Pods of others', service(), [podAt('10.0.0.1', { labels: { app: 'x' } })], ['IPv4:  : ']],
  [
    'Pods of other namespaces',
    service(),
    [podAt('10.0.0.1', { metadata: { namespace: 'x' } })],
    ['IPv4:  : '],
  ],
  [
    'no selector',
    { ...service(), spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] } },
    [podAt('10.0.0.1')],
    [],
  ],
  ['an external name', service({ type: 'ExternalName' }), [podAt('10.0.0.1')], []],
  [
    'several Pods',
    service(),
    [podAt('10.0.0.1'), podAt('10.0.0.2')],
    ['IPv4: 10.0.0.1 10.0.0.2 : 80'],
  ],
  [
    'one that has ended',
    service(),
    [
      podAt('10.0.0.1'),
      podAt('10.0.0.2', { status: { phase: 'Failed', podIPs: [{ ip: '10.0.0.2' }] } }),
    ],
    ['IPv4: 10.0.0.1 : 80'],
  ],
  [
    'both families',
    service({ ipFamilies: ['IPv6', 'IPv4'] }),
    [both('10.0.0.1', 'fd00::1'), podAt('10.0.0.2')],
    ['IPv4: 10.0.0.1 10.0.0.2 : 80', 'IPv6: fd00::1 : 80'],
  ],
  [
    'the other family',
    service({ ipFamilies: ['IPv6'] }),
    [both('10.0.0.1', 'fd00::1')],
    ['IPv6: fd00::1 : 80'],
  ],
  [
    'the same name with different numbers',
    service({ ports: [{ port: 80, targetPort: 'http' }] }),
    [named('10.0.0.1', 8080), named('10.0.0.2', 9090), named('10.0.0.3', 8080)],
    ['IPv4: 10.0.0.1 10.0.0.3 : 8080', 'IPv4: 10.0.0.2 : 9090'],
  ],
])('%s', ([, one, pods, expected]) => {
  expect(shown(start(...pods, one))).toEqual(expected)
})

test('what changes is written into the slice that is there', () => {
  const server = start(podAt('10.0.0.1'), service())
  const [before] = slicesOf(server)
  server.apply(podAt('10.0.0.2'))
  server.runUntil(10_000)
  const [after] = slicesOf(server)
  expect(after?.metadata.name).toBe(before?.metadata.name)
  expect(shown(server)).toEqual(['IPv4: 10.0.0.1 10.0.0.2 : 80'])
  expect(server.world.journal.at(-1)).toMatchObject({
    message: 'listed the endpoints of Service `web`: 2 endpoints, 2 ready',
    kind: 'EndpointSliceUpdated',
    objects: expect.arrayContaining(['Service/default/web']),
  })
  // Other ports: the content of the new slice goes into the old one.
  server.client.update({ ...service({ ports: [{ port: 81 }] }) }, BY_TEST)
  server.runUntil(20_000)
  expect(shown(server)).toEqual(['IPv4: 10.0.0.1 10.0.0.2 : 81'])
  expect(slicesOf(server)[0]?.metadata.name).toBe(before?.metadata.name)
  for (const ip of ['10.0.0.1', '10.0.0.2'])
    server.client.delete('Pod', 'default', `pod-${ip}`, {}, BY_TEST)
  server.runUntil(30_000)
  expect(shown(server)).toEqual(['IPv4:  : '])
})

test('other labels of the Service come into its slices, and annotations of others stay', () => {
  const server = start(podAt('10.0.0.1'), service({}, { creationTimestamp: timeOf(0) }))
  const [slice] = slicesOf(server)
  if (slice === undefined) throw new Error('there is no slice')
  const annotations = { ...slice.metadata.annotations, note: 'x' }
  server.client.update({ ...slice, metadata: { ...slice.metadata, annotations } }, BY_TEST)
  server.runUntil(6000)
  server.client.update(service({}, { labels: { a: 'b' }, creationTimestamp: timeOf(0) }), BY_TEST)
  server.runUntil(10_000)
  const [{ metadata } = slice] = slicesOf(server)
  expect(metadata.labels).toEqual({ a: 'b', ...LABELS })
  // Nothing has triggered the endpoints, so the time of an earlier change goes.
  expect(metadata.annotations).toEqual({ note: 'x' })
})

test('a slice that another one makes of the Service is deleted, one that is not managed here stays', () => {
  const stray = (name: string, manager: string): EndpointSlice => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'default', labels: { ...LABELS, [MANAGED_BY]: manager } },
    addressType: 'IPv4',
    endpoints: [],
    ports: [],
  })
  const server = start(
    stray('stray', MANAGER),
    stray('hand-made', 'me'),
    podAt('10.0.0.1'),
    service(),
  )
  const names = slicesOf(server).map(({ metadata }) => metadata.name ?? '')
  expect(names).not.toContain('stray')
  expect(names).toContain('hand-made')
  expect(names).toHaveLength(2)
  expect(server.world.journal.find(({ kind }) => kind === 'EndpointSliceDeleted')).toMatchObject({
    message: 'deleted EndpointSlice `stray`',
    because: 'nothing is listed in it any more',
    level: 'detail',
  })
})

test('somebody who changes or deletes a slice is put right a second later', () => {
  const server = start(podAt('10.0.0.1'), service())
  const [slice] = slicesOf(server)
  if (slice === undefined) throw new Error('there is no slice')
  const metadata = { ...slice.metadata, generation: 7 }
  server.client.update({ ...slice, metadata, endpoints: [] }, BY_TEST)
  server.runUntil(5999)
  expect(shown(server)).toEqual(['IPv4:  : 80'])
  server.runUntil(6001)
  expect(shown(server)).toEqual(['IPv4: 10.0.0.1 : 80'])
  server.runUntil(9000)
  server.client.delete('EndpointSlice', 'default', slice.metadata.name ?? '', {}, BY_TEST)
  server.runUntil(9999)
  expect(shown(server)).toEqual([])
  server.runUntil(10_001)
  expect(shown(server)).toEqual(['IPv4: 10.0.0.1 : 80'])
})

test('the more endpoints a Service has, the more changes it takes along', () => {
  const pods = Array.from({ length: 250 }, (_, at) =>
    podAt(`10.0.${Math.floor(at / 200)}.${at % 200}`),
  )
  const server = start(...pods, service())
  expect(
    slicesOf(server)
      .map(({ endpoints = [] }) => endpoints.length)
      .toSorted(),
  ).toEqual([100, 100, 50])
  server.client.delete('Pod', 'default', 'pod-10.0.0.7', {}, BY_TEST)
  const count = (): number =>
    slicesOf(server).reduce((sum, { endpoints = [] }) => sum + endpoints.length, 0)
  server.runUntil(5039)
  expect(count()).toBe(250)
  server.runUntil(5041)
  expect(count()).toBe(249)
})
