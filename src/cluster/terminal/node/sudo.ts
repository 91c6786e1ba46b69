// `sudo` and `su`: whoever is on a node is root there already.
import { joinWords } from '#kubectl/flags.ts'
import type { Command } from '#runtime/process/command.ts'
import { sh } from '#runtime/shell/sh.ts'
import type { Task } from '#sim/task.ts'
import type { NodeHost } from './node-host.ts'

/** Makes either for one line. */
export function sudoOf({ host, node }: NodeHost): Command {
  return function* (invocation): Task<number> {
    const { name, args } = invocation
    const words = name === 'su' ? commandOfSu(args) : commandOfSudo(args)
    if (words.length === 0) {
      // One shell in the other, so that `exit` comes back here.
      host.enter({ kind: 'node', node })
      return 0
    }
    const depth = invocation.depth + 1
    return yield* sh({ ...invocation, name: 'bash', args: ['-c', joinWords(words)], depth })
  }
}

function commandOfSu(args: readonly string[]): readonly string[] {
  const at = args.indexOf('-c')
  return at < 0 ? [] : ['bash', '-c', args[at + 1] ?? '']
}

/** The words behind the options; none for a shell. */
function commandOfSudo(args: readonly string[]): readonly string[] {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (word === '--') return args.slice(at + 1)
    if (!word.startsWith('-'))
      return word === 'su' ? commandOfSu(args.slice(at + 1)) : args.slice(at)
    if (/^-[ugpCcDhRrTt]$/.test(word)) at += 1
  }
  return []
}
