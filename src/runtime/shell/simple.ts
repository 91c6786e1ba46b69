// Simple commands: assignments, functions, builtins, and the programs of the image.
// Follows POSIX.1-2024, Shell Command Language 2.9.1.
import { wait, type Task } from '#sim/task.ts'
import type { Assignment, Command, CommandArgument, Redirection, Word } from 'unbash'
import { isCommand } from '../commands/names.ts'
import { baseOf } from '../filesystem/path.ts'
import { isRealTool } from '../images/tools.ts'
import type { Invocation, Streams } from '../process/command.ts'
import type { Process } from '../process/process.ts'
import { codeOfSignal, wordsOfSignal } from '../process/signals.ts'
import { findBuiltin, isSpecialBuiltin } from './builtins.ts'
import { expandText, expandWords } from './expand.ts'
import { redirect } from './redirect.ts'
import {
  abort,
  builtinMessage,
  type Call,
  charge,
  enter,
  errorPrefix,
  exportedVariables,
  setVariable,
  variable,
  type Shell,
  type ShellFunction,
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
  const values = yield* assignmentsOf(shell, assignments, argv.length === 0)
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
    if (streams === null) badRedirection(shell, name)
    else yield* runCommand(shell, { argv, values, streams })
  }
  if (shell.leaving === null) yield* charge(shell)
}

/** A redirection of a special builtin that fails ends ash and dash. */
function badRedirection(shell: Shell, name: string): void {
  shell.status = shell.dialect === 'dash' ? 2 : 1
  if (shell.dialect !== 'bash' && isSpecialBuiltin(name)) shell.leaving = { kind: 'exit' }
}

