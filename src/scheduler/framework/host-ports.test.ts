// The host ports of a node, against HostPortInfo of k8s.io/kube-scheduler/framework/types.go (v0.36).
import { expect, test } from 'vitest'
import { type HostPort, hostPortsOf, portsClash } from '#api/core/host-ports.ts'
import { makeContainer, makePod } from '#testing/make-objects.ts'
import { createHostPorts } from './host-ports.ts'

const ANY = '0.0.0.0'
const tcp = (port: number, ip = ANY): HostPort => ({ protocol: 'TCP', port, ip })
const udp = (port: number, ip = ANY): HostPort => ({ protocol: 'UDP', port, ip })

test.for<readonly [string, HostPort, HostPort, boolean]>([
  ['the same', tcp(80), tcp(80), true],
  ['another port', tcp(80), tcp(81), false],
  ['another protocol', tcp(53), udp(53), false],
  ['another address', tcp(80, '10.0.0.1'), tcp(80, '10.0.0.2'), false],
  ['one address', tcp(80, '10.0.0.1'), tcp(80, '10.0.0.1'), true],
  ['one of them has all addresses', tcp(80, '10.0.0.1'), tcp(80), true],
  ['the other one has', tcp(80), tcp(80, '10.0.0.1'), true],
])('two ports: %s', ([, a, b, expected]) => {
  expect(portsClash(a, b)).toBe(expected)
  const ports = createHostPorts()
  ports.add([a])
  expect(ports.clashWith([b])).toBe(expected)
  expect(ports.clashWith([tcp(9), b])).toBe(expected)
})

const ALL = [tcp(53), udp(53), tcp(80, '10.0.0.1'), tcp(80, '10.0.0.2')]

test.for(ALL)(
  'a Pod that goes frees its own ports and no others: $protocol $port of $ip',
  (gone) => {
    const ports = createHostPorts()
    ports.add(ALL)
    ports.remove([tcp(99), gone])
    expect(ALL.filter((port) => !ports.clashWith([port]))).toEqual([gone])
  },
)

test('of two that hold the same port one goes', () => {
  const ports = createHostPorts()
  ports.add([tcp(80)])
  ports.add([tcp(80)])
  ports.remove([tcp(80)])
  expect(ports.clashWith([tcp(80)])).toBe(true)
  ports.remove([tcp(80)])
  expect(ports.clashWith([tcp(80)])).toBe(false)
  expect(ports.clashWith([])).toBe(false)
})

test('the ports of a Pod, with what they are by default', () => {
  const container = {
    ...makeContainer('main'),
    ports: [
      { containerPort: 1, hostPort: 80 },
      { containerPort: 2 },
      { containerPort: 3, hostPort: 53, protocol: 'UDP', hostIP: '10.0.0.1' },
      { containerPort: 4, hostPort: 81, hostIP: '' },
    ],
  }
  const pod = makePod('web', { spec: { containers: [container] } })
  expect(hostPortsOf(pod)).toEqual([tcp(80), udp(53, '10.0.0.1'), tcp(81)])
  expect(hostPortsOf(makePod('bare'))).toEqual([])
})
