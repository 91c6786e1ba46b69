// What lies in a container's own file system besides the image: what the kubelet and the runtime write there.
import { CLUSTER_DNS_IP, CLUSTER_DOMAIN } from '#api/core/cluster-dns.ts'
import type { ContainerConfig, DnsConfig } from '../cri.ts'
import { absolutePath, parentOf } from '../filesystem/path.ts'
import type { FileTree } from '../filesystem/tree.ts'

export interface PodNames {
  readonly ip: string
  readonly hostname: string
  readonly namespace: string
  readonly dns?: DnsConfig | undefined
}

/** Writes the files and folders that every container finds. */
export function prepareFiles(tree: FileTree, config: ContainerConfig, pod: PodNames): void {
  const { ip, hostname, namespace } = pod
  const service = `svc.${CLUSTER_DOMAIN}`
  const search = `${namespace}.${service} ${service} ${CLUSTER_DOMAIN}`
  const usual = `search ${search}\nnameserver ${CLUSTER_DNS_IP}\noptions ndots:5\n`
  const hosts = `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${ip}\t${hostname}\n`
  const file = (path: string, content: string): void => tree.put(path, { type: 'file', content })
  file('/etc/hosts', config.hosts ?? hosts)
  file('/etc/hostname', `${hostname}\n`)
  file('/etc/resolv.conf', pod.dns === undefined ? usual : resolvConfOf(pod.dns))
  file('/sys/fs/cgroup/memory.max', `${config.memoryLimitBytes ?? 'max'}\n`)
  const message = absolutePath('/', config.terminationMessagePath)
  if (message !== '/' && tree.get(message) === undefined) {
    folder(tree, parentOf(message))
    tree.put(message, { type: 'file', content: '', mode: 0o666 })
  }
}

/** The file in the order in which containerd writes it (parseDNSOptions). */
function resolvConfOf({ searches, servers, options }: DnsConfig): string {
  const lines = [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}`]),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** The environment of the first process: the image's and the runtime's variables below those of the Pod. */
export function environmentOf(
  imageEnv: Readonly<Record<string, string>>,
  config: ContainerConfig,
  hostname: string,
  path: string,
): ReadonlyMap<string, string> {
  const base = { PATH: path, HOSTNAME: hostname, HOME: '/root' }
  return new Map(Object.entries({ ...base, ...imageEnv, ...config.env }))
}

/** Makes a folder and those above it; follows the links of the image, and leaves what is there. */
function folder(tree: FileTree, path: string): void {
  let here = ''
  for (const name of path.split('/').slice(1)) {
    here = `${here}/${name}`
    const entry = tree.get(here)
    if (entry === undefined) tree.put(here, { type: 'folder' })
    else if (entry.type === 'link') here = entry.content
  }
}
