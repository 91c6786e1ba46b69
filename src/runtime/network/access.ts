// The network as the processes of one container use it: names, calls, listening. Calls that say
// something new are steps of the journal.
import { CLUSTER_DNS_IP } from '#api/core/cluster-dns.ts'
import type { CallData } from '#api/runtime/records.ts'
import { wait, type Future, type Task } from '#sim/task.ts'
import type { FileSystem } from '../filesystem/mounts.ts'
import type { ServiceDirectory } from '../cri.ts'
import { type DnsAnswer, dnsAnswer, type DnsType, reverseName } from './dns.ts'
import { askOnStage, type Stage } from '../rest/rehearsal.ts'
import {
  isIp,
  type Listener,
  type Network,
  type NetworkNamespace,
  type Protocol,
  type Request,
} from './network.ts'
import { outsideAnswer, outsideAnswerTo } from './outside.ts'
import {
  hostsEntries,
  hostsName,
  type Libc,
  namesToTry,
  readResolvConf,
  type ResolvConf,
} from './resolver.ts'

const LOOKUP_MS = 3
const MISS_MS = 12
/** Two attempts of five seconds, as /etc/resolv.conf has it by default. */
const NO_SERVER_MS = 10_000
const CALL_MS = 1
const UNREACHABLE_MS = 3000

export type CallResult =
  | { readonly kind: 'answered'; readonly ip: string; readonly text: string }
  | { readonly kind: 'refused'; readonly ip: string }
  | { readonly kind: 'unreachable'; readonly ip: string }
  | { readonly kind: 'unknown host' }

/** What a server answered, or why it did not. */
export type DnsReply = DnsAnswer | 'refused' | 'timeout'

export interface Lookup {
  readonly ips: readonly string[]
  readonly canonical: string
}

interface LookupOutcome {
  readonly found: string | undefined
  readonly isLate: boolean
}

export interface NetworkAccess {
  readonly ip: string
  readonly libc: Libc
  /** The IP of a name, as the C library finds it; takes some milliseconds. */
  resolve(name: string): Task<string | undefined>
  /** All its IPv4 addresses, and the full name that has them. */
  lookup(name: string): Task<Lookup>
  /** The name of an address, as the C library finds it, without the time that it takes. */
  nameOf(ip: string): string | undefined
  /** What /etc/resolv.conf says. */
  resolvConf(): ResolvConf
  /** What a server says of a full name, without the time that it takes. */
  ask(server: string, name: string, type: DnsType): DnsReply
  /** The time of a lookup that found an address, or nothing, or (`isLate`) no server, and its line in the journal. */
  lookedUp(name: string, outcome: LookupOutcome): Task<void>
  /** Sends `text` to a host and port, and waits for the answer. */
  call(host: string, port: number, text: string, protocol?: Protocol): Task<CallResult>
  /** Opens a port; undefined when it is in use. `steady` as in `Listener`, by default false. */
  listen(
    port: number,
    protocol: Protocol,
    answer: (request: Request) => Future<string>,
    steady?: boolean,
  ): Listener | undefined
  close(listener: Listener): void
}

export interface NetworkParts {
  readonly network: Network
  readonly namespace: NetworkNamespace
  readonly services: ServiceDirectory
  readonly kubernetesNamespace: string
  readonly containerId: string
  readonly containerName: string
  readonly files: FileSystem
  readonly libc: Libc
  readonly stage: Stage
  sleep(delayMs: number): Future<void>
  /** Tells the journal of a lookup or a call, and of the objects that its outcome came from. */
  report(call: CallData, from: readonly string[]): void
  /** The port table of the Pod changed. `opened` is null when a port was closed. */
  portsChanged(opened: Listener | null): void
}

interface Reporter {
  /** Notes the key of an object that the next outcome comes from. */
  from(objectKey: string): void
  report(address: string, outcome: string, toContainerId?: string): void
}

function createReporter({ containerId, report }: NetworkParts): Reporter {
  const sources = new Set<string>()
  return {
    from: (objectKey) => void sources.add(objectKey),
    report(address, outcome, toContainerId) {
      const call = {
        fromContainerId: containerId,
        toContainerId: toContainerId ?? null,
        address,
        outcome,
      }
      report(call, Array.from(sources))
      sources.clear()
    },
  }
}

