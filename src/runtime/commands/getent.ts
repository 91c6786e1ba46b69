// `getent`, which asks the C library: addresses of names, and the users of /etc/passwd.
import type { Task } from '#sim/task.ts'
import { isIp } from '../network/network.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { noteOutcome } from './network.ts'

const NOT_FOUND = 2
const FILES: Readonly<Record<string, string>> = { passwd: '/etc/passwd', group: '/etc/group' }

/** 2 when nothing was found. */
export function* getent(invocation: Invocation): Task<number> {
  const [database = '', key] = invocation.args
  if (['hosts', 'ahosts', 'ahostsv4'].includes(database) && key !== undefined)
    return yield* hosts(invocation, database, key)
  const path = Object.hasOwn(FILES, database) ? FILES[database] : undefined
  if (path === undefined) return complain(invocation, `Unknown database: ${database}`)
  const read = invocation.system.files.read(path)
  const lines = (read.ok ? read.value : '').split('\n').filter((line) => line !== '')
  const found = lines.filter((line) => {
    const [name, , id] = line.split(':')
    return key === undefined || name === key || id === key
  })
  for (const line of found) print(invocation, `${line}\n`)
  return found.length > 0 ? 0 : NOT_FOUND
}

function* hosts(invocation: Invocation, database: string, key: string): Task<number> {
  const { net } = invocation.system
  const { ips, canonical } = yield* net.lookup(key)
  const [first] = ips
  noteOutcome(
    invocation,
    key,
    first === undefined ? undefined : { kind: 'answered', ip: first, text: '' },
  )
  if (first === undefined) return NOT_FOUND
  const pad = (ip: string): string => ip.padEnd(15)
  if (isIp(key)) {
    const name = net.nameOf(key)
    if (name === undefined) return NOT_FOUND
    return print(invocation, `${pad(key)} ${name}\n`) ? 0 : 1
  }
  if (database === 'hosts') {
    for (const ip of ips) print(invocation, `${pad(ip)} ${canonical}\n`)
    return 0
  }
  for (const ip of ips) {
    print(invocation, `${pad(ip)} STREAM ${canonical}\n${pad(ip)} DGRAM  \n${pad(ip)} RAW    \n`)
  }
  return 0
}
