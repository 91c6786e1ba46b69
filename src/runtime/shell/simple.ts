// Simple commands: assignments, functions, builtins, and the programs of the image.
// Follows POSIX.1-2024, Shell Command Language 2.9.1.
import type { Task } from '#sim/task.ts'
import type { Assignment, Command, CommandArgument, Redirection, Word } from 'unbash'
import { baseOf } from '../filesystem/path.ts'
import { isRealTool } from '../images/tools.ts'
import type { Invocation, Streams } from '../process/command.ts'
import { findBuiltin } from './builtins.ts'
import { expandText, expandWords } from './expand.ts'
import { redirect } from './redirect.ts'
import {
  type Call,
  charge,
  enter,
  exportedVariables,
  setVariable,
  variable,
  type Shell,
} from './state.ts'

const NOT_FOUND_CODE = 127
const DENIED_CODE = 126
const MAX_SHOWN = 60

/** Runs a simple command and sets the shell's status. */
export function* runSimpleCommand(shell: Shell, command: Command): Task<void> {
  shell.substitution = null
  const argv = yield* argumentsOf(shell, command)
  if (shell.leaving !== null) return
  const assignments = command.prefix.filter((one): one is Assignment => one.type === 'Assignment')
  const values = yield* assignmentsOf(shell, assignments)
  if (shell.leaving !== null) return
  shell.lastCommand = argv.join(' ').slice(0, MAX_SHOWN)
  if (shell.options.has('x')) trace(shell, values, argv)
  const redirects = command.redirects
  const [name] = argv
  if (name === undefined) {
    yield* runAssignments(shell, values, redirects)
  } else if (name === 'exec') {
    yield* runExec(shell, argv.slice(1), redirects)
  } else {
    const streams = yield* redirect(shell, redirects)
    if (streams === null) shell.status = 1
    else yield* runCommand(shell, { argv, values, streams })
  }
  if (shell.leaving === null) yield* charge(shell)
}

function* argumentsOf(shell: Shell, command: Command): Task<string[]> {
  const argv = command.name === undefined ? [] : yield* expandWords(shell, [command.name])
  for (const argument of command.args) argv.push(...(yield* argumentFields(shell, argument)))
  return argv
}

function* argumentFields(shell: Shell, argument: CommandArgument): Task<string[]> {
  if (argument.type === 'Word') return yield* expandWords(shell, [argument])
  return [
    `${argument.name}${argument.append === true ? '+' : ''}=${yield* valueOf(shell, argument)}`,
  ]
}

function* valueOf(shell: Shell, assignment: Assignment): Task<string> {
  if (assignment.value.type === 'Word') return yield* expandText(shell, assignment.value)
  const first: Word | undefined = assignment.value.elements[0]
  return first === undefined ? '' : yield* expandText(shell, first)
}

type Values = Call['values']

function* assignmentsOf(shell: Shell, assignments: readonly Assignment[]): Task<Values> {
  const values: (readonly [string, string])[] = []
  for (const assignment of assignments) {
    const value = yield* valueOf(shell, assignment)
    const before = assignment.append === true ? (variable(shell, assignment.name) ?? '') : ''
    values.push([assignment.name, before + value])
  }
  return values
}

function* runAssignments(
  shell: Shell,
  values: Values,
  redirects: readonly Redirection[],
): Task<void> {
  const opened = redirects.length === 0 ? shell : yield* redirect(shell, redirects)
  for (const [name, value] of values) setVariable(shell, name, value)
  if (shell.leaving === null) shell.status = opened === null ? 1 : (shell.substitution ?? 0)
  // `$(< file)` prints the file.
  if (opened !== null && opened.stdin !== shell.stdin && values.length === 0)
    shell.stdout.write(yield* opened.stdin.rest())
}

