// `nslookup`, of which there are three: that of bind, that of busybox from 1.29 on, which asks by itself and all
// names at once, and the one before, which asks the C library.
// Follows networking/nslookup.c of busybox 1.36.1 and 1.28.4, and bin/dig/nslookup.c of bind 9.18.
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
import { complain, print, type Invocation } from '../process/command.ts'
import { noteOutcome } from './network.ts'

interface Asked {
  readonly name: string
  /** The address of the server. */
  readonly server: string
  /** Those of `-type=`; without it A and AAAA. */
  readonly types: readonly DnsType[]
}

/** 1 when a name does not exist. */
export function* nslookup(invocation: Invocation): Task<number> {
  const words = invocation.args.filter((arg) => !arg.startsWith('-'))
  const types = invocation.args.flatMap((arg) => {
    const [, word] = /^-(?:q|qu|que|quer|query|querytype|t|type)=(\w+)$/.exec(arg) ?? []
    return word === undefined ? [] : (dnsTypeOf(word) ?? [])
  })
  const { net, dnsTools } = invocation.system
  const [name = '', serverName] = words
  if (name === '') return complain(invocation, 'missing name')
  const [own = '127.0.0.1'] = net.resolvConf().nameservers
  const server = serverName === undefined ? own : yield* net.resolve(serverName)
  if (server === undefined) {
    if (dnsTools === 'bind') {
      print(invocation, `nslookup: couldn't get address for '${serverName}': not found\n`)
      return 1
    }
    return complain(invocation, `can't resolve '${serverName}'`)
  }
  const asked = { name, server, types }
  if (dnsTools === 'bind') return yield* ofBind(invocation, asked)
  return dnsTools === 'busybox'
    ? yield* ofBusybox(invocation, asked)
    : yield* ofOldBusybox(invocation, asked)
}

const isAnswer = (reply: DnsReply): reply is DnsAnswer => typeof reply !== 'string'

function* spend(
  { system }: Invocation,
  { name, server }: Asked,
  replies: readonly DnsReply[],
): Task<void> {
  const found = replies.flatMap((reply) => (isAnswer(reply) ? reply.answers : [])).at(-1)?.data
  yield* system.net.lookedUp(name, { found, isLate: replies.includes('timeout') })
  const none = replies.every((reply) => !isAnswer(reply))
  if (none) return
  if (found === undefined) system.block(`waiting for ${isIp(name) ? name : `\`${name}\``}`)
  else noteOutcome({ system } as Invocation, name, { kind: 'answered', ip: server, text: '' })
}

function* ofBusybox(invocation: Invocation, asked: Asked): Task<number> {
  const { name, server } = asked
  const { net } = invocation.system
  const types: readonly DnsType[] = asked.types.length > 0 ? asked.types : ['A', 'AAAA']
  const reverse = isIp(name)
  const names = reverse ? [reverseName(name)] : searchedNames(name, net.resolvConf().search)
  const questions = (reverse ? (['PTR'] as const) : types).flatMap((type) =>
    names.map((full) => ({ full, type })),
  )
  const replies = questions.map(({ full, type }) => net.ask(server, full, type))
  yield* spend(invocation, asked, replies)
  if (replies.every((reply) => !isAnswer(reply))) {
    if (replies.includes('refused'))
      complain(invocation, `write to '${server}': Connection refused`)
    print(invocation, ';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  print(invocation, `Server:\t\t${server}\nAddress:\t${server}:53\n\n`)
  let status = 0
  for (const [index, reply] of replies.entries()) {
    if (!isAnswer(reply)) continue
    if (reply.rcode === 'NXDOMAIN') {
      status = 1
      print(invocation, `** server can't find ${questions[index]?.full ?? ''}: NXDOMAIN\n`)
    } else {
      if (!reply.authoritative) print(invocation, 'Non-authoritative answer:\n')
      for (const record of reply.answers) print(invocation, `${busyboxLine(record)}\n`)
    }
    print(invocation, '\n')
  }
  return status
}

