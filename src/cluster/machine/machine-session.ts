// What the verbs of the machines are carried out against, beside what kubectl has.
import type { Session } from '#kubectl/session.ts'
import { fail } from '#kubectl/session.ts'
import type { NodeDisk } from '#runtime/cri.ts'

export interface MachineSession extends Session {
  /** The disk of a node; undefined where there is no machine of that name. */
  disk(node: string): NodeDisk | undefined
  /** Ends the process of a running container. */
  kill(containerId: string, how: { readonly exitCode: number; readonly oom: boolean }): void
}

/** Does something to the disk of a node, or says that there is no such node; the exit code. */
export function withDisk(
  session: MachineSession,
  node: string,
  work: (disk: NodeDisk) => void,
): number {
  const disk = session.disk(node)
  if (disk === undefined) {
    const line = `error: there is no machine "${node}"`
    return fail(session, `found no Node \`${node}\``, 'there is none at this moment', [line])
  }
  work(disk)
  return 0
}
