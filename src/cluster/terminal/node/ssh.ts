// `ssh`: a shell on a node of the cluster, or one command there.
import { isReached } from '#api/runtime/kubelet-reach.ts'
import type { Command, Invocation } from '#runtime/process/command.ts'
import { sh } from '#runtime/shell/sh.ts'
import { simplified } from '#lib/simplified.ts'
import { type Task, wait } from '#sim/task.ts'
import type { LineHost } from '../line-host.ts'
import { nodeEnvironment } from './node-environment.ts'
import { nodeNamed } from './hosts.ts'
import { machineAt } from './runtime-records.ts'

simplified(
  'ssh',
  '`ssh` in the terminal reaches the nodes as root, at once and without a password; what stands behind it in the same line is left out.',
)

const UNREACHED_CODE = 255
const VALUED = 'bcDeFIiJLlmOoPpQRSWw'

/** Makes the program for one line. */
export function sshOf(host: LineHost): Command {
  return function* (invocation): Task<number> {
    const { stderr } = invocation
    const words = withoutOptions(invocation.args)
    const [target = '', ...command] = words
    if (target === '') {
      stderr.write('usage: ssh [-options] destination [command [argument ...]]\n')
      return UNREACHED_CODE
    }
    const name = target.slice(target.indexOf('@') + 1)
    const state = host.past.state()
    const node = nodeNamed(state, name)
    if (node === undefined) {
      stderr.write(`ssh: Could not resolve hostname ${name}: Name or service not known\n`)
      return UNREACHED_CODE
    }
    const machine = machineAt(state, node)
    if (!isReached(machine)) {
      const isBooting = machine?.power === 'starting' && machine.network !== 'cut'
      const why = isBooting ? 'Connection refused' : 'No route to host'
      stderr.write(`ssh: connect to host ${name} port 22: ${why}\n`)
      return UNREACHED_CODE
    }
    if (command.length > 0) return yield* runThere(host, node, invocation, command.join(' '))
    host.enter({ kind: 'node', node })
    return 0
  }
}

/** The destination and what stands behind it. */
function withoutOptions(args: readonly string[]): readonly string[] {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (word === '--') return args.slice(at + 1)
    if (!word.startsWith('-') || word === '-') return args.slice(at)
    if (VALUED.includes(word.slice(-1)) && word.length === 2) at += 1
  }
  return []
}

function* runThere(
  host: LineHost,
  node: string,
  { stdin, stdout, stderr, budget, depth }: Invocation,
  text: string,
): Task<number> {
  const { system, disk } = host.openNode(node)
  const process = system.processes.start(0, ['bash', '-c', text], function* (own) {
    const code = yield* sh({
      name: 'bash',
      args: ['-c', text],
      env: nodeEnvironment(node),
      cwd: '/root',
      process: own,
      system,
      budget,
      depth: depth + 1,
      stdin,
      stdout,
      stderr,
    })
    yield* disk.flush()
    return code
  })
  if (process === undefined) return 1
  yield* wait(process.exit)
  return process.exit.value.code
}
