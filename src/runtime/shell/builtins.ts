// The commands that are part of the shell, because they change it: variables, folders, jobs, traps.
// Follows POSIX.1-2024, Shell Command Language 2.15, and bash where scripts count on it.
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import { findCommand } from '../commands/registry.ts'
import { absolutePath } from '../filesystem/path.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import type { Invocation } from '../process/command.ts'
import { codeOfSignal } from '../process/signals.ts'
import {
  abort,
  enter,
  exportedVariables,
  leave,
  listenForSignals,
  setVariable,
  shellError,
  trapName,
  variable,
  type Shell,
} from './state.ts'

export type Builtin = (shell: Shell, args: readonly string[]) => Task<number> | number

/** The builtin of this name; undefined when there is none. */
export function findBuiltin(name: string): Builtin | undefined {
  return BUILTINS.get(name)
}

/** An invocation of a command that runs as part of the shell. */
export function invocationOf(shell: Shell, name: string, args: readonly string[]): Invocation {
  const { process, budget, system, cwd, depth, stdin, stdout, stderr } = shell
  return {
    name,
    args,
    env: exportedVariables(shell),
    cwd,
    process,
    budget,
    system,
    depth,
    stdin,
    stdout,
    stderr,
  }
}

/** A command that most shells bring along as a builtin of the same name. */
function asBuiltin(name: string): Builtin {
  return (shell, args) => findCommand(name)?.(invocationOf(shell, name, args)) ?? 0
}

const exit: Builtin = (shell, [given]) => {
  const status = given === undefined ? shell.status : Number(given)
  if (Number.isNaN(status)) {
    abort(shell, `exit: Illegal number: ${given}`)
    return shell.status
  }
  shell.process.because ??= `its script ran \`exit ${status}\``
  leave(shell, { kind: 'exit' }, status)
  return status
}

const returnFrom: Builtin = (shell, [given]) => {
  leave(shell, { kind: 'return' }, given === undefined ? shell.status : Number(given) || 0)
  return shell.status
}

function loopExit(kind: 'break' | 'continue'): Builtin {
  return (shell, [given]) => {
    const levels = Math.min(shell.loops, Math.max(1, Number(given ?? 1) || 1))
    if (levels > 0) leave(shell, { kind, levels }, 0)
    return 0
  }
}

const exportNames: Builtin = (shell, args) => {
  for (const arg of args) {
    if (arg.startsWith('-')) continue
    const name = assign(shell, arg)
    shell.exported.add(name)
  }
  return 0
}

const readonly: Builtin = (shell, args) => {
  for (const arg of args) if (!arg.startsWith('-')) shell.readonlyNames.add(assign(shell, arg))
  return 0
}

const local: Builtin = (shell, args) => {
  for (const arg of args) {
    if (arg.startsWith('-')) continue
    const name = arg.split('=')[0] ?? arg
    const hidden = shell.hidden.at(-1)
    if (hidden !== undefined && !hidden.has(name)) {
      hidden.set(name, variable(shell, name))
      shell.variables.delete(name)
    }
    assign(shell, arg)
  }
  return 0
}

/** Sets the variable of 'name=value'; returns the name. */
function assign(shell: Shell, text: string): string {
  const equals = text.indexOf('=')
  if (equals === -1) return text
  const name = text.slice(0, equals)
  setVariable(shell, name, text.slice(equals + 1))
  return name
}

const unset: Builtin = (shell, args) => {
  for (const name of args) {
    if (name.startsWith('-')) continue
    shell.variables.delete(name)
    shell.exported.delete(name)
    if (args[0] === '-f') shell.functions.delete(name)
  }
  return 0
}

const shift: Builtin = (shell, [given]) => {
  const count = Number(given ?? 1) || 0
  if (count > shell.parameters.length) return 1
  shell.parameters = shell.parameters.slice(count)
  return 0
}

const LONG_OPTIONS: Readonly<Record<string, string>> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  noglob: 'f',
  allexport: 'a',
  pipefail: 'pipefail',
}

