import { expect, test } from 'vitest'
import type { Endpoints, EndpointSubset, Pod, Service, ServiceSpec } from '#api/generated/types.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makeContainer, makePod, type PodOptions } from '#testing/make-objects.ts'
import { done, startController } from '#testing/start-controller.ts'
import { endpointsController } from './endpoints.ts'

const APP = { app: 'web' }
const MANAGED = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' }
const HEADLESS = { 'service.kubernetes.io/headless': '' }

const start = () => startController(endpointsController)

const serviceWith = (spec: Partial<ServiceSpec> = {}, metadata = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec: {
    clusterIP: '10.96.0.9',
    selector: APP,
    ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
    ...spec,
  },
})

const ready = (status: 'True' | 'False') => ({
  conditions: [{ type: 'Ready', status, lastTransitionTime: '2026-03-02T10:00:00Z' }],
})
/** A Pod of the Service with an address, that is ready. */
const podAt = (ip: string, options: PodOptions = {}, isReady = true): Pod =>
  makePod(`pod-${ip}`, {
    labels: APP,
    status: { phase: 'Running', podIPs: [{ ip }], ...ready(isReady ? 'True' : 'False') },
    ...options,
  })

const endpointsOf = (server: FakeApiServer): Endpoints | undefined =>
  server.client.get('Endpoints', 'default', 'web')

function listed(service: Service, ...pods: readonly Pod[]): readonly EndpointSubset[] | undefined {
  const server = start()
  server.apply(...pods, service)
  server.runUntil(5000)
  return endpointsOf(server)?.subsets
}

/** `ready | not ready : ports`, one line for each subset. */
function inShort(subsets: readonly EndpointSubset[] | undefined): readonly string[] | undefined {
  return subsets?.map(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const ips = (all: typeof addresses): string => all.map(({ ip }) => ip).join(' ')
    const words = ports.map(({ name, port, protocol }) => `${name ?? ''}/${port}/${protocol}`)
    return `${ips(addresses)} | ${ips(notReadyAddresses)} : ${words.join(' ')}`
  })
}

const GOING = { deletionTimestamp: '2026-03-02T10:00:00Z' }
const named = (name: string, containerPort: number, protocol?: string): PodOptions => {
  const port = { name, containerPort, ...(protocol === undefined ? {} : { protocol }) }
  return { spec: { containers: [makeContainer('main', {}, { ports: [port] })] } }
}
const byName = (protocol?: string): Partial<ServiceSpec> => ({
  ports: [{ port: 80, targetPort: 'http', ...(protocol === undefined ? {} : { protocol }) }],
})

test.for<readonly [string, Partial<ServiceSpec>, readonly Pod[], readonly string[] | undefined]>([
  ['no Pod', {}, [], []],
  ['a ready one', {}, [podAt('10.0.0.1')], ['10.0.0.1 |  : /8080/TCP']],
  ['one that is not', {}, [podAt('10.0.0.1', {}, false)], [' | 10.0.0.1 : /8080/TCP']],
  [
    'both, by their addresses as texts',
    {},
    [podAt('10.0.0.9'), podAt('10.0.0.10'), podAt('10.0.0.8', {}, false)],
    ['10.0.0.10 10.0.0.9 | 10.0.0.8 : /8080/TCP'],
  ],
  ['one of another app', {}, [podAt('10.0.0.1', { labels: { app: 'db' } })], []],
  [
    'one without an address',
    {},
    [podAt('10.0.0.1', { status: { phase: 'Pending', ...ready('True') } })],
    [],
  ],
  [
    'one that has ended',
    {},
    [podAt('10.0.0.1', { status: { phase: 'Failed', podIPs: [{ ip: '10.0.0.1' }] } })],
    [],
  ],
  ['one that is going', {}, [podAt('10.0.0.1', { metadata: { labels: APP, ...GOING } })], []],
  [
    'all are wanted, also who is going or is not ready',
    { publishNotReadyAddresses: true },
    [podAt('10.0.0.1', { metadata: { labels: APP, ...GOING } }), podAt('10.0.0.2', {}, false)],
    ['10.0.0.1 10.0.0.2 |  : /8080/TCP'],
  ],
  [
    'of two addresses the one of the family of the Service',
    { ipFamilies: ['IPv6'] },
    [
      podAt('', {
        status: {
          phase: 'Running',
          podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }],
          ...ready('True'),
        },
      }),
    ],
    ['fd00::1 |  : /8080/TCP'],
  ],
  ['no address of that family', { ipFamilies: ['IPv6'] }, [podAt('10.0.0.1')], []],
  [
    'the port of the Service, when it names no other',
    { ports: [{ port: 80 }] },
    [podAt('10.0.0.1')],
    ['10.0.0.1 |  : /80/TCP'],
  ],
  [
    'ports with names',
    {
      ports: [
        { name: 'http', port: 80 },
        { name: 'dns', port: 53, protocol: 'UDP' },
      ],
    },
    [podAt('10.0.0.1')],
    ['10.0.0.1 |  : http/80/TCP dns/53/UDP'],
  ],
  [
    'a port by its name in the Pod',
    byName(),
    [podAt('10.0.0.1', named('http', 8081)), podAt('10.0.0.2', named('http', 8082))],
    ['10.0.0.1 |  : /8081/TCP', '10.0.0.2 |  : /8082/TCP'],
  ],
  ['a name that the Pod does not have', byName(), [podAt('10.0.0.1', named('web', 1))], []],
  ['a name of another protocol', byName('UDP'), [podAt('10.0.0.1', named('http', 1))], []],
  [
    'a name of the same protocol',
    byName('UDP'),
    [podAt('10.0.0.1', named('http', 1, 'UDP'))],
    ['10.0.0.1 |  : /1/UDP'],
  ],
  [
    'no ports: addresses alone',
    { clusterIP: 'None', ports: [] },
    [podAt('10.0.0.1')],
    ['10.0.0.1 |  : '],
  ],
  ['a name outside the cluster', { type: 'ExternalName' }, [podAt('10.0.0.1')], undefined],
])('who is listed: %s', ([, spec, pods, expected]) => {
  expect(inShort(listed(serviceWith(spec), ...pods))).toEqual(expected)
})

