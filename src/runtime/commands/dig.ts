// `dig` and `host` of bind 9.18.
import type { Task } from '#sim/task.ts'
import type { DnsReply } from '../network/access.ts'
import {
  type DnsAnswer,
  type DnsRecord,
  type DnsType,
  dnsTypeOf,
  reverseName,
} from '../network/dns.ts'
import { isIp } from '../network/network.ts'
import { namesToTry } from '../network/resolver.ts'
import { print, type Invocation } from '../process/command.ts'
import { noteOutcome } from './network.ts'

const VERSION = '9.18.49'

interface Asked {
  readonly name: string
  readonly server: string
  readonly type: DnsType
  readonly options: ReadonlySet<string>
}

/** Asks for one name as it is, or with `+search` along the search list; 0 whatever the server says. */
export function* dig(invocation: Invocation): Task<number> {
  const asked = yield* readArguments(invocation)
  if (typeof asked === 'number') return asked
  const { name, server, type, options } = asked
  const { net } = invocation.system
  const names = options.has('search') ? namesToTry(name, net.resolvConf(), 'glibc') : [name]
  const replies = names.map((full) => ({ full, reply: net.ask(server, full, type) }))
  const found = replies.find(({ reply }) => !isAnswer(reply) || reply.rcode === 'NOERROR')
  const { full, reply } = found ?? replies.at(-1) ?? { full: name, reply: 'timeout' as const }
  yield* spend(invocation, name, reply)
  if (!isAnswer(reply)) {
    printNoServer(invocation, server, reply)
    return 9
  }
  const text = options.has('short')
    ? reply.answers.map(({ data }) => `${data}\n`).join('')
    : sectionsOf(invocation, { ...asked, name: full }, reply)
  return text === '' || print(invocation, text) ? 0 : 1
}

const isAnswer = (reply: DnsReply): reply is DnsAnswer => typeof reply !== 'string'

function printNoServer(invocation: Invocation, server: string, why: 'refused' | 'timeout'): void {
  const words = why === 'refused' ? 'connection refused' : 'timed out'
  const error = `;; communications error to ${server}#53: ${words}\n`
  print(invocation, `${error.repeat(3)};; no servers could be reached\n`)
}

function* spend(invocation: Invocation, name: string, reply: DnsReply): Task<void> {
  const [first] = isAnswer(reply) ? reply.answers : []
  yield* invocation.system.net.lookedUp(name, {
    found: first?.data,
    isLate: reply === 'timeout',
  })
  const ip = first?.data
  noteOutcome(invocation, name, ip === undefined ? undefined : { kind: 'answered', ip, text: '' })
}

function* readArguments(invocation: Invocation): Task<Asked | number> {
  const { net } = invocation.system
  const options = new Set<string>()
  let [server = '127.0.0.1'] = net.resolvConf().nameservers
  let type: DnsType = 'A'
  let name = ''
  const { args } = invocation
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    if (arg.startsWith('+')) options.add(arg.slice(1))
    else if (arg.startsWith('@')) {
      const ip = yield* net.resolve(arg.slice(1))
      if (ip === undefined) {
        print(invocation, `dig: couldn't get address for '${arg.slice(1)}': not found\n`)
        return 10
      }
      server = ip
    } else if (arg === '-x') {
      name = reverseName(args[(index += 1)] ?? '')
      type = 'PTR'
    } else if (arg === '-t') type = dnsTypeOf(args[(index += 1)] ?? '') ?? type
    else if (arg.startsWith('-')) continue
    else if (name !== '' && dnsTypeOf(arg) !== undefined) type = dnsTypeOf(arg) ?? type
    else if (name === '' && dnsTypeOf(arg) !== undefined && !arg.includes('.'))
      type = dnsTypeOf(arg) ?? type
    else name = arg.replace(/\.$/, '')
  }
  return { name, server, type, options }
}