/** Applies the options of `set` or of the shell's command line; returns the words that are left. */
export function applyOptions(shell: Shell, args: readonly string[]): readonly string[] | null {
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (arg === '--') return args.slice(i + 1)
    if (!/^[-+][A-Za-z]+$/.test(arg)) return args.slice(i)
    const change = (option: string): void => {
      if (arg.startsWith('-')) shell.options.add(option)
      else shell.options.delete(option)
    }
    for (const letter of arg.slice(1)) {
      if (letter !== 'o') change(letter)
    }
    if (arg.endsWith('o')) {
      i += 1
      const option = LONG_OPTIONS[args[i] ?? '']
      if (option !== undefined) change(option)
    }
  }
  return null
}

const set: Builtin = (shell, args) => {
  if (args.length === 0) {
    for (const [name, value] of shell.variables) shell.stdout.write(`${name}='${value}'\n`)
    return 0
  }
  const rest = applyOptions(shell, args)
  if (rest !== null) shell.parameters = rest
  return 0
}

const changeFolder: Builtin = (shell, [given]) => {
  const target =
    given === '-'
      ? (variable(shell, 'OLDPWD') ?? shell.cwd)
      : (given ?? variable(shell, 'HOME') ?? '/')
  const path = absolutePath(shell.cwd, target)
  const entry = shell.system.files.stat(path)
  if (!entry.ok || entry.value.type !== 'folder') {
    const words = ERROR_TEXTS[entry.ok ? 'ENOTDIR' : entry.error]
    shellError(
      shell,
      shell.name === 'bash' ? `cd: ${target}: ${words}` : `cd: can't cd to ${target}: ${words}`,
    )
    return shell.name === 'bash' ? 1 : 2
  }
  setVariable(shell, 'OLDPWD', shell.cwd)
  shell.cwd = path
  setVariable(shell, 'PWD', path)
  return 0
}

function* read(shell: Shell, args: readonly string[]): Task<number> {
  const names: string[] = []
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (/^-[pntdu]$/.test(arg)) i += 1
    else if (!arg.startsWith('-')) names.push(arg)
  }
  const line = yield* shell.stdin.line()
  let rest = trimBlanks(line ?? '')
  const targets = names.length === 0 ? ['REPLY'] : names
  const separators = variable(shell, 'IFS') ?? ' \t\n'
  if (separators === '') rest = line ?? ''
  for (const [index, name] of targets.entries()) {
    const end = index === targets.length - 1 ? rest.length : endOfField(rest, separators)
    setVariable(shell, name, rest.slice(0, end))
    rest = rest.slice(end + 1).replace(/^[ \t]+/, '')
  }
  return line === null ? 1 : 0
}

/** Without the blanks at both ends. */
function trimBlanks(text: string): string {
  let end = text.length
  while (end > 0 && ' \t'.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end).replace(/^[ \t]+/, '')
}

function endOfField(text: string, separators: string): number {
  for (let i = 0; i < text.length; i += 1) if (separators.includes(text.charAt(i))) return i
  return text.length
}

const trap: Builtin = (shell, args) => {
  const words = args[0] === '--' ? args.slice(1) : args
  const [first = '', ...rest] = words
  if (words.length === 0) {
    for (const [name, action] of shell.traps) shell.stdout.write(`trap -- '${action}' ${name}\n`)
    return 0
  }
  const clears = first === '-' || (rest.length === 0 && trapName(first) !== undefined)
  for (const text of rest.length === 0 ? [first] : rest) {
    const name = trapName(text)
    if (name === undefined) {
      shellError(shell, `trap: ${text}: invalid signal specification`)
      return 1
    }
    if (clears) shell.traps.delete(name)
    else shell.traps.set(name, first)
  }
  listenForSignals(shell)
  return 0
}