test('a Service without a selector is left to others', () => {
  const { selector: _, ...spec } = serviceWith().spec ?? {}
  expect(listed({ ...serviceWith(), spec }, podAt('10.0.0.1'))).toBeUndefined()
})

test('an address says where it is, which Pod it is, and its name where the Pod belongs to the Service', () => {
  const spec = { nodeName: 'a', hostname: 'db-0', subdomain: 'web' }
  const other = { nodeName: 'a', hostname: 'db-1', subdomain: 'other' }
  const [subset] =
    listed(serviceWith(), podAt('10.0.0.1', { spec }), podAt('10.0.0.2', { spec: other })) ?? []
  const targetRef = (ip: string) => ({
    kind: 'Pod',
    namespace: 'default',
    name: `pod-${ip}`,
    uid: `uid-of-pod-${ip}`,
  })
  expect(subset?.addresses).toEqual([
    { ip: '10.0.0.1', hostname: 'db-0', nodeName: 'a', targetRef: targetRef('10.0.0.1') },
    { ip: '10.0.0.2', nodeName: 'a', targetRef: targetRef('10.0.0.2') },
  ])
})

test.for<readonly [string, string, object]>([
  ['an address of its own', '10.96.0.9', {}],
  ['none', 'None', HEADLESS],
  ['not one yet', '', HEADLESS],
])('labels: those of the Service, who manages it, and whether it has %s', ([, clusterIP, more]) => {
  const server = start()
  server.apply(serviceWith({ clusterIP }, { labels: { tier: 'front', ...HEADLESS } }))
  server.runUntil(5000)
  expect(endpointsOf(server)?.metadata.labels).toEqual({ tier: 'front', ...more, ...MANAGED })
})

test('it is written when what it lists or its labels are others, and goes with its Service', () => {
  const server = start()
  server.apply(podAt('10.0.0.1'), serviceWith())
  server.runUntil(5000)
  const version = (): string | undefined => endpointsOf(server)?.metadata.resourceVersion
  const first = version()
  server.client.update(
    podAt('10.0.0.1', { metadata: { labels: APP, annotations: { note: 'x' } } }),
    BY_TEST,
  )
  server.runUntil(10_000)
  expect(version()).toBe(first)
  server.apply(podAt('10.0.0.2'))
  server.runUntil(15_000)
  const second = version()
  expect(second).not.toBe(first)
  server.client.update(serviceWith({}, { labels: { tier: 'front' } }), BY_TEST)
  server.runUntil(20_000)
  expect(version()).not.toBe(second)
  expect(endpointsOf(server)?.metadata.labels).toMatchObject({ tier: 'front' })
  server.client.delete('Service', 'default', 'web', {}, BY_TEST)
  server.runUntil(25_000)
  expect(endpointsOf(server)).toBeUndefined()
  expect(done(server).at(-1)).toBe(
    'endpoints-controller detail EndpointsDeleted: deleted Endpoints `web`, because its Service is gone',
  )
})

test('the change that asked for it is told, and is told no more with the next', () => {
  const TRIGGER = 'endpoints.kubernetes.io/last-change-trigger-time'
  const server = start()
  server.apply(podAt('10.0.0.1'), serviceWith({}, { creationTimestamp: '2026-03-02T09:00:00Z' }))
  server.runUntil(5000)
  expect(endpointsOf(server)?.metadata.annotations).toEqual({ [TRIGGER]: '2026-03-02T09:00:00Z' })
  server.client.delete('Pod', 'default', 'pod-10.0.0.1', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(10_000)
  expect(endpointsOf(server)?.subsets ?? []).toEqual([])
  expect(endpointsOf(server)?.metadata.annotations ?? {}).toEqual({})
})

test('a thousand addresses are listed, the ready ones first, and that there are more is said', () => {
  const OVER = 'endpoints.kubernetes.io/over-capacity'
  const pods = (count: number, third: number, isReady: boolean): readonly Pod[] =>
    Array.from({ length: count }, (_, i) =>
      podAt(`10.0.${third + Math.floor(i / 250)}.${i % 250}`, {}, isReady),
    )
  const counted = (...all: readonly Pod[]) => {
    const server = start()
    server.apply(...all, serviceWith())
    server.runUntil(5000)
    const { subsets = [], metadata } = endpointsOf(server) ?? {}
    const [{ addresses = [], notReadyAddresses = [] } = {}] = subsets
    return [addresses.length, notReadyAddresses.length, metadata?.annotations?.[OVER]]
  }
  expect(counted(...pods(990, 0, true), ...pods(10, 10, false))).toEqual([990, 10, undefined])
  expect(counted(...pods(990, 0, true), ...pods(11, 10, false))).toEqual([990, 10, 'truncated'])
  expect(counted(...pods(1001, 0, true), ...pods(1, 10, false))).toEqual([1000, 0, 'truncated'])
})
