// Processes of a shell: the commands of a pipeline, and what runs in the background.
// Follows POSIX.1-2024, Shell Command Language 2.9.2 and 2.9.3.
import { wait, type Task } from '#sim/task.ts'
import type { AndOr, CommandNode, CompoundList, Pipeline } from 'unbash'
import type { Streams } from '../process/command.ts'
import { forkBudget, type Budget } from '../process/meter.ts'
import { createPipe, textInput, type Pipe } from '../process/stream.ts'
import { abort, forkShell, type Shell } from './state.ts'

export type Node = CommandNode | Pipeline | AndOr | CompoundList

/** Runs a node in the shell it is given. */
type RunNode = (shell: Shell, node: Node) => Task<unknown>

/** All commands of a pipeline at once, each in a process of its own. */
export function* runPiped(shell: Shell, node: Pipeline, run: RunNode): Task<void> {
  const exits: Forked[] = []
  let input: Pipe | null = null
  for (const [index, command] of node.commands.entries()) {
    const output = index < node.commands.length - 1 ? createPipe() : null
    const before: Pipe | null = input
    const streams: Partial<Streams> = {
      ...(before === null ? {} : { stdin: before.input }),
      ...(output === null ? {} : { stdout: output.output }),
      ...(output !== null && node.operators[index] === '|&' ? { stderr: output.output } : {}),
    }
    const forked = fork(shell, command, run, { ...streams, budget: shell.budget })
    const close = (): void => {
      output?.closeOutput()
      before?.closeInput()
    }
    if (forked === undefined) close()
    else forked.exit.whenSettled(close)
    if (forked !== undefined) exits.push(forked)
    input = output
  }
  const statuses: number[] = []
  for (const forked of exits) statuses.push((yield* wait(forked.exit)).code)
  if (shell.leaving !== null) return
  const failed = shell.options.has('pipefail')
    ? statuses.findLast((status) => status !== 0)
    : undefined
  shell.status = failed ?? statuses.at(-1) ?? 0
}

type Forked = NonNullable<ReturnType<typeof fork>>

/** Runs a node in a process of its own; undefined, with an error, when there are too many processes. */
function fork(
  shell: Shell,
  node: Node,
  run: RunNode,
  changes: Partial<Streams> & { readonly budget: Budget },
): ReturnType<Shell['system']['processes']['start']> {
  const started = shell.system.processes.start(
    shell.process.pid,
    shell.process.argv,
    function* (process) {
      const inner = forkShell(shell, { ...changes, process })
      inner.depth += 1
      inner.isForked = node.type === 'Command'
      yield* run(inner, node)
      return inner.status
    },
  )
  if (started === undefined) abort(shell, "can't fork: Resource temporarily unavailable")
  return started
}

/** Starts a node in the background. */
export function startJob(shell: Shell, node: Node, run: RunNode): void {
  const process = fork(shell, node, run, { stdin: textInput(''), budget: forkBudget(shell.budget) })
  if (process === undefined) return
  shell.lastJob = process.pid
  const free = shell.jobs.findIndex(({ pid, exit }) => exit.settled && shell.waited.has(pid))
  shell.jobs[free < 0 ? shell.jobs.length : free] = process
  shell.status = 0
}

/** The job that '%2', '%%' or '%+' names; undefined when there is none. */
export function jobOf({ jobs, lastJob }: Shell, text: string): Shell['jobs'][number] | undefined {
  if (/^%[%+]?$/.test(text)) return jobs.find(({ pid }) => pid === lastJob)
  const number = /^%(\d+)$/.exec(text)?.[1]
  return number === undefined ? undefined : jobs[Number(number) - 1]
}
