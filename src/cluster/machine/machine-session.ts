// What the verbs of the machines are carried out against, beside what kubectl has.
import { isReached, noRuntimeService } from '#api/runtime/kubelet-reach.ts'
import { fail, narrate, type Session } from '#kubectl/session.ts'
import type { NodeDisk } from '#runtime/cri.ts'
import type { Narration } from '#sim/world.ts'
import type { Machine } from './machine.ts'

export interface MachineSession extends Session {
  /** The machine of a node; undefined where there is none of that name. */
  machine(node: string): Machine | undefined
  /** Ends the process of a running container. */
  kill(containerId: string, how: { readonly exitCode: number; readonly oom: boolean }): void
}

/** Does something to the disk of a node, which says its exit code, or says why that cannot be. */
export function withDisk(
  session: MachineSession,
  node: string,
  work: (disk: NodeDisk) => number,
): number {
  return withMachineOn(session, node, ({ runtime }) => work(runtime.disk))
}

/** Does something on a machine that runs, or says why that cannot be. */
export function withMachineOn<T>(
  session: MachineSession,
  node: string,
  work: (machine: Machine) => T,
): T | 1 {
  const machine = session.machine(node)
  if (machine === undefined) return failNoMachine(session, node)
  const { record } = machine
  if (!isReached(record)) {
    const line = `ssh: connect to host ${node} port 22: No route to host`
    return fail(
      session,
      `could not reach machine \`${node}\``,
      record.power === 'on' ? 'its network is cut' : 'it is not running',
      [line],
    )
  }
  return work(machine)
}

/** What crictl says without a runtime, which is configured with this socket. */
export const noCrictl = (): string => noRuntimeService('/run/containerd/containerd.sock')

/** Works a switch of a machine, or says why that cannot be; the exit code. */
export function withMachine(
  session: MachineSession,
  node: string,
  act: {
    /** The rest of the sentence after 'you' when it was done, and after 'could not'. */
    readonly did: string
    readonly could: string
    readonly kind: string
    readonly work: (machine: Machine, narration: Narration) => string | null
  },
): number {
  const machine = session.machine(node)
  if (machine === undefined) return failNoMachine(session, node)
  const refused = act.work(machine, narrate(act.did, act.kind, [`Node//${node}`]))
  if (refused === null) return 0
  return fail(session, `could not ${act.could}`, refused, [`error: ${refused}`])
}

function failNoMachine(session: MachineSession, node: string): 1 {
  const line = `error: there is no machine "${node}"`
  return fail(session, `found no machine \`${node}\``, 'there is none at this moment', [line])
}
