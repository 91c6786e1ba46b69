// A shell on a node: its machine at the moments of a run, with the programs that a person needs there.
import type { Invocation } from '#runtime/process/command.ts'
import type { Command } from '#runtime/process/command.ts'
import { findProgram } from '#runtime/programs/registry.ts'
import type { Task } from '#sim/task.ts'
import { kubectlOf } from '../kubectl.ts'
import type { LineHost } from '../line-host.ts'
import { createTerminalSystem } from '../system.ts'
import { editorsOf } from '../editors.ts'
import { clearScreen, watchOf } from '../watch.ts'
import { crictlOf } from './crictl.ts'
import { addressOf, isControlPlane } from './hosts.ts'
import { journalctlOf } from './journalctl.ts'
import { kubeadmOf } from './kubeadm/kubeadm.ts'
import { createNodeDisk } from './node-disk.ts'
import type { NodeHost } from './node-host.ts'
import { powerPrograms } from './power.ts'
import { sshOf } from './ssh.ts'
import { sudoOf } from './sudo.ts'
import { systemctlOf } from './systemctl.ts'
import { uptimeOf } from './uptime.ts'
import type { NodeShell } from './types.ts'

/** Makes the machine for one line. */
export function createNodeShell(host: LineHost, node: string): NodeShell {
  const disk = createNodeDisk(host, node)
  const parts: NodeHost = { host, node, disk }
  // What changes the cluster comes after the files that were written before it.
  const after = (program: Command): Command =>
    function* (invocation): Task<number> {
      yield* disk.flush()
      const result = program(invocation)
      return typeof result === 'number' ? result : yield* result
    }
  const kubectl = after(kubectlThere(parts))
  const sleep = findProgram('sleep')
  const system = createTerminalSystem({
    clock: host.clock,
    sleeper: host.sleeper,
    tree: disk.tree,
    hostname: node,
    ip: addressOf(host.past.state(), node) ?? '172.18.0.1',
    failed: host.failed,
    before: () => disk.refresh(),
    programs: {
      kubectl,
      k: kubectl,
      watch: watchOf(host.newScreen),
      clear: clearScreen(host.clear),
      ...editorsOf(host),
      ssh: after(sshOf(host)),
      sudo: sudoOf(parts),
      su: sudoOf(parts),
      systemctl: after(systemctlOf(parts)),
      uptime: uptimeOf(parts),
      journalctl: journalctlOf(parts),
      crictl: after(crictlOf(parts)),
      kubeadm: after(kubeadmOf(parts)),
      logout: () => {
        host.leave()
        return 0
      },
      ...(sleep === undefined ? {} : { sleep: after(sleep) }),
      ...powerPrograms(parts, after),
    },
  })
  return { system, disk }
}

const REFUSED =
  'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n'

/** kubectl finds its credentials on a control plane alone. */
function kubectlThere({ host, node }: NodeHost): (invocation: Invocation) => Task<number> {
  // The files of the scenario are not on this machine.
  const kubectl = kubectlOf({ ...host, disk: { ...host.disk, treePathOf: () => null } })
  return function* (invocation) {
    if (isControlPlane(host.past.state(), node)) return yield* kubectl(invocation)
    invocation.stderr.write(REFUSED)
    return 1
  }
}
