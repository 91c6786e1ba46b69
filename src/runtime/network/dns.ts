// Questions to a DNS server and their answers, as every part that speaks DNS has them. Names have no final dot.

export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT'

export interface DnsRecord {
  readonly name: string
  readonly type: DnsType
  /** As dig prints it: '10.96.0.1', '0 100 80 web.default.svc.cluster.local.'. */
  readonly data: string
  readonly ttl: number
}

export interface DnsAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN'
  /** The server answers for the zone itself, and does not pass on what another said. */
  readonly authoritative: boolean
  readonly answers: readonly DnsRecord[]
  readonly additional: readonly DnsRecord[]
}

/** An answer with these records. */
export function dnsAnswer(
  answers: readonly DnsRecord[],
  { authoritative = true, additional = [] as readonly DnsRecord[] } = {},
): DnsAnswer {
  return { rcode: 'NOERROR', authoritative, answers, additional }
}

/** There is no such name. */
export function noSuchName(authoritative = true): DnsAnswer {
  return { rcode: 'NXDOMAIN', authoritative, answers: [], additional: [] }
}

const TYPES: readonly string[] = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']

/** The type that a word like 'srv' means; undefined for others. */
export function dnsTypeOf(word: string): DnsType | undefined {
  const upper = word.toUpperCase()
  return TYPES.includes(upper) ? (upper as DnsType) : undefined
}

/** '7.120.96.10.in-addr.arpa' of '10.96.120.7'. */
export function reverseName(ip: string): string {
  return `${ip.split('.').toReversed().join('.')}.in-addr.arpa`
}

/** '10.96.120.7' of its reverse name; undefined of another name. */
export function ipOfReverseName(name: string): string | undefined {
  const [, labels] = /^(\d+\.\d+\.\d+\.\d+)\.in-addr\.arpa$/i.exec(name) ?? []
  return labels?.split('.').toReversed().join('.')
}
