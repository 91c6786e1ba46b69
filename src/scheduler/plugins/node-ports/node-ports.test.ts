import { expect, test } from 'vitest'
import type { ContainerPort, Pod } from '#api/generated/types.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo } from '#testing/run-plugin.ts'
import { type HostPort, portsClash } from '#api/core/host-ports.ts'
import { nodePorts } from './node-ports.ts'

const REJECTED = "Unschedulable: node(s) didn't have free ports for the requested pod ports"

const podWith = (name: string, port: Partial<ContainerPort>): Pod =>
  makePod(name, {
    spec: { containers: [makeContainer('main', {}, { ports: [{ containerPort: 80, ...port }] })] },
  })

const CASES: readonly (readonly [
  string,
  Partial<ContainerPort>,
  Partial<ContainerPort>,
  string,
])[] = [
  ['no host port skips', {}, { hostPort: 80 }, 'skip'],
  ['a free port passes', { hostPort: 81 }, { hostPort: 80 }, 'ok'],
  ['a taken port is rejected', { hostPort: 80 }, { hostPort: 80 }, REJECTED],
  ['another protocol is another port', { hostPort: 80, protocol: 'UDP' }, { hostPort: 80 }, 'ok'],
  ['TCP is the default protocol', { hostPort: 80, protocol: 'TCP' }, { hostPort: 80 }, REJECTED],
  [
    'other addresses do not clash',
    { hostPort: 80, hostIP: '10.0.0.1' },
    { hostPort: 80, hostIP: '10.0.0.2' },
    'ok',
  ],
  [
    'all addresses clash with one',
    { hostPort: 80, hostIP: '0.0.0.0' },
    { hostPort: 80, hostIP: '10.0.0.2' },
    REJECTED,
  ],
  [
    'one address clashes with all',
    { hostPort: 80, hostIP: '10.0.0.2' },
    { hostPort: 80 },
    REJECTED,
  ],
]

test.for(CASES)('%s', ([, wanted, taken, expected]) => {
  const node = makeNodeInfo(makeNode('a'), [podWith('other', taken)])
  expect(filterWith(nodePorts, podWith('web', wanted), node)).toBe(expected)
})

test('a port is free again when its Pod is gone', () => {
  const node = makeNodeInfo(makeNode('a'), [podWith('other', { hostPort: 80 })])
  node.removePod('uid-of-other')
  expect(filterWith(nodePorts, podWith('web', { hostPort: 80 }), node)).toBe('ok')
})

test('the ports of a sidecar count and those of other init containers do not', () => {
  const ports = [{ containerPort: 80, hostPort: 80 }]
  const withInit = (restartPolicy?: string) =>
    makePod('web', {
      spec: {
        initContainers: [
          makeContainer(
            'init',
            {},
            restartPolicy === undefined ? { ports } : { ports, restartPolicy },
          ),
        ],
      },
    })
  const node = makeNodeInfo(makeNode('a'), [podWith('other', { hostPort: 80 })])
  expect(filterWith(nodePorts, withInit('Always'), node)).toBe(REJECTED)
  expect(filterWith(nodePorts, withInit(), node)).toBe('skip')
})

test.for<readonly [string, Partial<HostPort>, boolean]>([
  ['the same port', {}, true],
  ['another protocol', { protocol: 'UDP' }, false],
  ['a protocol that neither TCP nor UDP is', { protocol: 'SCTP' }, false],
  ['another port', { port: 81 }, false],
  ['one address', { ip: '10.0.0.1' }, true],
])('80/TCP everywhere and %s clash: %s', ([, other, clashes]) => {
  const port = { protocol: 'TCP', port: 80, ip: '0.0.0.0' }
  expect(portsClash(port, { ...port, ...other })).toBe(clashes)
  expect(portsClash({ ...port, ...other }, port)).toBe(clashes)
})

test('a Pod that goes frees its own port, and not that of another protocol or address', () => {
  const udp = podWith('udp', { hostPort: 80, protocol: 'UDP' })
  const tcp = podWith('tcp', { hostPort: 80 })
  const local = podWith('local', { hostPort: 80, protocol: 'UDP', hostIP: '10.0.0.1' })
  const node = makeNodeInfo(makeNode('a'), [udp, tcp, local])
  node.removePod('uid-of-udp')
  expect(filterWith(nodePorts, podWith('web', { hostPort: 80 }), node)).toBe(REJECTED)
  expect(filterWith(nodePorts, udp, node)).toBe(REJECTED)
  node.removePod('uid-of-local')
  expect(filterWith(nodePorts, udp, node)).toBe('ok')
  expect(filterWith(nodePorts, podWith('web', { hostPort: 80 }), node)).toBe(REJECTED)
})
