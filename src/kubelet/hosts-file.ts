// The hostname of a Pod, and the /etc/hosts that the kubelet manages for its containers.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), GeneratePodHostNameAndDomain and ensureHostsFile.
import type { Pod } from '#api/generated/types.ts'
import type { KubeletContext } from './context.ts'
import { CLUSTER_DOMAIN } from '#api/core/cluster-dns.ts'

const MAX_HOSTNAME = 63
const HEADER = '# Kubernetes-managed hosts file.\n'
const HOST_NETWORK_HEADER = '# Kubernetes-managed hosts file (host network).\n'
const LOCAL =
  '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n'

interface PodHostname {
  readonly hostname: string
  /** '' for a Pod without a subdomain. */
  readonly domain: string
}

/** The name that the processes of a Pod see, at most 63 characters of it. */
export function podHostname(nodeName: string, pod: Pod): PodHostname {
  const { hostname = '', subdomain = '', hostNetwork = false } = pod.spec ?? {}
  const { name = '', namespace = 'default' } = pod.metadata
  if (hostNetwork) return { hostname: nodeName, domain: '' }
  const full = hostname === '' ? name : hostname
  return {
    hostname:
      full.length <= MAX_HOSTNAME ? full : full.slice(0, MAX_HOSTNAME).replace(/[-.]+$/, ''),
    domain: subdomain === '' ? '' : `${subdomain}.${namespace}.svc.${CLUSTER_DOMAIN}`,
  }
}

/** The content of the file for a Pod with this IP. */
export function hostsFileContent(
  { runtime, nodeName }: Pick<KubeletContext, 'runtime' | 'nodeName'>,
  pod: Pod,
  ip: string,
): string {
  const { hostNetwork = false, hostAliases = [] } = pod.spec ?? {}
  const aliases =
    hostAliases.length === 0
      ? ''
      : `\n# Entries added by HostAliases.\n${hostAliases.map((one) => `${one.ip}\t${(one.hostnames ?? []).join('\t')}\n`).join('')}`
  if (hostNetwork) {
    const own = runtime.disk.read('/etc/hosts') ?? `${LOCAL}${ip}\t${nodeName}\n`
    return HOST_NETWORK_HEADER + own + aliases
  }
  const { hostname, domain } = podHostname(nodeName, pod)
  const names = domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`
  return `${HEADER}${LOCAL}${ip}\t${names}\n${aliases}`
}
