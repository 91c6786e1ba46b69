// Probes over the network, as the kubelet of a node makes them.
// Follows pkg/probe/http/http.go and pkg/probe/tcp/tcp.go (v1.36) in what counts as an answer.
import { createFuture, type Future } from '#sim/task.ts'
import type { ProbeAnswer } from '../cri.ts'
import { parseAnswer, requestText } from '../network/http.ts'
import type { Destination, NetworkNamespace } from '../network/network.ts'
import { sleepOnStage } from '../rest/rehearsal.ts'
import type { Shared } from '../shared.ts'

const AGENT = 'kube-probe/1.36'
const CALL_MS = 1

export interface ProbeTarget {
  readonly shared: Shared
  /** The namespace of the node, from which the kubelet calls. */
  readonly from: NetworkNamespace
  readonly ip: string
}

/** Asks for `path`; the status code, or how the connection failed. */
export function probeHttp(
  target: ProbeTarget,
  port: number,
  path: string,
  timeoutMs: number,
): Future<ProbeAnswer> {
  return probe(target, port, timeoutMs, (place, settle) => {
    const text = requestText(`${target.ip}:${port}`, path === '' ? '/' : path, { agent: AGENT })
    const answer = target.shared.network.ask(place.listener, { text, fromIp: target.from.ip })
    answer.whenSettled(() => {
      const parsed = parseAnswer(answer.value)
      settle(
        parsed === undefined ? { kind: 'reset' } : { kind: 'http', statusCode: parsed.statusCode },
      )
    })
  })
}

/** Opens a connection and closes it. */
export function probeTcp(
  target: ProbeTarget,
  port: number,
  timeoutMs: number,
): Future<ProbeAnswer> {
  return probe(target, port, timeoutMs, (_place, settle) => settle({ kind: 'open' }))
}

function probe(
  { shared, from, ip }: ProbeTarget,
  port: number,
  timeoutMs: number,
  reach: (
    place: Extract<Destination, { kind: 'listener' }>,
    settle: (answer: ProbeAnswer) => void,
  ) => void,
): Future<ProbeAnswer> {
  const result = createFuture<ProbeAnswer>()
  const waiting = { ...shared, clock: shared.world.clock }
  sleepOnStage(waiting, CALL_MS, `probe of ${ip}:${port}`).whenSettled(() => {
    const place = shared.network.find(from, ip, port, 'TCP')
    if (place.kind === 'listener') reach(place, (answer) => result.settle(answer))
    else if (place.kind === 'refused') result.settle({ kind: 'refused' })
    if (result.settled) return
    const left = Math.max(0, timeoutMs - CALL_MS)
    const limit = sleepOnStage(waiting, left, `timeout of ${ip}:${port}`)
    result.whenSettled(limit.whenSettled(() => result.settle({ kind: 'timeout' })))
  })
  return result
}
