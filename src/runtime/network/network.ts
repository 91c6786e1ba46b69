// The Pod network of the cluster: one namespace per IP, each with a table of listening ports. A call
// is one exchange of text: what the caller sends, and what the listener answers.
import { simplified } from '#lib/simplified.ts'
import { createFuture, settledFuture, type Future } from '#sim/task.ts'
import type { ServiceDirectory } from '../cri.ts'
import { createChanges, type Changes } from '../rest/changes.ts'
import { type Cables, createCables } from './cables.ts'
import { askOnStage, type Stage } from '../rest/rehearsal.ts'

simplified(
  'connections',
  'a connection carries one request and one answer, names and addresses are IPv4 only, and NetworkPolicies are not applied.',
)

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

export interface Listener {
  readonly port: number
  readonly protocol: Protocol
  readonly containerName: string
  readonly containerId: string
  /** True when it answers the same question alike, or says when it does not, so that its answers can be foreseen. */
  readonly steady: boolean
  /** Answers what a caller sent; '' closes the connection without a word. */
  answer(request: Request): Future<string>
}

export interface Request {
  readonly text: string
  readonly fromIp: string
}

export interface NetworkNamespace {
  readonly ip: string
  /** Tells of each port before it is opened or closed. */
  readonly changes: Changes
  readonly listeners: readonly Listener[]
  /** False when the port is in use, or too many are. */
  listen(listener: Listener): boolean
  close(listener: Listener): void
  /** Closes all that the container listens on; true when that was anything. */
  closeContainer(containerId: string): boolean
}

/** What is at an address: a listener, nobody on that port, nobody at that IP, or the world outside. */
export type Destination =
  | { readonly kind: 'listener'; readonly listener: Listener; readonly ip: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'outside' }

simplified('ports-of-a-pod', 'a Pod listens on a thousand ports at most: one more is in use.')

/** Every change of them is told and kept. */
const MAX_LISTENERS = 1000

const UNREACHABLE: Destination = { kind: 'unreachable' }

export interface Network {
  /** The namespace of an IP, made when it is new. */
  namespace(ip: string): NetworkNamespace
  release(ip: string): void
  /** Has something answer at an address where no container listens. */
  serve(ip: string, listener: Listener): void
  /** Finds what answers at `ip` and `port`, seen from the namespace `from`. */
  find(
    from: NetworkNamespace,
    ip: string,
    port: number,
    protocol: Protocol,
    /** Told the keys of the objects that led there. */
    ledBy?: (objectKey: string) => void,
  ): Destination
  readonly cables: Cables
  /** Lets a listener answer. */
  ask(listener: Listener, request: Request): Future<string>
}

/** Makes an empty network. */
export function createNetwork(services: ServiceDirectory, stage: Stage): Network {
  const namespaces = new Map<string, NetworkNamespace>()
  const changes = createChanges()
  const served = new Map<string, Listener>()
  const cables = createCables(changes, stage)
  const { passes } = cables
  const servedAt = (ip: string, port: number, protocol: Protocol): Listener | undefined =>
    served.get(`${ip}:${port}/${protocol}`)
  const inside = (namespace: NetworkNamespace, port: number, protocol: Protocol): Destination => {
    stage.rehearsal?.needs(namespace.changes, String(port))
    // A part of the cluster that is shown as a container answers itself, and not the container in its stead.
    const listener =
      servedAt(namespace.ip, port, protocol) ??
      namespace.listeners.find((one) => one.port === port && one.protocol === protocol)
    return listener === undefined
      ? { kind: 'refused' }
      : { kind: 'listener', listener, ip: namespace.ip }
  }
  return {
    namespace(ip) {
      const known = namespaces.get(ip)
      if (known !== undefined) return known
      const made = createNamespace(ip)
      changes.tell(ip)
      namespaces.set(ip, made)
      return made
    },
    release(ip) {
      changes.tell(ip)
      namespaces.delete(ip)
    },
    serve(ip, listener) {
      served.set(`${ip}:${listener.port}/${listener.protocol}`, listener)
    },
    find(from, ip, port, protocol, ledBy) {
      if (ip.startsWith('127.') || ip === '0.0.0.0' || ip === from.ip)
        return inside(from, port, protocol)
      stage.rehearsal?.needs(changes, ip)
      const direct = namespaces.get(ip)
      if (direct !== undefined)
        return passes(from.ip, ip) ? inside(direct, port, protocol) : UNREACHABLE
      const outlying = servedAt(ip, port, protocol)
      if (outlying !== undefined)
        return passes(from.ip, ip) ? { kind: 'listener', listener: outlying, ip } : UNREACHABLE
      const endpoint = askOnStage(stage, `${ip}:${port}/${protocol}`, services.changes, (needs) =>
        services.endpoint(ip, port, protocol, needs, ledBy),
      )
      if (endpoint !== undefined) {
        stage.rehearsal?.needs(changes, endpoint.ip)
        if (!passes(from.ip, endpoint.ip)) return UNREACHABLE
        const known = servedAt(endpoint.ip, endpoint.port, protocol)
        if (known !== undefined) return { kind: 'listener', listener: known, ip: endpoint.ip }
        const behind = namespaces.get(endpoint.ip)
        return behind === undefined
          ? { kind: isPodIp(endpoint.ip) ? 'unreachable' : 'outside' }
          : inside(behind, endpoint.port, protocol)
      }
      if (isServiceIp(ip)) return { kind: 'refused' }
      return isPodIp(ip) || !passes(from.ip, ip) ? UNREACHABLE : { kind: 'outside' }
    },
    cables,
    ask(listener, request) {
      if (stage.rehearsal === null || listener.steady) return listener.answer(request)
      stage.rehearsal.spoil()
      return createFuture()
    },
  }
}

/** True for dotted IPv4 text. */
export function isIp(text: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255)
  )
}

/** Answers at once with `text`. */
export function answerWith(text: string): Future<string> {
  return settledFuture(text)
}

function isServiceIp(ip: string): boolean {
  const [first, second] = ip.split('.').map(Number)
  return first === 10 && second !== undefined && second >= 96 && second < 112
}

function isPodIp(ip: string): boolean {
  return ip.startsWith('10.') || ip.startsWith('172.') || ip.startsWith('192.168.')
}

function createNamespace(ip: string): NetworkNamespace {
  const listeners: Listener[] = []
  const changes = createChanges()
  return {
    ip,
    changes,
    listeners,
    listen(listener) {
      const taken = listeners.some(
        (one) => one.port === listener.port && one.protocol === listener.protocol,
      )
      if (taken || listeners.length >= MAX_LISTENERS) return false
      changes.tell(String(listener.port))
      listeners.push(listener)
      return true
    },
    close(listener) {
      const index = listeners.indexOf(listener)
      if (index === -1) return
      changes.tell(String(listener.port))
      listeners.splice(index, 1)
    },
    closeContainer(containerId) {
      const before = listeners.length
      for (const listener of listeners.filter((one) => one.containerId === containerId)) {
        changes.tell(String(listener.port))
        listeners.splice(listeners.indexOf(listener), 1)
      }
      return listeners.length !== before
    },
  }
}
