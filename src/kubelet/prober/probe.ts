// Runs one probe once.
// Follows pkg/kubelet/prober/prober.go and pkg/probe/{exec,http,tcp,grpc} (v1.36).
// SIMPLIFIED: a gRPC probe succeeds when the port accepts a connection; HTTPS is probed like HTTP.
import type { Container, Probe } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ProbeAnswer, RuntimeService } from '#runtime/cri.ts'
import { wait, type Task } from '#sim/task.ts'
import { resolvePort } from '../lifecycle/handlers.ts'

export interface ProbeTarget {
  readonly container: Container
  readonly record: ContainerRecord
  readonly podIp: string
}

export interface ProbeOutcome {
  readonly success: boolean
  /** What follows 'Liveness probe failed: '; '' for a success. */
  readonly output: string
}

const SUCCESS: ProbeOutcome = { success: true, output: '' }
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
    const answer = yield* wait(service.probeHttp(record.sandboxId, host, number, path, timeoutMs))
    const address = `${host === '' ? podIp : host}:${number}`
    const slash = path.startsWith('/') ? '' : '/'
    return httpOutcome(answer, `${scheme.toLowerCase()}://${address}${slash}${path}`, address)
  }
  if (probe.tcpSocket !== undefined) {
    const { host = '', port } = probe.tcpSocket
    const number = resolvePort(container, port)
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

function httpOutcome(answer: ProbeAnswer, url: string, address: string): ProbeOutcome {
  switch (answer.kind) {
    case 'http': {
      const { statusCode } = answer
      if (statusCode >= 200 && statusCode < 400) return SUCCESS
      return failure(`HTTP probe failed with statuscode: ${statusCode}`)
    }
    case 'refused':
      return failure(`Get "${url}": dial tcp ${address}: connect: connection refused`)
    case 'timeout':
      return failure(
        `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      )
    case 'open':
      return failure(`Get "${url}": EOF`)
  }
}

function dialOutcome(answer: ProbeAnswer, address: string): ProbeOutcome {
  if (answer.kind === 'refused') return failure(`dial tcp ${address}: connect: connection refused`)
  return answer.kind === 'timeout' ? failure(`dial tcp ${address}: i/o timeout`) : SUCCESS
}
