// `kubectl port-forward`: which Pod and which of its ports is meant, what stands in the way, and what is sent over it.
// Follows k8s.io/kubectl/pkg/cmd/portforward/portforward.go and pkg/util/service_port.go, and
// k8s.io/client-go/tools/portforward/portforward.go (v1.36).
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod, Service } from '#api/generated/types.ts'
import { KUBELET_PORT, whyNoKubelet, whyNoRuntime } from '#api/runtime/kubelet-reach.ts'
import { goQuote } from '#lib/go-quote.ts'
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
  'what is sent over `kubectl port-forward` is one request with its answer, on IPv4; in the background it goes on from line to line in the shell of the terminal.',
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
    const wrong = typeof found === 'string' ? found : wrongPort(found)
    if (typeof found === 'string' || wrong !== null) return failed(session, wrong ?? '')
    forwarded.push(found)
  }
  const { phase = 'Pending' } = pod.status ?? {}
  if (phase !== 'Running')
    return failed(
      session,
      `unable to forward port because pod is not running. Current status=${phase}`,
    )
  const why = whyNoKubelet(session.world.live, pod.spec?.nodeName ?? '')
  if (why !== null) {
    const dialed = `${pod.status?.hostIP ?? ''}:${KUBELET_PORT}`
    return failed(
      session,
      `error upgrading connection: error dialing backend: dial tcp ${dialed}: ${why}`,
    )
  }
  const silent = whyNoRuntime(session.world.live, pod.spec?.nodeName ?? '')
  if (silent !== null)
    return failed(session, `error upgrading connection: unable to upgrade connection: ${silent}`)
  const addresses: string[] = []
  for (const address of options.addresses) {
    if (address === 'localhost') addresses.push('127.0.0.1', '[::1]')
    else if (/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) addresses.push(address)
    else if (address.includes(':')) addresses.push(`[${address}]`)
    else return failed(session, `${address} is not a valid IP`)
  }
  return yield* forwardAll(session, pod, forwarded, addresses)
}

/** Goes on until somebody ends it, or the connection to the Pod is lost. Follows forward of client-go's portforward.go. */
function* forwardAll(
  session: Session,
  pod: Pod,
  forwarded: readonly Forwarded[],
  addresses: readonly string[],
): Task<number> {
  const lost = createFuture<void>()
  const ends: (() => void)[] = []
  try {
    let isListening = false
    for (const port of forwarded) {
      const end = listen(session, pod, port, {
        address: addresses[0] ?? '',
        lost: () => lost.settle(),
      })
      if (end === null) {
        session.err(takenText(port, addresses))
        continue
      }
      isListening = true
      ends.push(end)
      if (session.localPorts?.goesOn === true) continue
      for (const address of addresses)
        session.out(`Forwarding from ${address}:${port.local} -> ${port.remote}`)
    }
    if (!isListening) {
      const ports = forwarded.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')
      return failed(session, `unable to listen on any of the requested ports: [${ports}]`)
    }
    ends.push(watchEnd(session, pod, () => lost.settle()))
    yield* wait(lost)
    return failed(session, 'lost connection to pod')
  } finally {
    for (const end of ends) end()
  }
}

const LOG_PLACE = 'portforward.go:522]'

/** Opens a local port; what closes it, or null for one that is taken. Follows handleConnection. */
function listen(
  { localPorts, out, err }: Session,
  { metadata }: Pod,
  { local, remote }: Forwarded,
  { address, lost }: { readonly address: string; lost(): void },
): (() => void) | null {
  // Where nobody sits, nobody connects.
  if (localPorts === undefined) return () => {}
  const { namespace = 'default', name = '' } = metadata
  return localPorts.forward(
    { namespace, pod: name, local: Number(local), remote, address },
    {
      connected: () => out(`Handling connection for ${local}`),
      failed(error) {
        const said = `an error occurred forwarding ${local} -> ${remote}: ${error}`
        err(
          localPorts.logged(
            `E${LOG_PLACE} "Unhandled Error" err=${goQuote(said)} logger="UnhandledError"`,
          ),
        )
        lost()
      },
    },
  )
}

function takenText({ local }: Forwarded, addresses: readonly string[]): string {
  const errors = addresses.map((address) => {
    const protocol = address.startsWith('[') ? 'tcp6' : 'tcp4'
    return `unable to create listener: Error listen ${protocol} ${address}:${local}: bind: address already in use`
  })
  return `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${errors.join(' ')}]`
}

/** The connection is lost with the Pod. */
function watchEnd({ client }: Session, { metadata }: Pod, ended: () => void): () => void {
  const { uid, namespace = '' } = metadata
  return client.watch(
    'Pod',
    ({ type, object }) => {
      if (object.metadata.uid !== uid) return
      if (type === 'DELETED' || isTerminalPod(object)) ended()
    },
    { namespace },
  )
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

const MAX_PORT = 65_535

/** Follows parsePorts. */
function wrongPort({ local, remote }: Forwarded): string | null {
  const range = (text: string): string =>
    `strconv.ParseUint: parsing ${goQuote(text)}: value out of range`
  if (!isNumber(local))
    return `error parsing local port '${local}': strconv.ParseUint: parsing ${goQuote(local)}: invalid syntax`
  if (Number(local) > MAX_PORT) return `error parsing local port '${local}': ${range(local)}`
  if (remote > MAX_PORT) return `error parsing remote port '${remote}': ${range(String(remote))}`
  return remote === 0 ? 'remote port must be > 0' : null
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
