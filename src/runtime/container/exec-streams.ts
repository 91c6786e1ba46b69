// A command that a person runs in a container, beside its first process: what it prints comes as it is printed, and a line
// that is typed into a shell there leaves behind where the shell is.
import { createFuture, type Future, type Task } from '#sim/task.ts'
import type { ExecResult } from '../cri.ts'
import type { Invocation, Streams } from '../process/command.ts'
import type { ProcessTable } from '../process/process.ts'
import type { Process } from '../process/process.ts'
import { lateShell } from '../late/shell.ts'
import { promptOf } from '../shell/prompt.ts'
import type { Shell } from '../shell/state.ts'

export interface ExecRequest extends Streams {
  readonly command: readonly string[]
  /** The command is a shell, and this is typed into it. */
  readonly typed?: TypedIntoShell
}

export interface TypedIntoShell {
  readonly line: string
  /** Null: where the container's processes begin. */
  readonly cwd: string | null
  readonly variables: Readonly<Record<string, string>>
}

export interface ExecEnd {
  readonly exitCode: number
  /** Why it could not be run at all, in the runtime's words. */
  readonly error: string | null
  /** How the shell was left, when something was typed into one. */
  readonly shell: LeftShell | null
}

/** What came of typing something into the first process of a container. */
export interface AttachEnd {
  /** It waits for more; it has ended; or it reads nothing at this time. */
  readonly state: 'awaits' | 'ended' | 'ignores'
  /** What it printed last without an end of the line. */
  readonly prompt: string
  /** Null while it runs. */
  readonly exitCode: number | null
}

export interface LeftShell {
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
  /** It ended with the line, as `exit` does it. */
  readonly ended: boolean
  /** What it prints before a line. */
  readonly prompt: string
}

/** The end of a command that was not run. */
export function failedExec({ exitCode, error }: ExecResult): ExecEnd {
  return { exitCode, error: error ?? null, shell: null }
}

const NO_PROCESS: ExecEnd = {
  exitCode: 126,
  error: 'failed to exec in container: fork: Resource temporarily unavailable',
  shell: null,
}

/** Starts a command; settles when its process ends. */
export function endOfExec(
  processes: ProcessTable,
  { command }: ExecRequest,
  run: (process: Process) => Task<number>,
): Future<ExecEnd> {
  const end = createFuture<ExecEnd>()
  const process = processes.start(0, command, run)
  if (process === undefined) end.settle(NO_PROCESS)
  else
    process.exit.whenSettled(() =>
      end.settle({ exitCode: process.exit.value.code, error: null, shell: null }),
    )
  return end
}

/** The same of a line in a shell; `own` are the variables that every process of the container has. */
export function endOfTyped(
  processes: ProcessTable,
  request: ExecRequest,
  own: ReadonlyMap<string, string>,
  invocationOf: (process: Process) => Invocation,
): Future<ExecEnd> {
  const end = createFuture<ExecEnd>()
  const line = request.typed?.line ?? ''
  let shell: Shell | null = null
  const process = processes.start(0, request.command, function* (started) {
    const invocation = invocationOf(started)
    const parts = lateShell()
    if (parts === null) return 0
    shell = parts.openShell({ ...invocation, name: shellName(request.command) })
    return yield* parts.runText(shell, line)
  })
  if (process === undefined) end.settle(NO_PROCESS)
  else
    process.exit.whenSettled(() => {
      const left = shell === null ? null : leftOf(shell, own)
      end.settle({ exitCode: process.exit.value.code, error: null, shell: left })
    })
  return end
}

function shellName(command: readonly string[]): string {
  return /(?:^|\/)bash$/.test(command[0] ?? '') ? 'bash' : 'sh'
}

const MAX_VARIABLES = 50
const MAX_VALUE = 2000
/** A shell sets them by itself. */
const OWN = new Set('IFS PWD PPID OLDPWD'.split(' '))

function leftOf(shell: Shell, own: ReadonlyMap<string, string>): LeftShell {
  const variables = [...shell.variables]
    .filter(
      ([name, value]) => !OWN.has(name) && own.get(name) !== value && value.length <= MAX_VALUE,
    )
    .slice(0, MAX_VARIABLES)
  return {
    cwd: shell.cwd,
    variables: Object.fromEntries(variables),
    ended: shell.leaving?.kind === 'exit',
    prompt: promptOf(shell),
  }
}
