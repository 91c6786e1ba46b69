// `reboot`, `poweroff`, `halt` and `shutdown` on a node.
import type { Command, Invocation } from '#runtime/process/command.ts'
import type { Task } from '#sim/task.ts'
import type { Action } from '../../verbs.ts'
import type { NodeHost } from './node-host.ts'
import { printTo } from '../print-line.ts'

/** The programs by their names; `after` has what was written carried out first. */
export function powerPrograms(
  parts: NodeHost,
  after: (program: Command) => Command,
): Readonly<Record<string, Command>> {
  const off = after((invocation) => switchMachine(parts, invocation, false))
  return {
    reboot: after((invocation) => switchMachine(parts, invocation, true)),
    poweroff: off,
    halt: off,
    shutdown: after((invocation) => {
      // There is never one to call off: each is carried out at once.
      if (invocation.args.some((word) => /^(?:-c|--cancel)$/.test(word))) return 0
      const later = invocation.args.find((word) => /^\+0*[1-9]\d*$|^\d+:\d+$/.test(word))
      if (later !== undefined) {
        invocation.stderr.write(
          `shutdown ${later}: not simulated here: a machine is shut down now, or not at all\n`,
        )
        return 1
      }
      return switchMachine(
        parts,
        invocation,
        invocation.args.some((word) => /^(?:-r|--reboot)$/.test(word)),
      )
    }),
  }
}

/** Also for `systemctl reboot` and `systemctl poweroff`. By force nobody is asked before. */
export function* switchMachine(
  { host, node }: NodeHost,
  { args, stdout, stderr }: Pick<Invocation, 'args' | 'stdout' | 'stderr'>,
  again: boolean,
): Task<number> {
  if (args.includes('--help')) {
    stderr.write(`--help: not simulated here\n`)
    return 1
  }
  const atMs = host.acting.nextMs()
  const byForce: Action = again
    ? { verb: 'reboot', atMs, node }
    : { verb: 'power', atMs, node, state: 'off' }
  const action: Action = args.some((word) => /^(?:-f+|--force)$/.test(word))
    ? byForce
    : { verb: 'shutdown', atMs, node, to: again ? 'reboot' : 'off' }
  const { code } = yield* host.acting.perform(action, printTo({ stdout, stderr }))
  if (code === 0) host.lose(node)
  return code
}
