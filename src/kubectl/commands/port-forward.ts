// `kubectl port-forward`: which Pod and which of its ports is meant, and what stands in the way.
// Follows k8s.io/kubectl/pkg/cmd/portforward/portforward.go and pkg/util/service_port.go (v1.36).
import type { Pod, Service } from '#api/generated/types.ts'
import { simplified } from '#lib/simplified.ts'
import { createFuture, type Task, wait } from '#sim/task.ts'
import { attachablePod } from '../attachable-pod.ts'
import { parseCommandLine } from '../flags.ts'
import { kindOfWord } from '../resource-types.ts'
import type { Session } from '../session.ts'
import { usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

simplified(
  'port-forward',
  '`kubectl port-forward` finds the Pod and its ports and says so; nothing listens on the machine of the terminal: `kubectl exec` or a Pod with curl asks a Service.',
)

const FLAGS = {
  address: { kind: 'list', value: ['localhost'] },
  'pod-running-timeout': { kind: 'duration', value: 60_000 },
} as const

export interface PortForwardOptions {
  readonly namespace: string
  readonly resource: string
  readonly ports: readonly string[]
  readonly addresses: readonly string[]
}

export const portForward: LineCommand<PortForwardOptions> = {
  name: 'port-forward',
  use: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<PortForwardOptions> {
  const read = parseCommandLine('port-forward', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const [resource = '', ...ports] = args
  if (args.length < 2)
    return usageErrorWithHelp(
      'port-forward',
      'TYPE/NAME and list of ports are required for port-forward',
    )
  if (flags['pod-running-timeout'] <= 0)
    return usageErrorWithHelp('port-forward', '--pod-running-timeout must be higher than zero')
  return { ok: true, options: { namespace, resource, ports, addresses: flags.address } }
}

interface Forwarded {
  readonly local: string
  readonly remote: number
}

function* run(session: Session, options: PortForwardOptions): Task<number> {
  const { namespace, resource, ports } = options
  const pod = attachablePod(session, namespace, resource)
  if (typeof pod === 'number') return pod
  const service = serviceOf(session, options)
  const forwarded: Forwarded[] = []
  for (const port of ports) {
    const found = forwardedPort(port, pod, service)
    if (typeof found === 'string') return failed(session, found)
    forwarded.push(found)
  }
  const { phase = 'Pending' } = pod.status ?? {}
  if (phase !== 'Running')
    return failed(
      session,
      `unable to forward port because pod is not running. Current status=${phase}`,
    )
  const addresses: string[] = []
  for (const address of options.addresses) {
    if (address === 'localhost') addresses.push('127.0.0.1', '[::1]')
    else if (/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) addresses.push(address)
    else if (address.includes(':')) addresses.push(`[${address}]`)
    else return failed(session, `${address} is not a valid IP`)
  }
  for (const { local, remote } of forwarded)
    for (const address of addresses) session.out(`Forwarding from ${address}:${local} -> ${remote}`)
  // Until somebody ends it.
  yield* wait(createFuture<null>())
  return 0
}

function failed({ err }: Session, problem: string): 1 {
  err(`error: ${problem}`)
  return 1
}

function serviceOf(
  { client }: Session,
  { resource, namespace }: PortForwardOptions,
): Service | undefined {
  const [type = '', name = ''] = resource.split('/')
  return resource.includes('/') && kindOfWord(type) === 'Service'
    ? client.get('Service', namespace, name)
    : undefined
}

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text)

/** Follows translateServicePortToTargetPort and convertPodNamedPortToNumber. */
function forwardedPort(text: string, pod: Pod, service: Service | undefined): Forwarded | string {
  const parts = text.split(':')
  const [local = '', remote = local] = parts.length === 2 ? parts : [parts[0] ?? '']
  if (service === undefined) {
    if (remote === '') return 'remote port cannot be empty'
    const port = isNumber(remote) ? Number(remote) : namedPort(pod, remote)
    return typeof port === 'string' ? port : { local: localOf(local, remote, port), remote: port }
  }
  const { name = '' } = service.metadata
  const named = (service.spec?.ports ?? []).find((one) => one.name === remote)?.port
  if (!isNumber(remote) && named === undefined)
    return `Service '${name}' does not have a named port '${remote}'`
  const number = isNumber(remote) ? Number(remote) : (named ?? 0)
  const port = targetPort(service, pod, number)
  if (typeof port === 'string') return port
  return { local: local === remote ? String(number) : localOf(local, remote, number), remote: port }
}

/** A port that the line leaves to chance is the one behind it. */
function localOf(local: string, remote: string, port: number): string {
  return local === remote || local === '' ? String(port) : local
}

function namedPort(pod: Pod, name: string): number | string {
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? [])
  const found = ports.find((port) => port.name === name)
  return (
    found?.containerPort ?? `Pod '${pod.metadata.name ?? ''}' does not have a named port '${name}'`
  )
}

/** Follows LookupContainerPortNumberByServicePort. */
function targetPort(service: Service, pod: Pod, number: number): number | string {
  const port = (service.spec?.ports ?? []).find((one) => one.port === number)
  if (port === undefined)
    return `Service ${service.metadata.name ?? ''} does not have a service port ${number}`
  if (service.spec?.clusterIP === 'None') return number
  const { targetPort: target = 0 } = port
  if (typeof target === 'string') return namedPort(pod, target)
  return target === 0 ? number : target
}