/** Runs a function, a builtin or a program, in this order. */
export function* runCommand(shell: Shell, call: Call): Task<void> {
  const [name = '', ...args] = call.argv
  const body = shell.functions.get(name)
  const builtin = findBuiltin(name)
  if (body === undefined && builtin === undefined) {
    shell.status = yield* runProgram(shell, call)
    return
  }
  const before = call.values.map(
    ([variableName]) => [variableName, variable(shell, variableName)] as const,
  )
  for (const [variableName, value] of call.values) setVariable(shell, variableName, value)
  const { stdin, stdout, stderr } = shell
  Object.assign(shell, call.streams)
  if (body !== undefined) {
    yield* runFunction(shell, body, args)
  } else if (builtin !== undefined) {
    const result = builtin(shell, args)
    const status = typeof result === 'number' ? result : yield* result
    if (shell.leaving === null) shell.status = status
  }
  Object.assign(shell, { stdin, stdout, stderr })
  for (const [variableName, value] of before) {
    if (value === undefined) shell.variables.delete(variableName)
    else shell.variables.set(variableName, value)
  }
}

function* runFunction(
  shell: Shell,
  body: NonNullable<ReturnType<Shell['functions']['get']>>,
  args: readonly string[],
): Task<void> {
  if (!enter(shell)) return
  const { parameters, loops } = shell
  const hidden = new Map<string, string | undefined>()
  shell.hidden.push(hidden)
  shell.parameters = args
  shell.loops = 0
  yield* shell.interpreter.runCompound(shell, body)
  shell.parameters = parameters
  shell.loops = loops
  shell.hidden.pop()
  for (const [name, value] of hidden) {
    if (value === undefined) shell.variables.delete(name)
    else shell.variables.set(name, value)
  }
  if (shell.leaving !== null && shell.leaving.kind !== 'exit') shell.leaving = null
  shell.depth -= 1
}

/** Runs a program of the image in the shell's process; its exit code. */
export function* runProgram(shell: Shell, { argv, values, streams }: Call): Task<number> {
  const [name = '', ...args] = argv
  const { system, process, budget, cwd, depth } = shell
  const place = system.locate(name, cwd, variable(shell, 'PATH') ?? '')
  if (place.kind === 'missing') return notFound(shell, name, streams)
  if (place.kind === 'denied') {
    streams.stderr.write(`${shell.name}: ${name}: Permission denied\n`)
    return DENIED_CODE
  }
  const env = new Map([...exportedVariables(shell), ...values])
  const invocation: Invocation = {
    name: baseOf(name),
    args,
    env,
    cwd,
    process,
    budget,
    system,
    depth,
    ...streams,
  }
  const { onSignal } = process
  const status = yield* system.execute(invocation, place.path)
  // A server that ran in the foreground took the signals for itself.
  process.onSignal = onSignal
  return status
}

function notFound(shell: Shell, name: string, streams: Streams): number {
  const prefix = shell.name === 'bash' ? `${shell.script}: line 1: ` : `${shell.name}: `
  const words =
    shell.name === 'bash'
      ? `${name}: ${name.includes('/') ? 'No such file or directory' : 'command not found'}`
      : `${name}: not found`
  streams.stderr.write(`${prefix}${words}\n`)
  if (isRealTool(baseOf(name)))
    shell.system.note(`called \`${name}\`, which its image does not have`)
  return NOT_FOUND_CODE
}

/** `exec`: the program takes the place of the shell; without one, the redirections stay. */
function* runExec(
  shell: Shell,
  argv: readonly string[],
  redirects: readonly Redirection[],
): Task<void> {
  const streams = yield* redirect(shell, redirects)
  if (streams === null) {
    shell.status = 1
    shell.leaving = { kind: 'exit' }
    return
  }
  if (argv.length === 0) {
    Object.assign(shell, streams)
    shell.status = 0
    return
  }
  shell.process.argv = argv
  shell.process.onSignal = null
  shell.traps.clear()
  shell.status = yield* runProgram(shell, { argv, values: [], streams })
  shell.leaving = { kind: 'exit' }
}

function trace(shell: Shell, values: Values, argv: readonly string[]): void {
  const words = [...values.map(([name, value]) => `${name}=${value}`), ...argv]
  if (words.length > 0) shell.stderr.write(`+ ${words.join(' ')}\n`)
}
