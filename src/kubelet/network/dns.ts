// What /etc/resolv.conf of a Pod's containers says.
// Follows pkg/kubelet/network/dns/dns.go (v1.36), GetPodDNS.
import { CLUSTER_DNS_IP, CLUSTER_DOMAIN } from '#api/core/cluster-dns.ts'
import type { Pod, PodDNSConfigOption } from '#api/generated/types.ts'
import type { DnsConfig } from '#runtime/cri.ts'
import type { KubeletContext } from '../context.ts'
import { reportEvent } from '../narrator.ts'

const DEFAULT_OPTIONS = ['ndots:5']
const MAX_NAMESERVERS = 3
const MAX_SEARCHES = 32
const MAX_SEARCH_CHARACTERS = 2048
const MAX_DOMAIN_LENGTH = 253

type DnsContext = Pick<KubeletContext, 'recorder' | 'nodeName' | 'runtime'>

/** The node's own server, where its disk has no /etc/resolv.conf. */
const NODE_RESOLV_CONF = 'nameserver 172.18.0.1\n'

/** The DNS settings of a Pod. What has to be left out of them is told in an event. */
export function getPodDNS(context: DnsContext, pod: Pod): DnsConfig {
  const text = context.runtime.disk.read('/etc/resolv.conf') ?? NODE_RESOLV_CONF
  return fitLimits(context, pod, withDnsConfig(pod, baseOf(pod, parseResolvConf(text))))
}

function baseOf(pod: Pod, host: DnsConfig): DnsConfig {
  const { dnsPolicy = 'ClusterFirst', hostNetwork = false } = pod.spec ?? {}
  if (dnsPolicy === 'None') return { servers: [], searches: [], options: [] }
  if (dnsPolicy === 'Default' || (dnsPolicy === 'ClusterFirst' && hostNetwork)) return host
  const service = `svc.${CLUSTER_DOMAIN}`
  const own = [`${pod.metadata.namespace ?? 'default'}.${service}`, service, CLUSTER_DOMAIN]
  const searches = [...new Set([...own, ...host.searches])]
  return { servers: [CLUSTER_DNS_IP], searches, options: DEFAULT_OPTIONS }
}

function withDnsConfig({ spec }: Pod, base: DnsConfig): DnsConfig {
  const { dnsConfig } = spec ?? {}
  if (dnsConfig === undefined) return base
  return {
    servers: [...new Set([...base.servers, ...(dnsConfig.nameservers ?? [])])],
    searches: [...new Set([...base.searches, ...(dnsConfig.searches ?? [])])],
    options: mergeOptions(base.options, dnsConfig.options ?? []),
  }
}

function mergeOptions(
  base: readonly string[],
  more: readonly PodDNSConfigOption[],
): readonly string[] {
  const values = new Map<string, string>()
  for (const option of base) {
    const [name = '', value = ''] = option.split(/:(.*)/s)
    values.set(name, value)
  }
  for (const { name = '', value = '' } of more) values.set(name, value)
  return [...values].map(([name, value]) => (value === '' ? name : `${name}:${value}`))
}

function fitLimits(context: DnsContext, pod: Pod, config: DnsConfig): DnsConfig {
  const warn = (message: string): void =>
    reportEvent(context, pod, { type: 'Warning', reason: 'DNSConfigForming', message })
  const servers = config.servers.slice(0, MAX_NAMESERVERS)
  if (servers.length < config.servers.length)
    warn(
      `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${servers.join(' ')}`,
    )
  let searches = config.searches
    .slice(0, MAX_SEARCHES)
    .filter((domain) => domain.length <= MAX_DOMAIN_LENGTH)
  while (searches.join(' ').length > MAX_SEARCH_CHARACTERS) searches = searches.slice(0, -1)
  if (searches.length < config.searches.length)
    warn(
      `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${searches.join(' ')}`,
    )
  return { ...config, servers, searches }
}

/** What a node's file says. */
function parseResolvConf(text: string): DnsConfig {
  const servers: string[] = []
  let searches: readonly string[] = []
  let options: readonly string[] = []
  for (const line of text.split('\n')) {
    const [word, ...values] = line.trim().split(/\s+/)
    if (word === 'nameserver' && values[0] !== undefined) servers.push(values[0])
    if (word === 'search')
      searches = values.filter((one) => one !== '.').map((one) => one.replace(/\.$/, ''))
    if (word === 'options')
      options = mergeOptions(
        options,
        values.map((option) => {
          const [name = '', value = ''] = option.split(/:(.*)/s)
          return { name, value }
        }),
      )
  }
  return { servers, searches, options }
}
