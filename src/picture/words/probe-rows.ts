// The probes of a Pod's containers in a line each.
import { allContainersOfSpec } from '#api/core/containers.ts'
import type { Pod, Probe } from '#api/generated/types.ts'

export interface ProbeRow {
  readonly containerName: string
  readonly type: 'Startup' | 'Liveness' | 'Readiness'
  /** What it does: 'GET :80/healthz', 'runs cat /tmp/ready'. */
  readonly what: string
  /** 'every 10 s, after 5 s; fails after 3 in a row'. */
  readonly how: string
}

/** The probes of a Pod, by container, in the order in which they begin. */
export function probeRows({ spec }: Pod): readonly ProbeRow[] {
  return allContainersOfSpec(spec).flatMap(({ container }) => {
    const { name, startupProbe, readinessProbe, livenessProbe } = container
    return (
      [
        ['Startup', startupProbe],
        ['Readiness', readinessProbe],
        ['Liveness', livenessProbe],
      ] as const
    ).flatMap(([type, probe]) =>
      probe === undefined
        ? []
        : [{ containerName: name, type, what: whatOf(probe), how: howOf(probe) }],
    )
  })
}

function whatOf({ httpGet, tcpSocket, exec, grpc }: Probe): string {
  if (httpGet !== undefined)
    return `GET ${httpGet.host ?? ''}:${httpGet.port}${httpGet.path ?? '/'}`
  if (tcpSocket !== undefined) return `connects to ${tcpSocket.host ?? ''}:${tcpSocket.port}`
  if (exec !== undefined) return `runs ${(exec.command ?? []).join(' ')}`
  return grpc === undefined ? '' : `asks gRPC on :${grpc.port}`
}

function howOf(probe: Probe): string {
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1 } = probe
  const { successThreshold = 1, failureThreshold = 3 } = probe
  const delay = initialDelaySeconds === 0 ? '' : `, the first after ${initialDelaySeconds} s`
  const successes = successThreshold === 1 ? '' : `, succeeds after ${successThreshold} in a row`
  return `every ${periodSeconds} s${delay}, timeout ${timeoutSeconds} s${successes}, fails after ${failureThreshold} in a row`
}
