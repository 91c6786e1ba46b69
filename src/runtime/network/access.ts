// The network as the processes of one container use it: names, calls, listening. Calls that say
// something new are steps of the journal.
import { simplified } from '#lib/simplified.ts'
import type { CallData } from '#api/runtime/records.ts'
import { wait, type Future, type Task } from '#sim/task.ts'
import type { FileSystem } from '../filesystem/mounts.ts'
import type { ServiceDirectory } from '../cri.ts'
import { answerText, parseRequest } from './http.ts'
import { askOnStage, type Stage } from '../rest/rehearsal.ts'
import {
  isIp,
  type Listener,
  type Network,
  type NetworkNamespace,
  type Protocol,
  type Request,
} from './network.ts'

const LOOKUP_MS = 3
const MISS_MS = 12
const CALL_MS = 1
const UNREACHABLE_MS = 3000

export type CallResult =
  | { readonly kind: 'answered'; readonly ip: string; readonly text: string }
  | { readonly kind: 'refused'; readonly ip: string }
  | { readonly kind: 'unreachable'; readonly ip: string }
  | { readonly kind: 'unknown host' }

export interface NetworkAccess {
  readonly ip: string
  /** The IP of a name, asked in /etc/hosts, then of the cluster's DNS; takes some milliseconds. */
  resolve(name: string): Task<string | undefined>
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
  readonly stage: Stage
  sleep(delayMs: number): Future<void>
  /** Tells the journal of a lookup or a call. */
  report(call: CallData): void
  /** The port table of the Pod changed. `opened` is null when a port was closed. */
  portsChanged(opened: Listener | null): void
}

/** Makes the access of one container. */
export function createNetworkAccess(parts: NetworkParts): NetworkAccess {
  const { network, namespace } = parts
  const report = (address: string, outcome: string, toContainerId: string | null = null): void =>
    parts.report({ fromContainerId: parts.containerId, toContainerId, address, outcome })
  return {
    ip: namespace.ip,
    *resolve(name) {
      if (isIp(name)) return name
      const local = hostsEntry(parts.files, name)
      if (local !== undefined) return local
      const { services, kubernetesNamespace } = parts
      const question = `${name} in ${kubernetesNamespace}`
      const found = askOnStage(parts.stage, question, services.changes, (needs) =>
        services.resolve(name, kubernetesNamespace, needs),
      )
      const ip = found ?? outsideIp(name)
      yield* wait(parts.sleep(ip === undefined ? MISS_MS : LOOKUP_MS))
      report(name, ip === undefined ? 'no such name' : `resolved to ${ip}`)
      return ip
    },
    *call(host, port, text, protocol = 'TCP') {
      const ip = yield* this.resolve(host)
      if (ip === undefined) return { kind: 'unknown host' }
      yield* wait(parts.sleep(CALL_MS))
      const place = network.find(namespace, ip, port, protocol)
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

function outcomeOf(answer: string): string {
  const status = /^HTTP\/\d(?:\.\d)? (\d{3}[^\r\n]*)/.exec(answer)?.[1]
  return status === undefined ? 'answered' : `answered ${status.trim()}`
}

/** The address of a name in /etc/hosts, or of localhost. */
function hostsEntry(files: FileSystem, name: string): string | undefined {
  const hosts = files.read('/etc/hosts')
  for (const line of (hosts.ok ? hosts.value : '').split('\n')) {
    const [ip, ...names] = (line.split('#')[0] ?? '').split(/\s+/).filter((word) => word !== '')
    if (ip !== undefined && isIp(ip) && names.includes(name)) return ip
  }
  return name === 'localhost' ? '127.0.0.1' : undefined
}

const PUBLIC_ENDINGS =
  'com net org io dev app gov edu info ch de fr uk eu us co nl at jp cn in me tech cloud'.split(' ')

simplified(
  'outside-names',
  'every name under a well-known public ending (.com, .org, .io ...) exists outside the cluster, and every port there answers; a web page there is a small made-up one.',
)

/** A made-up address for a name outside the cluster; undefined for a name that looks like one inside. */
function outsideIp(name: string): string | undefined {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.')
  const ending = labels.at(-1)
  if (labels.length < 2 || ending === undefined || !PUBLIC_ENDINGS.includes(ending))
    return undefined
  let sum = 7
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 254
  return `203.0.113.${sum + 1}`
}

function outsideAnswer(host: string, text: string): string {
  if (parseRequest(text) === undefined) return ''
  const page = `<!doctype html>\n<html>\n<head><title>${host}</title></head>\n<body><h1>${host}</h1><p>A page outside the cluster.</p></body>\n</html>\n`
  return answerText(200, page)
}