function* argumentsOf(shell: Shell, command: Command): Task<string[]> {
  const argv = command.name === undefined ? [] : yield* expandWords(shell, [command.name])
  for (const argument of command.args) {
    if (shell.leaving !== null) break
    for (const field of yield* argumentFields(shell, argument)) argv.push(field)
  }
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

/** The values of assignments; without a command each is made before the next is worked out. */
function* assignmentsOf(
  shell: Shell,
  assignments: readonly Assignment[],
  atOnce: boolean,
): Task<Values> {
  const values: (readonly [string, string])[] = []
  for (const assignment of assignments) {
    const value = yield* valueOf(shell, assignment)
    if (shell.leaving !== null) return values
    const before = assignment.append === true ? (variable(shell, assignment.name) ?? '') : ''
    values.push([assignment.name, before + value])
    if (atOnce) setVariable(shell, assignment.name, before + value)
  }
  return values
}

function* runAssignments(
  shell: Shell,
  values: Values,
  redirects: readonly Redirection[],
): Task<void> {
  const opened = redirects.length === 0 ? shell : yield* redirect(shell, redirects)
  if (shell.leaving === null) shell.status = opened === null ? 1 : (shell.substitution ?? 0)
  // `$(< file)` prints the file.
  if (opened !== null && opened.stdin !== shell.stdin && values.length === 0)
    shell.stdout.write(yield* opened.stdin.rest())
}

/** Runs a function, a builtin or a program, in this order. */
export function* runCommand(shell: Shell, call: Call): Task<void> {
  const [name = '', ...args] = call.argv
  const called = shell.functions.get(name)
  const builtin = findBuiltin(name, shell.dialect)
  if (called === undefined && builtin === undefined) {
    shell.status = yield* runProgram(shell, call, shell.isForked)
    return
  }
  shell.isForked = false
  const before = call.values.map(
    ([variableName]) => [variableName, variable(shell, variableName)] as const,
  )
  for (const [variableName, value] of call.values) setVariable(shell, variableName, value)
  const { stdin, stdout, stderr } = shell
  Object.assign(shell, call.streams)
  if (called !== undefined) {
    yield* runFunction(shell, called, args)
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
  { body, lineStarts }: ShellFunction,
  args: readonly string[],
): Task<void> {
  if (!enter(shell)) return
  const { parameters, loops } = shell
  const { lineStarts: outer, line } = shell
  shell.lineStarts = lineStarts
  const hidden = new Map<string, string | undefined>()
  shell.hidden.push(hidden)
  shell.parameters = args
  shell.loops = 0
  yield* shell.interpreter.runCompound(shell, body)
  shell.parameters = parameters
  shell.loops = loops
  shell.lineStarts = outer
  shell.line = line
  shell.hidden.pop()
  for (const [name, value] of hidden) {
    if (value === undefined) shell.variables.delete(name)
    else shell.variables.set(name, value)
  }
  if (shell.leaving !== null && shell.leaving.kind !== 'exit') shell.leaving = null
  shell.depth -= 1
}

/** Runs a program of the image; its exit code. `inPlace` for one that takes the place of the shell. */
function* runProgram(shell: Shell, { argv, values, streams }: Call, inPlace = false): Task<number> {
  const [name = '', ...args] = argv
  const { system, process, budget, cwd, depth } = shell
  const place = system.locate(name, cwd, variable(shell, 'PATH') ?? '')
  if (place.kind === 'missing') return notFound(shell, name, streams)
  if (place.kind === 'denied') {
    streams.stderr.write(`${errorPrefix(shell)}${name}: Permission denied\n`)
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
  if (shell.isForked) process.argv = argv
  if (inPlace || isPlainTool(place.path, invocation)) {
    const { onSignal } = process
    const status = yield* system.execute(invocation, place.path)
    // A server that ran in the foreground took the signals for itself.
    process.onSignal = onSignal
    return status
  }
  return yield* runChild(shell, invocation, argv, place.path)
}

/** Tools that run other programs do it in a process of their own too. */
const RUNNERS = new Set(['env', 'nohup', 'timeout', 'xargs'])

/** True for what nobody could tell from a part of the shell: it takes no signals and starts nothing. */
function isPlainTool(path: string, { system }: Invocation): boolean {
  const name = baseOf(path)
  if (!isCommand(name) || RUNNERS.has(name)) return false
  const file = system.files.stat(path)
  return !file.ok || file.value.content === ''
}

/** Runs a program in a process of its own and waits for it; its exit code. */
function* runChild(
  shell: Shell,
  invocation: Invocation,
  argv: readonly string[],
  path: string,
): Task<number> {
  const { system, process } = shell
  const program = (child: Process): Task<number> =>
    system.execute({ ...invocation, process: child }, path)
  const child = system.processes.start(process.pid, argv, program, true)
  if (child === undefined) {
    abort(shell, "can't fork: Resource temporarily unavailable")
    return shell.status
  }
  const { exit } = child
  try {
    yield* wait(exit)
  } finally {
    child.end({ code: codeOfSignal('KILL'), because: 'its shell ended' })
  }
  const { code, signal } = exit.value
  const words = signal === undefined ? undefined : wordsOfSignal(signal)
  if (words !== undefined && shell.dialect !== 'bash') shell.stderr.write(`${words}\n`)
  return code
}

function notFound(shell: Shell, name: string, streams: Streams): number {
  const words =
    shell.name === 'bash'
      ? `${name}: ${name.includes('/') ? 'No such file or directory' : 'command not found'}`
      : `${name}: not found`
  streams.stderr.write(`${errorPrefix(shell)}${words}\n`)
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
    badRedirection(shell, 'exec')
    shell.leaving = { kind: 'exit' }
    return
  }
  if (argv.length === 0) {
    Object.assign(shell, streams)
    shell.status = 0
    return
  }
  const place = shell.system.locate(argv[0] ?? '', shell.cwd, variable(shell, 'PATH') ?? '')
  if (place.kind === 'missing' && shell.dialect !== 'bash') {
    const message = builtinMessage(shell, 'exec', `${argv[0] ?? ''}: not found`)
    streams.stderr.write(`${errorPrefix(shell)}${message}\n`)
    shell.status = NOT_FOUND_CODE
    shell.leaving = { kind: 'exit' }
    return
  }
  shell.process.argv = argv
  shell.process.onSignal = null
  shell.traps.clear()
  shell.status = yield* runProgram(shell, { argv, values: [], streams }, true)
  shell.leaving = { kind: 'exit' }
}

function trace(shell: Shell, values: Values, argv: readonly string[]): void {
  const words = [...values.map(([name, value]) => `${name}=${value}`), ...argv]
  if (words.length > 0) shell.stderr.write(`+ ${words.join(' ')}\n`)
}
