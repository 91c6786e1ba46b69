import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { createClock } from '#sim/clock.ts'
import { hostsFileContent, podHostname } from './hosts-file.ts'
import { FakeRuntime } from './testing/fake-runtime.ts'
import { makePod } from './testing/fixture.ts'

const containers = [{ name: 'app' }]
const podOf = (spec: Partial<PodSpec>, name = 'web') => makePod(name, { containers, ...spec })
const LONG = 'a'.repeat(62)

// The rows follow GeneratePodHostNameAndDomain and its tests in pkg/kubelet/kubelet_pods.go (v1.36).
test.for<readonly [string, Partial<PodSpec>, string, string]>([
  ['web', {}, 'web', ''],
  ['web', { hostname: 'front' }, 'front', ''],
  ['web', { subdomain: 'shop' }, 'web', 'shop.default.svc.cluster.local'],
  ['web', { hostname: 'front', subdomain: 'shop' }, 'front', 'shop.default.svc.cluster.local'],
  ['web', { hostNetwork: true, subdomain: 'shop' }, 'worker-1', ''],
  [`${LONG}a`, {}, `${LONG}a`, ''],
  [`${LONG}ab`, {}, `${LONG}a`, ''],
  [`${LONG}-b`, {}, LONG, ''],
  [`${LONG.slice(1)}-.b`, {}, LONG.slice(1), ''],
])('the Pod %s with %j is %s in "%s"', ([name, spec, hostname, domain]) => {
  expect(podHostname('worker-1', podOf(spec, name))).toEqual({ hostname, domain })
})

const fileOf = (spec: Partial<PodSpec>, files: Readonly<Record<string, string>> = {}): string => {
  const runtime = new FakeRuntime({ clock: createClock(), nodeName: 'worker-1', files })
  return hostsFileContent({ runtime, nodeName: 'worker-1' }, podOf(spec), '10.244.1.2')
}
const HEAD = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`
const ALIASES = [{ ip: '10.0.0.1', hostnames: ['a', 'b.c'] }, { ip: '10.0.0.2' }]

// Follows managedHostsFileContent and nodeHostsFileContent.
test('the file of a Pod names it, with its domain first, and its aliases last', () => {
  expect(fileOf({})).toBe(`${HEAD}10.244.1.2\tweb\n`)
  expect(fileOf({ subdomain: 'shop' })).toBe(
    `${HEAD}10.244.1.2\tweb.shop.default.svc.cluster.local\tweb\n`,
  )
  expect(fileOf({ hostAliases: ALIASES })).toBe(
    `${HEAD}10.244.1.2\tweb\n\n# Entries added by HostAliases.\n10.0.0.1\ta\tb.c\n10.0.0.2\t\n`,
  )
})

test('in the network of the node it is the file of the node', () => {
  const hostNetwork = true
  expect(fileOf({ hostNetwork }, { '/etc/hosts': '127.0.0.1\tlocalhost\n' })).toBe(
    '# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n',
  )
  expect(fileOf({ hostNetwork, hostAliases: ALIASES }, { '/etc/hosts': '' })).toBe(
    '# Kubernetes-managed hosts file (host network).\n\n# Entries added by HostAliases.\n10.0.0.1\ta\tb.c\n10.0.0.2\t\n',
  )
  expect(fileOf({ hostNetwork })).toContain('ip6-allrouters\n10.244.1.2\tworker-1\n')
})