/** Makes the access of one container. */
export function createNetworkAccess(parts: NetworkParts): NetworkAccess {
  const { network, namespace } = parts
  const { from, report } = createReporter(parts)
  return {
    ip: namespace.ip,
    libc: parts.libc,
    *resolve(name) {
      return (yield* this.lookup(name)).ips[0]
    },
    *lookup(name) {
      if (isIp(name)) return { ips: [name], canonical: name }
      const local = hostsEntries(parts.files, name)
      const [first] = local
      if (first !== undefined)
        return { ips: local, canonical: hostsName(parts.files, first) ?? name }
      const { ips, canonical, late } = findByDns(this, name)
      yield* this.lookedUp(name, { found: ips[0], isLate: late })
      return { ips, canonical }
    },
    nameOf(ip) {
      const local = hostsName(parts.files, ip)
      if (local !== undefined) return local
      const [server = ''] = this.resolvConf().nameservers
      const reply = this.ask(server, reverseName(ip), 'PTR')
      return typeof reply === 'string' ? undefined : reply.answers[0]?.data.replace(/\.$/, '')
    },
    resolvConf: () => readResolvConf(parts.files),
    ask: (server, name, type) => askServer({ ...parts, from }, server, name, type),
    *lookedUp(name, { found, isLate }) {
      const noneMs = isLate ? NO_SERVER_MS : MISS_MS
      yield* wait(parts.sleep(found === undefined ? noneMs : LOOKUP_MS))
      const none = isLate ? 'no DNS server answered' : 'no such name'
      report(name, found === undefined ? none : `resolved to ${found}`)
    },
    *call(host, port, text, protocol = 'TCP') {
      const ip = yield* this.resolve(host)
      if (ip === undefined) return { kind: 'unknown host' }
      yield* wait(parts.sleep(CALL_MS))
      const place = network.find(namespace, ip, port, protocol, from)
      const address = `${host}:${port}`
      if (place.kind === 'listener') {
        const answer = yield* wait(network.ask(place.listener, { text, fromIp: namespace.ip }))
        report(address, outcomeOf(answer), place.listener.containerId)
        return { kind: 'answered', ip, text: answer }
      }
      if (place.kind === 'outside') {
        yield* wait(parts.sleep(20))
        report(address, 'answered from outside the cluster')
        return { kind: 'answered', ip, text: outsideAnswer(host, text) }
      }
      if (place.kind === 'unreachable') yield* wait(parts.sleep(UNREACHABLE_MS))
      report(address, place.kind === 'refused' ? 'connection refused' : 'no route to host')
      return { kind: place.kind, ip }
    },
    listen(port, protocol, answer, steady = false) {
      const { containerId, containerName, stage } = parts
      stage.rehearsal?.spoil()
      if (stage.rehearsal !== null) return undefined
      const listener: Listener = { port, protocol, containerId, containerName, steady, answer }
      if (!namespace.listen(listener)) return undefined
      parts.portsChanged(listener)
      return listener
    },
    close(listener) {
      namespace.close(listener)
      parts.portsChanged(null)
    },
  }
}

/** The addresses of the first name of the search list that exists. */
function findByDns(access: NetworkAccess, name: string): Lookup & { readonly late: boolean } {
  const conf = access.resolvConf()
  for (const server of conf.nameservers) {
    let late = false
    for (const full of namesToTry(name, conf, access.libc)) {
      const reply = access.ask(server, full, 'A')
      if (typeof reply === 'string') {
        late = true
        break
      }
      const found = reply.answers.filter(({ type }) => type === 'A')
      const [first] = found
      const ips = found.map(({ data }) => data)
      if (first !== undefined) return { ips, canonical: first.name, late: false }
    }
    if (!late) return { ips: [], canonical: name, late: false }
  }
  return { ips: [], canonical: name, late: true }
}

/** Addresses of documentation, at which nobody is. */
const NOBODY = /^(192\.0\.2|198\.51\.100)\./
/** Servers of the cluster: kube-dns, and the address of a cache on each node. */
const CLUSTER_DNS: ReadonlySet<string> = new Set([CLUSTER_DNS_IP, '169.254.20.10'])

interface Asking extends NetworkParts {
  /** Told the keys of the objects that an answer came from. */
  readonly from: (objectKey: string) => void
}

function askServer(asking: Asking, server: string, name: string, type: DnsType): DnsReply {
  const { services, stage, network, namespace, from } = asking
  if (!network.cables.passes(namespace.ip, server)) return 'timeout'
  if (CLUSTER_DNS.has(server))
    return askOnStage(stage, `${name} ${type}`, services.changes, (needs) =>
      services.query(name, type, needs, from),
    )
  if (NOBODY.test(server)) return 'timeout'
  const place = network.find(namespace, server, 53, 'UDP')
  if (place.kind === 'refused') return 'refused'
  if (place.kind === 'listener') return dnsAnswer([])
  return outsideAnswerTo(name.toLowerCase(), type)
}

function outcomeOf(answer: string): string {
  const status = /^HTTP\/\d(?:\.\d)? (\d{3}[^\r\n]*)/.exec(answer)?.[1]
  return status === undefined ? 'answered' : `answered ${status.trim()}`
}
