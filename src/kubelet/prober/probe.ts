// Runs one probe once.
// Follows pkg/kubelet/prober/prober.go and pkg/probe/{exec,http,tcp,grpc} (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Container, IntOrString, Probe } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ProbeAnswer, RuntimeService } from '#runtime/cri.ts'
import { wait, type Task } from '#sim/task.ts'
import { resolvePort } from '../lifecycle/handlers.ts'
import { dialError, type Endpoint, endpointOf, requestError } from '../request-error.ts'

simplified(
  'grpc-and-https-probes',
  'a gRPC probe succeeds when the port accepts a connection; HTTPS is probed like HTTP.',
  { fields: ['Probe.grpc', 'HTTPGetAction.scheme=HTTPS'] },
)

export interface ProbeTarget {
  readonly container: Container
  readonly record: ContainerRecord
  readonly podIp: string
}

export interface ProbeOutcome {
  readonly success: boolean
  /** What follows 'Liveness probe failed: '; '' for a success. */
  readonly output: string
  /** Why the probe could not be run; then it counts for nothing. */
  readonly error?: string
  /** What is strange about a success. */
  readonly warning?: string
}

const SUCCESS: ProbeOutcome = { success: true, output: '' }
/** A redirect counts as a success, wherever it leads. */
const REDIRECTED: ProbeOutcome = {
  ...SUCCESS,
  warning: 'Probe terminated redirects, Response body: ',
}
const failure = (output: string): ProbeOutcome => ({ success: false, output })

/** Runs the probe's handler against a running container. */
export function* runProbe(
  service: RuntimeService,
  target: ProbeTarget,
  probe: Probe,
): Task<ProbeOutcome> {
  const timeoutSeconds = probe.timeoutSeconds ?? 1
  const timeoutMs = timeoutSeconds * 1000
  const { record, podIp, container } = target
  if (probe.exec !== undefined) {
    const command = probe.exec.command ?? []
    const result = yield* wait(service.exec(record.id, command, timeoutMs))
    if (result.timedOut)
      return failure(`command timed out: "${command.join(' ')}" timed out after ${timeoutSeconds}s`)
    return result.exitCode === 0 ? SUCCESS : failure(result.output)
  }
  if (probe.httpGet !== undefined) {
    const { host = '', port, path = '/', scheme = 'HTTP' } = probe.httpGet
    const number = resolvePort(container, port)
    if (Number.isNaN(number)) return unresolved(port)
    const answer = yield* wait(service.probeHttp(record.sandboxId, host, number, path, timeoutMs))
    return httpOutcome(answer, endpointOf(scheme, host === '' ? podIp : host, number, path))
  }
  if (probe.tcpSocket !== undefined) {
    const { host = '', port } = probe.tcpSocket
    const number = resolvePort(container, port)
    if (Number.isNaN(number)) return unresolved(port)
    const answer = yield* wait(service.probeTcp(record.sandboxId, host, number, timeoutMs))
    return dialOutcome(answer, `${host === '' ? podIp : host}:${number}`)
  }
  if (probe.grpc !== undefined) {
    const { port } = probe.grpc
    const answer = yield* wait(service.probeTcp(record.sandboxId, '', port, timeoutMs))
    const dial = dialOutcome(answer, `${podIp}:${port}`)
    if (dial.success) return dial
    const cause = `connection error: desc = "transport: Error while dialing: ${dial.output}"`
    return failure(
      `timeout: failed to connect service "${podIp}:${port}" within ${timeoutSeconds}s: ${cause}`,
    )
  }
  return failure('missing probe handler')
}

function unresolved(port: IntOrString): ProbeOutcome {
  const error = `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
  return { success: false, output: '', error }
}

function httpOutcome(answer: ProbeAnswer, endpoint: Endpoint): ProbeOutcome {
  if (answer.kind !== 'http') return failure(requestError(answer, endpoint))
  const { statusCode } = answer
  if (statusCode >= 300 && statusCode < 400) return REDIRECTED
  if (statusCode >= 200 && statusCode < 300) return SUCCESS
  return failure(`HTTP probe failed with statuscode: ${statusCode}`)
}

function dialOutcome({ kind }: ProbeAnswer, address: string): ProbeOutcome {
  return kind === 'refused' || kind === 'timeout' ? failure(dialError(kind, address)) : SUCCESS
}
