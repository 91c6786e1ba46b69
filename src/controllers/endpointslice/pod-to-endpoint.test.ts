// Pods as endpoints, against k8s.io/endpointslice/utils.go, trigger_time_tracker.go and util/controller_utils.go (v1.36).
import { expect, test } from 'vitest'
import type { Node, Pod, Service, ServicePort } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import { selectsPod } from './endpoint-changes.ts'
import {
  endpointPortsOf,
  lastChangeTriggerTime,
  podToEndpoint,
  shouldPodBeInEndpoints,
  type TriggerTimes,
} from './pod-to-endpoint.ts'

const serviceOf = (spec: Service['spec'] = {}, createdMs = 0): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', creationTimestamp: timeOf(createdMs) },
  spec,
})
const ready = (status: string, ms = 0) => ({
  conditions: [{ type: 'Ready', status, lastTransitionTime: timeOf(ms) }],
})
const IPS = [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }]

test.for<readonly [string | undefined, readonly { ip: string }[] | undefined, boolean]>([
  ['Running', IPS, true],
  ['Pending', IPS, true],
  [undefined, IPS, true],
  ['Failed', IPS, false],
  ['Succeeded', IPS, false],
  ['Running', [], false],
  ['Running', undefined, false],
])('a Pod that is %s and has the addresses %j: %s', ([phase, podIPs, isIn]) => {
  const status = {
    ...(phase === undefined ? {} : { phase }),
    ...(podIPs === undefined ? {} : { podIPs }),
  }
  expect(shouldPodBeInEndpoints(makePod('p', { status }))).toBe(isIn)
  const { status: _, ...bare } = makePod('p')
  expect(shouldPodBeInEndpoints(bare)).toBe(false)
})

const POD = makePod('p', {
  spec: {
    initContainers: [
      { name: 'setup', image: 'x', ports: [{ name: 'once', containerPort: 1 }] },
      {
        name: 'proxy',
        image: 'x',
        restartPolicy: 'Always',
        ports: [
          { name: 'admin', containerPort: 15_000 },
          { name: 'http', containerPort: 15_001 },
        ],
      },
    ],
    containers: [
      { name: 'bare', image: 'x' },
      {
        name: 'main',
        image: 'x',
        ports: [
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
          { name: 'dns', containerPort: 54 },
          { name: 'http', containerPort: 8080, protocol: 'TCP' },
        ],
      },
    ],
  },
})

test.for<readonly [ServicePort, number | undefined]>([
  [{ port: 80 }, 80],
  [{ port: 80, targetPort: 8080 }, 8080],
  [{ port: 80, targetPort: 'http' }, 8080],
  [{ port: 80, targetPort: 'http', protocol: 'TCP' }, 8080],
  [{ port: 80, targetPort: 'http', protocol: 'UDP' }, undefined],
  [{ port: 53, targetPort: 'dns', protocol: 'UDP' }, 53],
  [{ port: 53, targetPort: 'dns' }, 54],
  [{ port: 80, targetPort: 'admin' }, 15_000],
  [{ port: 80, targetPort: 'once' }, undefined],
  [{ port: 80, targetPort: 'none' }, undefined],
])('the port %j of a Service is %s in a Pod', ([port, number]) => {
  const found = endpointPortsOf(serviceOf({ ports: [port] }), POD)
  const { protocol = 'TCP' } = port
  expect(found).toEqual(number === undefined ? [] : [{ name: '', port: number, protocol }])
})

test('ports keep their names and what is spoken there; a Service without ports has none', () => {
  const ports = [
    { name: 'a', port: 1, appProtocol: 'kubernetes.io/h2c' },
    { name: 'gone', port: 2, targetPort: 'none' },
    { name: 'b', port: 3, protocol: 'UDP' },
  ]
  expect(endpointPortsOf(serviceOf({ ports }), POD)).toEqual([
    { name: 'a', port: 1, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
    { name: 'b', port: 3, protocol: 'UDP' },
  ])
  expect(endpointPortsOf(serviceOf(), POD)).toEqual([])
  expect(
    endpointPortsOf(serviceOf({ ports: [{ port: 1, targetPort: 'x' }] }), {
      ...POD,
      spec: { containers: [] },
    }),
  ).toEqual([])
})

interface Case {
  readonly status?: string
  readonly isDeleted?: boolean
  readonly isPublished?: boolean
}
/** [ready, serving, terminating] */
test.for<readonly [Case, readonly [boolean, boolean, boolean]]>([
  [{ status: 'True' }, [true, true, false]],
  [{ status: 'False' }, [false, false, false]],
  [{ status: 'Unknown' }, [false, false, false]],
  [{}, [false, false, false]],
  [{ status: 'True', isDeleted: true }, [false, true, true]],
  [{ status: 'False', isDeleted: true }, [false, false, true]],
  [{ status: 'False', isPublished: true }, [true, false, false]],
  [{ isPublished: true }, [true, false, false]],
  [{ status: 'True', isDeleted: true, isPublished: true }, [true, true, true]],
])('conditions of an endpoint: %j', ([{ status, isDeleted, isPublished }, expected]) => {
  const pod = makePod('p', {
    status: { phase: 'Running', podIPs: IPS, ...(status === undefined ? {} : ready(status)) },
    metadata: isDeleted === true ? { deletionTimestamp: timeOf(0) } : {},
  })
  const service = serviceOf(isPublished === true ? { publishNotReadyAddresses: true } : {})
  const { conditions } = podToEndpoint(pod, undefined, service, 'IPv4')
  expect([conditions?.ready, conditions?.serving, conditions?.terminating]).toEqual(expected)
})

const NODE: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels: { 'topology.kubernetes.io/zone': 'z' } },
}