/** A name with a dot is asked for as it is, another one only in the domains of the search list. */
function searchedNames(name: string, search: readonly string[]): readonly string[] {
  if (name.includes('.') || search.length === 0) return [name.replace(/\.$/, '')]
  return search.map((domain) => `${name}.${domain}`)
}

function busyboxLine({ name, type, data }: DnsRecord): string {
  const value = data.replace(/\.$/, '')
  if (type === 'A' || type === 'AAAA') return `Name:\t${name}\nAddress: ${value}`
  if (type === 'CNAME') return `${name}\tcanonical name = ${value}`
  if (type === 'PTR') return `${name}\tname = ${value}`
  if (type === 'SRV') return `${name}\tservice = ${value}`
  return type === 'TXT' ? `${name}\ttext = ${value}` : `${name}\t${type.toLowerCase()} = ${value}`
}

function* ofOldBusybox(invocation: Invocation, asked: Asked): Task<number> {
  const { name, server } = asked
  const { net } = invocation.system
  const { ips } = yield* net.lookup(name)
  noteOutcome(
    invocation,
    name,
    ips.length === 0 ? undefined : { kind: 'answered', ip: server, text: '' },
  )
  const line = (ip: string, index: number): string =>
    `Address ${index + 1}: ${[ip, net.nameOf(ip) ?? ''].join(' ').trimEnd()}\n`
  print(invocation, `Server:    ${server}\n${line(server, 0)}\n`)
  if (ips.length === 0) return complain(invocation, `can't resolve '${name}'`)
  return print(invocation, `Name:      ${name}\n${ips.map(line).join('')}`) ? 0 : 1
}

function* ofBind(invocation: Invocation, asked: Asked): Task<number> {
  const { name, server } = asked
  const { net } = invocation.system
  const names = isIp(name) ? [reverseName(name)] : namesToTry(name, net.resolvConf(), 'glibc')
  const types: readonly DnsType[] = isIp(name)
    ? ['PTR']
    : asked.types.length > 0
      ? asked.types
      : ['A', 'AAAA']
  const [type = 'A'] = types
  const tried = names.map((full) => net.ask(server, full, type))
  const at = tried.findIndex((reply) => !isAnswer(reply) || reply.rcode === 'NOERROR')
  const reply = tried[at]
  yield* spend(invocation, asked, reply === undefined ? tried : [reply])
  if (reply !== undefined && !isAnswer(reply)) {
    const why = reply === 'refused' ? 'connection refused' : 'timed out'
    print(
      invocation,
      `;; communications error to ${server}#53: ${why}\n`.repeat(reply === 'refused' ? 1 : 3) +
        ';; no servers could be reached\n\n',
    )
    return 1
  }
  print(invocation, `Server:\t\t${server}\nAddress:\t${server}#53\n\n`)
  if (reply === undefined) {
    print(invocation, `** server can't find ${isIp(name) ? names[0] : name}: NXDOMAIN\n\n`)
    return 1
  }
  const isPlain = types.length > 1
  const more = isPlain ? net.ask(server, names[at] ?? name, 'AAAA') : undefined
  const records = [...reply.answers, ...(more !== undefined && isAnswer(more) ? more.answers : [])]
  const shown = records.filter(
    (one, index) => records.findIndex((other) => bindLine(other) === bindLine(one)) === index,
  )
  if (!reply.authoritative) print(invocation, 'Non-authoritative answer:\n')
  if (shown.length === 0) print(invocation, `*** Can't find ${names[at] ?? name}: No answer\n`)
  for (const record of shown) print(invocation, `${bindLine(record)}\n`)
  print(invocation, '\n')
  return 0
}

function bindLine(record: DnsRecord): string {
  const { name, type, data } = record
  if (type === 'CNAME' || type === 'PTR')
    return `${name}\t${type === 'PTR' ? 'name' : 'canonical name'} = ${data}`
  if (type === 'SRV') return `${name}\tservice = ${data}`
  return busyboxLine(record)
}
