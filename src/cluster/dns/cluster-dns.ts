// What CoreDNS answers, with the Corefile of kubeadm: the zone of the cluster from Services, Endpoints and
// Namespaces, the addresses backwards, and for all else what the world outside says.
// Follows plugin/kubernetes of CoreDNS 1.14.2, parse.go, kubernetes.go and reverse.go.
import { CLUSTER_DOMAIN } from '#api/core/cluster-dns.ts'
import type { Service } from '#api/generated/types.ts'
import { objectKey } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import {
  dnsAnswer,
  type DnsAnswer,
  type DnsRecord,
  type DnsType,
  ipOfReverseName,
  noSuchName,
} from '#runtime/network/dns.ts'
import { isIp } from '#runtime/network/network.ts'
import { outsideAnswerTo } from '#runtime/network/outside.ts'
import { type Endpoint, endpointsOf } from './endpoints.ts'
import { ALL_SERVICES, NAMESPACES, podsKey, serviceKey } from './keys.ts'

const TTL = 30

type Needs = (key: string) => void

interface Question {
  readonly client: Client
  readonly needs: Needs
  /** Told the keys of the objects that make the answer what it is. */
  readonly from: (objectKey: string) => void
  /** Lower case, as it is answered. */
  readonly name: string
  readonly type: DnsType
}

/** The answer to one question. `needs` is told what it depends on, `from` the objects that it comes from. */
export function clusterDnsAnswer(
  client: Client,
  name: string,
  type: DnsType,
  needs: Needs = () => {},
  from: (objectKey: string) => void = () => {},
): DnsAnswer {
  const question = { client, needs, from, name: name.toLowerCase().replace(/\.$/, ''), type }
  const ip = ipOfReverseName(question.name)
  if (ip !== undefined) return reverseAnswer(question, ip)
  if (question.name === CLUSTER_DOMAIN) return dnsAnswer([])
  if (!question.name.endsWith(`.${CLUSTER_DOMAIN}`)) return outsideAnswerTo(question.name, type)
  const labels = question.name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.')
  const kind = labels.at(-1)
  const rest = labels.slice(0, -1)
  if (kind === 'svc') return serviceAnswer(question, rest)
  if (kind === 'pod') return podAnswer(question, rest)
  if (kind === 'dns-version' && labels.length === 1)
    return type === 'TXT' ? dnsAnswer([record(question.name, 'TXT', '"1.1.0"')]) : dnsAnswer([])
  return noSuchName()
}

function record(name: string, type: DnsType, data: string): DnsRecord {
  return { name, type, data, ttl: TTL }
}

function hasNamespace({ client, needs, from }: Question, name: string): boolean {
  needs(NAMESPACES)
  from(objectKey('Namespace', undefined, name))
  return client.get('Namespace', '', name) !== undefined
}

function podAnswer(question: Question, labels: readonly string[]): DnsAnswer {
  const [address = '', namespace] = labels
  if (labels.length === 0) return dnsAnswer([])
  if (labels.length === 1) return hasNamespace(question, address) ? dnsAnswer([]) : noSuchName()
  const ip = address.replaceAll('-', '.')
  if (labels.length > 2 || !isIp(ip) || !hasNamespace(question, namespace ?? ''))
    return noSuchName()
  return dnsAnswer(question.type === 'A' ? [record(question.name, 'A', ip)] : [])
}

function serviceAnswer(question: Question, labels: readonly string[]): DnsAnswer {
  const { client, needs, from } = question
  const namespace = labels.at(-1)
  const name = labels.at(-2)
  const before = labels.slice(0, -2)
  if (namespace === undefined) return dnsAnswer([])
  if (!hasNamespace(question, namespace)) return noSuchName()
  if (name === undefined) return dnsAnswer([])
  needs(serviceKey(namespace, name))
  from(objectKey('Service', namespace, name))
  const service = client.get('Service', namespace, name)
  if (service === undefined || before.length > 2) return noSuchName()
  const asked: Asked = {
    service,
    name: `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`,
    endpoint: before.length === 1 ? before[0] : undefined,
    port: before.length === 2 ? before[0]?.replace(/^_/, '') : undefined,
    protocol: before.length === 2 ? before[1]?.replace(/^_/, '') : undefined,
  }
  if (service.spec?.type === 'ExternalName') return externalAnswer(question, asked)
  const isHeadless = service.spec?.clusterIP === 'None'
  if (isHeadless || asked.endpoint !== undefined) {
    needs(podsKey(namespace))
    return endpointAnswer(question, asked)
  }
  return clusterIpAnswer(question, asked)
}

