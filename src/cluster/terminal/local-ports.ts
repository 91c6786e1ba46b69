// The ports of the terminal's machine that lead to Pods: what is sent to one is an action, and what comes of it is answered.
import type { Forward, LocalPorts } from '#kubectl/session.ts'
import type { Invocation } from '#runtime/process/command.ts'
import { klogLine } from '#runtime/text/klog-line.ts'
import { spawn, type Task } from '#sim/task.ts'
import { MAX_SENT } from '../machine/connect.ts'
import type { Acting } from './acting.ts'

/** What is forwarded, with the process that does it. */
export type OpenForwards = Map<Forward, Invocation['process']>

export interface LocalPortsParts {
  readonly acting: Acting
  readonly forwards: OpenForwards
  /** What an earlier line left in the background is begun again. */
  readonly goesOn: boolean
}

/** The local ports as one call of `kubectl port-forward` has them. */
export function localPortsOf(parts: LocalPortsParts, invocation: Invocation): LocalPorts {
  const { acting, forwards, goesOn } = parts
  const { system, process } = invocation
  return {
    goesOn,
    logged: (text) => klogLine(system.clockMs(), text),
    forward(forward, told) {
      const listener = system.net.listen(forward.local, 'TCP', ({ text }) => {
        told.connected()
        return spawn(send(acting, forward, text.slice(0, MAX_SENT), told.failed)).done
      })
      if (listener === undefined) return null
      forwards.set(forward, process)
      return () => {
        forwards.delete(forward)
        system.net.close(listener)
      }
    },
  }
}

/** The answer; '' where the connection ends without one. */
function* send(
  acting: Acting,
  { namespace, pod, remote: port }: Forward,
  text: string,
  failed: (error: string) => void,
): Task<string> {
  const action = { verb: 'connect', atMs: acting.nextMs(), namespace, pod, port, text } as const
  const { left } = yield* acting.perform(action, () => {})
  const connected = left?.connected
  if (connected !== undefined && 'answer' in connected) return connected.answer
  failed(connected?.error ?? `pod ${pod} was not found`)
  return ''
}

/** The lines that begin again what goes on in the background. */
export function linesOf(forwards: readonly Forward[]): string {
  return forwards
    .map(
      ({ namespace, pod, local, remote }) =>
        `kubectl port-forward -n ${namespace} pod/${pod} ${local}:${remote} &\n`,
    )
    .join('')
}
