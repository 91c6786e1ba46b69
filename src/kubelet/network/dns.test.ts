import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createClock } from '#sim/clock.ts'
import { FakeClient } from '../testing/fake-client.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { makePod, NODE } from '../testing/fixture.ts'
import { getPodDNS } from './dns.ts'

/** What the containers of a Pod find in their file, and the events; `resolvConf` is the node's file. */
function dnsOf(spec: Partial<PodSpec>, resolvConf?: string) {
  const clock = createClock()
  const client = new FakeClient(clock, () => {})
  const files = resolvConf === undefined ? {} : { '/etc/resolv.conf': resolvConf }
  const runtime = new FakeRuntime({ clock, nodeName: NODE, files })
  const recorder = createEventRecorder(client, clock)
  const pod = makePod('web', { containers: [{ name: 'app' }], ...spec })
  const context = { recorder, nodeName: NODE, runtime }
  const dns = getPodDNS(context, { ...pod, metadata: { ...pod.metadata, namespace: 'shop' } })
  const events = client.list('Event').map(({ type, reason, message }) => ({
    type,
    reason,
    message,
  }))
  return { ...dns, events }
}

const CLUSTER = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local']
const HOST = `# of the machine
  nameserver 10.0.0.2
nameserver
search example.com. . corp.internal
options ndots:2 edns0
options timeout:3 ndots:1
`

// The rows follow GetPodDNS and its tests in pkg/kubelet/network/dns (v1.36).
test.for<readonly [string, Partial<PodSpec>, string | undefined, object]>([
  [
    'no policy',
    {},
    undefined,
    { servers: ['10.96.0.10'], searches: CLUSTER, options: ['ndots:5'], events: [] },
  ],
  [
    'the searches of the node come after those of the cluster',
    { dnsPolicy: 'ClusterFirst' },
    HOST,
    {
      servers: ['10.96.0.10'],
      searches: [...CLUSTER, 'example.com', 'corp.internal'],
      options: ['ndots:5'],
      events: [],
    },
  ],
  [
    'Default has what the node has',
    { dnsPolicy: 'Default' },
    HOST,
    {
      servers: ['10.0.0.2'],
      searches: ['example.com', 'corp.internal'],
      options: ['ndots:1', 'edns0', 'timeout:3'],
      events: [],
    },
  ],
  [
    'Default without a file',
    { dnsPolicy: 'Default' },
    undefined,
    { servers: ['172.18.0.1'], searches: [], options: [], events: [] },
  ],
  [
    'ClusterFirst in the network of the node',
    { dnsPolicy: 'ClusterFirst', hostNetwork: true },
    HOST,
    {
      servers: ['10.0.0.2'],
      searches: ['example.com', 'corp.internal'],
      options: ['ndots:1', 'edns0', 'timeout:3'],
      events: [],
    },
  ],
  [
    'ClusterFirstWithHostNet in the network of the node',
    { dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true },
    undefined,
    { servers: ['10.96.0.10'], searches: CLUSTER, options: ['ndots:5'], events: [] },
  ],
  [
    'None has what it says',
    {
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['1.1.1.1'], searches: ['a.b'], options: [{ name: 'edns0' }] },
    },
    HOST,
    { servers: ['1.1.1.1'], searches: ['a.b'], options: ['edns0'], events: [] },
  ],
  [
    'None that says nothing',
    { dnsPolicy: 'None', dnsConfig: {} },
    HOST,
    { servers: [], searches: [], options: [], events: [] },
  ],
  [
    'what a Pod adds comes last and once, and its options win',
    {
      dnsConfig: {
        nameservers: ['10.96.0.10', '1.1.1.1'],
        searches: ['cluster.local', 'x.y'],
        options: [
          { name: 'ndots', value: '1' },
          { name: 'attempts', value: '2' },
          { name: 'inet6', value: '' },
        ],
      },
    },
    undefined,
    {
      servers: ['10.96.0.10', '1.1.1.1'],
      searches: [...CLUSTER, 'x.y'],
      options: ['ndots:1', 'attempts:2', 'inet6'],
      events: [],
    },
  ],
])('%s', ([, spec, resolvConf, expected]) => {
  expect(dnsOf(spec, resolvConf)).toEqual(expected)
})

const SEARCHES = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `d${index}.example`)

test('more than three servers and 32 searches are left out, which an event says', () => {
  const config = (nameservers: readonly string[], searches: readonly string[]) =>
    dnsOf({ dnsPolicy: 'None', dnsConfig: { nameservers, searches } })
  expect(config(['1.1.1.1', '1.1.1.2', '1.1.1.3'], SEARCHES(32)).events).toEqual([])
  const { servers, searches, events } = config(
    ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'],
    SEARCHES(33),
  )
  expect(servers).toEqual(['1.1.1.1', '1.1.1.2', '1.1.1.3'])
  expect(searches).toEqual(SEARCHES(32))
  expect(events).toEqual([
    {
      type: 'Warning',
      reason: 'DNSConfigForming',
      message:
        'Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 1.1.1.1 1.1.1.2 1.1.1.3',
    },
    {
      type: 'Warning',
      reason: 'DNSConfigForming',
      message: `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${SEARCHES(32).join(' ')}`,
    },
  ])
})

test('a search line has 2,048 characters at most, and a domain 253', () => {
  const linesOf = (searches: readonly string[]) =>
    dnsOf({ dnsPolicy: 'None', dnsConfig: { searches } }).searches
  const long = (length: number, first = 'a'): string => first.padEnd(length, 'x')
  expect(linesOf([long(253), long(254), 'b'])).toEqual([long(253), 'b'])
  // Eight of 227 characters and one of 224 with their eight blanks are 2,048 characters.
  const eight = Array.from('abcdefgh', (first) => long(227, first))
  expect(linesOf([...eight, long(224, 'i')])).toHaveLength(9)
  expect(linesOf([...eight, long(225, 'i')])).toEqual(eight)
})