interface Asked {
  readonly service: Service
  /** The full name of the Service. */
  readonly name: string
  /** The first label of 'db-0.db.default.svc'. */
  readonly endpoint: string | undefined
  readonly port: string | undefined
  readonly protocol: string | undefined
}

/** The ports of the Service that a question is about. A headless Service without ports counts as one with a port. */
function portsOf({ service, port, protocol }: Asked): readonly {
  readonly name?: string
  readonly port: number
}[] {
  const { ports = [] } = service.spec ?? {}
  const all = ports.length === 0 ? [{ port: -1 }] : ports
  return all.filter(
    (one) =>
      (port === undefined || ('name' in one && one.name === port)) &&
      (protocol === undefined ||
        (('protocol' in one && one.protocol) || 'TCP').toLowerCase() === protocol),
  )
}

function externalAnswer({ name, type }: Question, { service, endpoint, port }: Asked): DnsAnswer {
  const target = (service.spec?.externalName ?? '').replace(/\.$/, '')
  if (endpoint !== undefined || port !== undefined || isIp(target)) return noSuchName()
  if (type !== 'A' && type !== 'AAAA' && type !== 'CNAME') return dnsAnswer([])
  const cname = record(name, 'CNAME', `${target}.`)
  if (type === 'CNAME') return dnsAnswer([cname])
  return dnsAnswer([cname, ...outsideAnswerTo(target, type).answers])
}

function clusterIpAnswer({ name, type }: Question, asked: Asked): DnsAnswer {
  const ip = asked.service.spec?.clusterIP ?? ''
  const ports = portsOf(asked)
  if (ports.length === 0 || ip === '') return noSuchName()
  if (type === 'A') return dnsAnswer([record(name, 'A', ip)])
  if (type !== 'SRV') return dnsAnswer([])
  const weight = Math.max(1, Math.floor(100 / ports.length))
  return dnsAnswer(
    ports.map(({ port }) => record(name, 'SRV', `0 ${weight} ${port} ${asked.name}.`)),
    { additional: [record(asked.name, 'A', ip)] },
  )
}

function endpointAnswer({ client, from, name, type }: Question, asked: Asked): DnsAnswer {
  const chosen = endpointsOf(client, asked.service).filter(
    (one) => one.ready && (asked.endpoint === undefined || labelOf(one) === asked.endpoint),
  )
  for (const one of chosen) from(one.from)
  const ports = portsOf(asked)
  if (chosen.length === 0 || ports.length === 0) return noSuchName()
  if (type === 'A')
    return dnsAnswer(distinct(chosen.map(({ ip }) => ip)).map((ip) => record(name, 'A', ip)))
  if (type !== 'SRV') return dnsAnswer([])
  const rows = chosen.flatMap((endpoint) =>
    ports.map((servicePort) => ({
      target: `${labelOf(endpoint)}.${asked.name}`,
      port: endpoint.portOf(servicePort) ?? servicePort.port,
      ip: endpoint.ip,
    })),
  )
  const weight = Math.max(1, Math.floor(100 / rows.length))
  return dnsAnswer(
    rows.map(({ target, port }) => record(name, 'SRV', `0 ${weight} ${port} ${target}.`)),
    {
      additional: distinct(rows.map(({ target }) => target)).map((target) =>
        record(target, 'A', rows.find((row) => row.target === target)?.ip ?? ''),
      ),
    },
  )
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** The label of an endpoint: its hostname, or its address with dashes. */
function labelOf({ hostname, ip }: Endpoint): string {
  return hostname ?? ip.replaceAll('.', '-')
}

function reverseAnswer({ client, needs, name, type }: Question, ip: string): DnsAnswer {
  needs(ALL_SERVICES)
  const [service] = client.list('Service', { index: ['clusterIP', ip] })
  const targets = service === undefined ? endpointNames(client, needs, ip) : [fullName(service)]
  if (targets.length === 0) return noSuchName(false)
  if (type !== 'PTR') return dnsAnswer([])
  return dnsAnswer(targets.map((target) => record(name, 'PTR', `${target}.`)))
}

function fullName({ metadata }: Service): string {
  return `${metadata.name ?? ''}.${metadata.namespace ?? 'default'}.svc.${CLUSTER_DOMAIN}`
}

/** The names of the endpoints with this address, of all Services. */
function endpointNames(client: Client, needs: Needs, ip: string): readonly string[] {
  return client.list('Service').flatMap((service) => {
    needs(podsKey(service.metadata.namespace ?? 'default'))
    const endpoint = endpointsOf(client, service).find((one) => one.ip === ip && one.ready)
    return endpoint === undefined ? [] : [`${labelOf(endpoint)}.${fullName(service)}`]
  })
}