test('an endpoint has the addresses of its family, its Pod, node and zone', () => {
  const pod: Pod = makePod('p', {
    metadata: { namespace: 'other', uid: 'u' },
    spec: { nodeName: 'n' },
    status: { phase: 'Running', podIPs: IPS },
  })
  const conditions = { ready: false, serving: false, terminating: false }
  const targetRef = { kind: 'Pod', namespace: 'other', name: 'p', uid: 'u' }
  expect(podToEndpoint(pod, NODE, serviceOf(), 'IPv4')).toEqual({
    addresses: ['10.0.0.1'],
    conditions,
    nodeName: 'n',
    targetRef,
    zone: 'z',
  })
  const bare: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }
  expect(podToEndpoint(pod, bare, serviceOf(), 'IPv6')).toEqual({
    addresses: ['fd00::1'],
    conditions,
    nodeName: 'n',
    targetRef,
  })
  expect(podToEndpoint(makePod('q', { status: {} }), undefined, serviceOf(), 'IPv4')).toEqual({
    addresses: [],
    conditions,
    targetRef: { kind: 'Pod', namespace: 'default', name: 'q', uid: 'uid-of-q' },
  })
})

test.for<readonly [string, string | undefined, string | undefined]>([
  ['h', 'web', 'h'],
  ['h', 'other', undefined],
  ['h', undefined, undefined],
  ['', 'web', undefined],
])('the host name %s below %s is that of the endpoint: %s', ([hostname, subdomain, expected]) => {
  const spec = { hostname, ...(subdomain === undefined ? {} : { subdomain }) }
  const endpoint = podToEndpoint(makePod('p', { spec }), undefined, serviceOf(), 'IPv4')
  expect(endpoint.hostname).toBe(expected)
})

test('which Pods a Service selects', () => {
  const pod = makePod('p', { labels: { app: 'web', tier: 'front' } })
  const selects = (selector: Record<string, string> | undefined) =>
    selectsPod(serviceOf(selector === undefined ? {} : { selector }), pod)
  expect(selects({ app: 'web' })).toBe(true)
  expect(selects({ app: 'web', tier: 'front' })).toBe(true)
  expect(selects({ app: 'web', tier: 'back' })).toBe(false)
  expect(selects({})).toBe(false)
  expect(selects(undefined)).toBe(false)
  expect(selectsPod({ ...serviceOf(), spec: { selector: { app: 'web' } } }, makePod('q'))).toBe(
    false,
  )
})

test('the trigger time is that of the first change since the last round', () => {
  const known = new Map<string, TriggerTimes>()
  const pod = (name: string, ms?: number): Pod =>
    makePod(name, { status: ms === undefined ? {} : ready('True', ms) })
  const round = (service: Service, ...pods: readonly Pod[]) =>
    lastChangeTriggerTime(known, 'key', service, pods)
  expect(round(serviceOf({}, 5000), pod('a', 9000), pod('b'))).toBe(timeOf(5000))
  expect(round(serviceOf({}, 5000), pod('a', 9000), pod('b'))).toBeUndefined()
  expect(round(serviceOf({}, 5000), pod('a', 9000), pod('b', 7000))).toBe(timeOf(7000))
  // A change of one that goes backwards is none.
  expect(round(serviceOf({}, 5000), pod('a', 8000), pod('b', 7000))).toBeUndefined()
  expect(round(serviceOf({}, 5000), pod('a', 20_000), pod('b', 30_000))).toBe(timeOf(20_000))
  // One that had gone is new again, and so is a Service of the same name.
  expect(round(serviceOf({}, 5000), pod('a', 20_000))).toBeUndefined()
  expect(round(serviceOf({}, 5000), pod('a', 20_000), pod('b', 30_000))).toBe(timeOf(30_000))
  expect(round(serviceOf({}, 40_000), pod('a', 20_000), pod('b', 30_000))).toBe(timeOf(40_000))
  expect(lastChangeTriggerTime(known, 'other', serviceOf({}, 1000), [])).toBe(timeOf(1000))
})
