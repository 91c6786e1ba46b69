// `reboot`, `poweroff`, `halt` and `shutdown` on a node.
import { simplified } from '#lib/simplified.ts'
import type { Command, Invocation } from '#runtime/process/command.ts'
import type { Task } from '#sim/task.ts'
import type { Action } from '../../verbs.ts'
import type { NodeHost } from './node-host.ts'
import { printTo } from '../print-line.ts'

simplified(
  'clean-shutdown',
  '`reboot`, `poweroff` and `shutdown` on a node act at once, as its switches do: Pods are not shut down with graceful periods first.',
)

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
    shutdown: after((invocation) =>
      switchMachine(
        parts,
        invocation,
        invocation.args.some((word) => /^(?:-r|--reboot)$/.test(word)),
      ),
    ),
  }
}

/** Also for `systemctl reboot` and `systemctl poweroff`. */
export function* switchMachine(
  { host, node }: NodeHost,
  { stdout, stderr }: Pick<Invocation, 'stdout' | 'stderr'>,
  again: boolean,
): Task<number> {
  const atMs = host.acting.nextMs()
  const action: Action = again
    ? { verb: 'reboot', atMs, node }
    : { verb: 'power', atMs, node, state: 'off' }
  const { code } = yield* host.acting.perform(action, printTo({ stdout, stderr }))
  if (code === 0) host.lose(node)
  return code
}