/** Waits for jobs; a trapped signal ends the wait. */
function* waitForJobs(shell: Shell, args: readonly string[]): Task<number> {
  const wanted = args.filter((arg) => !arg.startsWith('-'))
  const jobs =
    wanted.length === 0 ? shell.jobs : shell.jobs.filter((job) => wanted.includes(String(job.pid)))
  if (wanted.length > 0 && jobs.length === 0) return 127
  if (jobs.some((job) => !job.exit.settled)) shell.system.setActivity('waiting for its children')
  let status = 0
  for (const job of jobs) {
    yield* wait(first(job.exit, shell.woken))
    const [signal] = shell.pending
    if (!job.exit.settled && signal !== undefined) return codeOfSignal(signal)
    if (job.exit.settled) status = job.exit.value.code
  }
  return wanted.length === 0 ? 0 : status
}

/** Settles when one of two futures does. */
function first(a: Future<unknown>, b: Future<unknown>): Future<void> {
  const either = createFuture<void>()
  const forget = [a, b].map((future) => future.whenSettled(() => either.settle()))
  either.whenSettled(() => {
    for (const stop of forget) stop()
  })
  return either
}

function* evaluateText(shell: Shell, args: readonly string[]): Task<number> {
  return yield* shell.interpreter.runText(shell, args.join(' '))
}

function* source(shell: Shell, args: readonly string[]): Task<number> {
  const [path = ''] = args
  const content = shell.system.files.read(absolutePath(shell.cwd, path))
  if (!content.ok) {
    abort(shell, `can't open '${path}': ${ERROR_TEXTS[content.error]}`)
    return shell.status
  }
  const status = yield* shell.interpreter.runText(shell, content.value)
  if (shell.leaving?.kind === 'return') shell.leaving = null
  return status
}

function* command(shell: Shell, args: readonly string[]): Task<number> {
  const [option, ...rest] = args
  if (option === '-v' || option === '-V') return describe(shell, rest, option === '-V')
  const streams = { stdin: shell.stdin, stdout: shell.stdout, stderr: shell.stderr }
  if (!enter(shell)) return shell.status
  yield* shell.interpreter.runCommand(shell, {
    argv: args.filter((arg, index) => index > 0 || arg !== '--'),
    values: [],
    streams,
  })
  shell.depth -= 1
  return shell.status
}

/** Says what a name is: `type`, `command -v`. */
function describe(shell: Shell, names: readonly string[], wordy: boolean): number {
  let status = 0
  for (const name of names) {
    const kind = shell.functions.has(name)
      ? 'function'
      : BUILTINS.has(name)
        ? 'shell builtin'
        : null
    const place = shell.system.locate(name, shell.cwd, variable(shell, 'PATH') ?? '')
    if (kind !== null) shell.stdout.write(wordy ? `${name} is a ${kind}\n` : `${name}\n`)
    else if (place.kind === 'found')
      shell.stdout.write(wordy ? `${name} is ${place.path}\n` : `${place.path}\n`)
    else {
      if (wordy) shell.stderr.write(`${name}: not found\n`)
      status = shell.name === 'bash' ? 1 : 127
    }
  }
  return status
}

const BUILTINS = new Map<string, Builtin>([
  [':', () => 0],
  ['.', source],
  ['source', source],
  ['break', loopExit('break')],
  ['continue', loopExit('continue')],
  ['cd', changeFolder],
  ['command', command],
  ['declare', local],
  ['eval', evaluateText],
  ['exit', exit],
  ['export', exportNames],
  ['hash', () => 0],
  ['jobs', () => 0],
  ['local', local],
  ['read', read],
  ['readonly', readonly],
  ['return', returnFrom],
  ['set', set],
  ['shift', shift],
  ['shopt', () => 0],
  ['trap', trap],
  ['type', (shell, args) => describe(shell, args, true)],
  ['typeset', local],
  ['ulimit', () => 0],
  ['umask', () => 0],
  ['unset', unset],
  ['wait', waitForJobs],
  ...['echo', 'printf', 'test', '[', 'true', 'false', 'pwd', 'kill'].map(
    (name) => [name, asBuiltin(name)] as const,
  ),
])
