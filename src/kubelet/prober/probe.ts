// Runs one probe once.
// Follows pkg/kubelet/prober/prober.go and pkg/probe/{exec,http,tcp,grpc} (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Container, IntOrString, Probe } from '#api/generated/types.ts'
import {
  askQuestion,
  type ProbeQuestion,
  type ProbeReply,
  type RuntimeService,
} from '#runtime/cri.ts'
import { wait, type Task } from '#sim/task.ts'
import { expand } from '../expansion.ts'
import { resolvePort } from '../lifecycle/handlers.ts'
import { dialError, type Endpoint, endpointOf, requestError } from '../request-error.ts'

simplified(
  'grpc-and-https-probes',
  'a gRPC probe succeeds when the port accepts a connection; HTTPS is probed like HTTP.',
  { fields: ['Probe.grpc', 'HTTPGetAction.scheme=HTTPS'] },
)

export interface ProbeTarget {
  readonly container: Container
  /** The instance that the status tells of; it may have ended since, and been removed. */
  readonly containerId: string
  /** Whose address is called; '' when there is none any more. */
  readonly sandboxId: string
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

/** What a probe asks, and how the answer counts; or at once how it counts when it cannot be asked. */
export type ProbePlan =
  | { readonly question: ProbeQuestion; outcomeOf(reply: ProbeReply): ProbeOutcome }
  | { readonly question: null; readonly outcome: ProbeOutcome }

/** The question of a probe to a container that the status calls running. */
export function planOf(
  { container, containerId, sandboxId, podIp }: ProbeTarget,
  probe: Probe,
): ProbePlan {
  const timeoutSeconds = probe.timeoutSeconds ?? 1
  const timeoutMs = timeoutSeconds * 1000
  if (probe.exec !== undefined) {
    const command = staticCommand(probe.exec.command ?? [], container)
    return {
      question: { kind: 'exec', containerId, command, timeoutMs },
      outcomeOf: (reply) => execOutcome(reply, command, timeoutSeconds),
    }
  }
  if (probe.httpGet !== undefined) {
    const { host = '', port, path = '/', scheme = 'HTTP' } = probe.httpGet
    const number = resolvePort(container, port)
    if (Number.isNaN(number)) return unresolved(port)
    const endpoint = endpointOf(scheme, host === '' ? podIp : host, number, path)
    return {
      question: { kind: 'http', sandboxId, host, port: number, path, timeoutMs },
      outcomeOf: (reply) => httpOutcome(reply, endpoint),
    }
  }
  if (probe.tcpSocket !== undefined) {
    const { host = '', port } = probe.tcpSocket
    const number = resolvePort(container, port)
    if (Number.isNaN(number)) return unresolved(port)
    return {
      question: { kind: 'tcp', sandboxId, host, port: number, timeoutMs },
      outcomeOf: (reply) => dialOutcome(reply, `${host === '' ? podIp : host}:${number}`),
    }
  }
  if (probe.grpc !== undefined) {
    const { port } = probe.grpc
    return {
      question: { kind: 'tcp', sandboxId, host: '', port, timeoutMs },
      outcomeOf: (reply) => grpcOutcome(reply, `${podIp}:${port}`, timeoutSeconds),
    }
  }
  return { question: null, outcome: failure('missing probe handler') }
}

/** Runs the probe's handler against a running container. */
export function* runProbe(service: RuntimeService, plan: ProbePlan): Task<ProbeOutcome> {
  if (plan.question === null) return plan.outcome
  return plan.outcomeOf(yield* wait(askQuestion(service, plan.question)))
}

/**
 * The command with `$(NAME)` replaced as far as `env` says it literally.
 * Follows pkg/kubelet/container/helpers.go, ExpandContainerCommandOnlyStatic.
 */
function staticCommand(command: readonly string[], { env = [] }: Container): readonly string[] {
  const values = Object.fromEntries(env.map(({ name, value = '' }) => [name, value]))
  return command.map((word) => expand(word, values))
}

function unresolved(port: IntOrString): ProbePlan {
  const error = `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
  return { question: null, outcome: { success: false, output: '', error } }
}

function execOutcome(
  reply: ProbeReply,
  command: readonly string[],
  timeoutSeconds: number,
): ProbeOutcome {
  if ('kind' in reply) return failure('')
  if (reply.error !== undefined) return { success: false, output: '', error: reply.error }
  if (reply.timedOut)
    return failure(`command timed out: "${command.join(' ')}" timed out after ${timeoutSeconds}s`)
  return reply.exitCode === 0 ? SUCCESS : failure(reply.output)
}

function grpcOutcome(reply: ProbeReply, address: string, timeoutSeconds: number): ProbeOutcome {
  const dial = dialOutcome(reply, address)
  if (dial.success) return dial
  const cause = `connection error: desc = "transport: Error while dialing: ${dial.output}"`
  return failure(
    `timeout: failed to connect service "${address}" within ${timeoutSeconds}s: ${cause}`,
  )
}

function httpOutcome(answer: ProbeReply, endpoint: Endpoint): ProbeOutcome {
  if (!('kind' in answer)) return failure('')
  if (answer.kind !== 'http') return failure(requestError(answer, endpoint))
  const { statusCode } = answer
  if (statusCode >= 300 && statusCode < 400) return REDIRECTED
  if (statusCode >= 200 && statusCode < 300) return SUCCESS
  return failure(`HTTP probe failed with statuscode: ${statusCode}`)
}

function dialOutcome(reply: ProbeReply, address: string): ProbeOutcome {
  if (!('kind' in reply)) return failure('')
  const { kind } = reply
  return kind === 'open' || kind === 'http' ? SUCCESS : failure(dialError(kind, address))
}
