// How the C library of an image finds the address of a name: /etc/hosts, then the servers and the search list of
// /etc/resolv.conf. Follows glibc 2.36 (resolv/res_query.c) and musl 1.2 (src/network/lookup_name.c).
import type { FileSystem } from '../filesystem/mounts.ts'
import { isIp } from './network.ts'

export type Libc = 'glibc' | 'musl'

export interface ResolvConf {
  readonly nameservers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
}

const MAX_SEARCH = 32
const MAX_NAMESERVERS = 3

/** What /etc/resolv.conf of a container says now; without the file, the machine itself is asked. */
export function readResolvConf(files: FileSystem): ResolvConf {
  const read = files.read('/etc/resolv.conf')
  const nameservers: string[] = []
  let search: readonly string[] = []
  let ndots = 1
  for (const line of (read.ok ? read.value : '').split('\n')) {
    const [word, ...values] = line.trim().split(/\s+/)
    if (word === 'nameserver' && values[0] !== undefined) nameservers.push(values[0])
    if (word === 'search') search = values.slice(0, MAX_SEARCH)
    if (word === 'domain' && values[0] !== undefined) search = [values[0]]
    if (word === 'options')
      for (const option of values) {
        const [, digits] = /^ndots:(\d+)$/.exec(option) ?? []
        if (digits !== undefined) ndots = Math.min(15, Number(digits))
      }
  }
  const servers = nameservers.length === 0 ? ['127.0.0.1'] : nameservers.slice(0, MAX_NAMESERVERS)
  return { nameservers: servers, search: search.map((one) => one.replace(/\.$/, '')), ndots }
}

/** The full names that are tried for a name, in their order, until one exists. */
export function namesToTry(
  name: string,
  { search, ndots }: ResolvConf,
  libc: Libc,
): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const dots = name.split('.').length - 1
  const searched = search.filter((domain) => domain !== '').map((domain) => `${name}.${domain}`)
  if (dots < ndots) return [...searched, name]
  return libc === 'musl' ? [name] : [name, ...searched]
}

/** The addresses of a name in /etc/hosts; those of localhost in any case. */
export function hostsEntries(files: FileSystem, name: string): readonly string[] {
  const found = hostsLines(files).flatMap(({ ip, names }) => (names.includes(name) ? [ip] : []))
  return found.length === 0 && name === 'localhost' ? ['127.0.0.1'] : found
}

/** The first name of an address in /etc/hosts. */
export function hostsName(files: FileSystem, ip: string): string | undefined {
  return hostsLines(files).find((line) => line.ip === ip)?.names[0]
}

function hostsLines(
  files: FileSystem,
): readonly { readonly ip: string; readonly names: readonly string[] }[] {
  const hosts = files.read('/etc/hosts')
  return (hosts.ok ? hosts.value : '').split('\n').flatMap((line) => {
    const [ip, ...names] = (line.split('#')[0] ?? '').split(/\s+/).filter((word) => word !== '')
    return ip !== undefined && isIp(ip) && names.length > 0 ? [{ ip, names }] : []
  })
}