/** What dig prints of an answer, as far as the options do not turn it off. */
function sectionsOf(
  { system, args }: Invocation,
  { name, server, type, options }: Asked,
  { rcode, authoritative, answers, additional }: DnsAnswer,
): string {
  const shows = (section: string): boolean =>
    !options.has(`no${section}`) && (!options.has('noall') || options.has(section))
  const authority = rcode === 'NXDOMAIN' && authoritative ? 1 : 0
  const parts: string[] = []
  if (shows('cmd') && !options.has('noall'))
    parts.push(`\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n;; global options: +cmd\n`)
  if (shows('comments'))
    parts.push(
      `;; Got answer:\n${name.endsWith('.local') ? ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n' : ''}` +
        `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: ${idOf(name)}\n` +
        `;; flags: qr ${authoritative ? 'aa rd' : 'rd ra'}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority}, ADDITIONAL: ${additional.length + 1}\n` +
        `${authoritative ? ';; WARNING: recursion requested but not available\n' : ''}\n` +
        ';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n',
    )
  if (shows('question')) parts.push(`;; QUESTION SECTION:\n;${name}.\tIN\t${type}\n\n`)
  if (shows('answer') && answers.length > 0) parts.push(`;; ANSWER SECTION:\n${linesOf(answers)}\n`)
  if (shows('authority') && authority > 0)
    parts.push(
      ';; AUTHORITY SECTION:\ncluster.local.\t\t30\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. 1772445600 7200 1800 86400 30\n\n',
    )
  if (shows('additional') && additional.length > 0)
    parts.push(`;; ADDITIONAL SECTION:\n${linesOf(additional)}\n`)
  if (shows('stats'))
    parts.push(
      `;; Query time: 1 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${system.stamp('%a %b %d %H:%M:%S UTC %Y')}\n;; MSG SIZE  rcvd: ${90 + answers.length * 40}\n\n`,
    )
  if (options.has('noall') && options.has('answer')) return linesOf(answers)
  return parts.join('')
}

/** A number for a question, the same each time. */
function idOf(name: string): number {
  let sum = 17
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 65_536
  return sum
}

function linesOf(records: readonly DnsRecord[]): string {
  return records
    .map(({ name, type, data, ttl }) => `${name}. ${ttl}\tIN\t${type}\t${data}\n`)
    .join('')
}

/** Looks a name up along the search list; 1 when it does not exist. */
export function* host(invocation: Invocation): Task<number> {
  const { net } = invocation.system
  const at = invocation.args.indexOf('-t')
  const given = at >= 0 ? dnsTypeOf(invocation.args[at + 1] ?? '') : undefined
  const isName = (arg: string, index: number): boolean =>
    !arg.startsWith('-') && (at < 0 || index !== at + 1)
  const name = invocation.args.find(isName) ?? ''
  const [server = '127.0.0.1'] = net.resolvConf().nameservers
  const type: DnsType = given ?? (isIp(name) ? 'PTR' : 'A')
  const names = isIp(name) ? [reverseName(name)] : namesToTry(name, net.resolvConf(), 'glibc')
  const replies = names.map((full) => net.ask(server, full, type))
  const reply = replies.find((one) => !isAnswer(one) || one.rcode === 'NOERROR')
  yield* spend(invocation, name, reply ?? replies[0] ?? 'timeout')
  if (reply !== undefined && !isAnswer(reply)) {
    printNoServer(invocation, server, reply)
    return 1
  }
  if (reply === undefined) {
    print(invocation, `Host ${isIp(name) ? `${names[0]}.` : name} not found: 3(NXDOMAIN)\n`)
    return 1
  }
  if (reply.answers.length === 0 && given !== undefined)
    print(invocation, `${names[0] ?? name} has no ${type} record\n`)
  for (const record of reply.answers) print(invocation, `${hostLine(record)}\n`)
  return 0
}

function hostLine({ name, type, data }: DnsRecord): string {
  if (type === 'A') return `${name} has address ${data}`
  if (type === 'CNAME') return `${name} is an alias for ${data}`
  if (type === 'PTR') return `${name} domain name pointer ${data}`
  return type === 'TXT' ? `${name} descriptive text ${data}` : `${name} has ${type} record ${data}`
}
