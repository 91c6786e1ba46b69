// The commands that are part of the shell, because they change it: variables, folders, jobs, traps.
// Follows POSIX.1-2024, Shell Command Language 2.15, and bash where scripts count on it.
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import { umask } from './umask.ts'
import { toolNamed } from '../commands/table.ts'
import { absolutePath } from '../filesystem/path.ts'
import { compareText } from '#lib/compare.ts'
import { ERROR_TEXTS, type FileError } from '../filesystem/result.ts'
import type { Dialect } from './dialect.ts'
import type { Invocation } from '../process/command.ts'
import { codeOfSignal } from '../process/signals.ts'
import { jobOf } from './jobs.ts'
import { read } from './read.ts'
import { set } from './set.ts'
import {
  builtinError,
  enter,
  errorPrefix,
  exportedVariables,
  leave,
  listenForSignals,
  misuse,
  setVariable,
  shellError,
  trapName,
  variable,
  type Shell,
} from './state.ts'

export type Builtin = (shell: Shell, args: readonly string[]) => Task<number> | number

/** What dash and ash leave to bash. */
const NOT_IN: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  ash: new Set(['declare', 'typeset', 'shopt']),
  dash: new Set(['declare', 'typeset', 'shopt', 'source']),
  bash: new Set(),
}

/** The builtin of this name; undefined when the shell has none. */
export function findBuiltin(name: string, dialect: Dialect): Builtin | undefined {
  return NOT_IN[dialect].has(name) ? undefined : BUILTINS.get(name)
}

const SPECIAL = new Set(
  '. : break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
)

/** True for the builtins whose errors end a POSIX shell. */
export function isSpecialBuiltin(name: string): boolean {
  return SPECIAL.has(name)
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
  return (shell, args) => {
    const complaint =
      shell.dialect === 'ash' ? errorPrefix(shell) : `${errorPrefix(shell)}${name}: `
    return (
      toolNamed(name)?.({
        ...invocationOf(shell, name, args),
        complaint,
        builtinOf: shell.dialect,
      }) ?? 0
    )
  }
}

const exit: Builtin = (shell, [given]) => {
  if (given !== undefined && !/^\d+$/.test(given) && shell.dialect !== 'bash')
    return misuse(shell, 'exit', `Illegal number: ${given}`)
  let status = given === undefined ? shell.status : Number(given)
  if (Number.isNaN(status)) {
    builtinError(shell, 'exit', `${given}: numeric argument required`)
    status = 2
  }
  shell.process.because ??= `its script ran \`exit ${status}\``
  leave(shell, { kind: 'exit' }, status)
  return status
}

const returnFrom: Builtin = (shell, [given]) => {
  if (given !== undefined && !/^\d+$/.test(given) && shell.dialect !== 'bash')
    return misuse(shell, 'return', `Illegal number: ${given}`)
  if (shell.dialect === 'bash' && shell.hidden.length === 0 && !shell.sourcing)
    return builtinError(shell, 'return', "can only `return' from a function or sourced script")
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
  const names = args.filter((arg) => !arg.startsWith('-'))
  if (names.length === 0) {
    for (const name of [...shell.exported].sort(compareText)) {
      const value = variable(shell, name)
      shell.stdout.write(`export ${name}${value === undefined ? '' : `='${value}'`}\n`)
    }
  }
  return assignAll(shell, 'export', names, (name) => shell.exported.add(name))
}

const readonly: Builtin = (shell, args) =>
  assignAll(
    shell,
    'readonly',
    args.filter((arg) => !arg.startsWith('-')),
    (name) => shell.readonlyNames.add(name),
  )

/** Sets the variables of a builtin's arguments and marks them; stops at the first that cannot be. */
function assignAll(
  shell: Shell,
  builtin: string,
  args: readonly string[],
  mark: (name: string) => void,
): number {
  for (const arg of args) {
    const [name = ''] = arg.split('=', 1)
    if (!isName(name))
      return misuse(
        shell,
        builtin,
        `${name}: bad variable name`,
        `\`${arg}': not a valid identifier`,
      )
    if (arg.includes('=') && shell.readonlyNames.has(name))
      return misuse(shell, builtin, `${name}: is read only`, `${name}: readonly variable`)
    assign(shell, arg)
    mark(name)
  }
  return 0
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text)
}

const local: Builtin = (shell, args) => {
  if (shell.hidden.length === 0)
    return misuse(shell, 'local', 'not in a function', 'can only be used in a function')
  return declare(shell, args)
}

const declare: Builtin = (shell, args) => {
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
    if (args[0] !== '-f' && !isName(name))
      return misuse(
        shell,
        'unset',
        `${name}: bad variable name`,
        `\`${name}': not a valid identifier`,
      )
    if (args[0] !== '-f' && shell.readonlyNames.has(name))
      return misuse(
        shell,
        'unset',
        `${name}: is read only`,
        `${name}: cannot unset: readonly variable`,
      )
    shell.variables.delete(name)
    shell.exported.delete(name)
    if (args[0] === '-f') shell.functions.delete(name)
  }
  return 0
}

const shift: Builtin = (shell, [given]) => {
  const count = Number(given ?? 1)
  if (!Number.isInteger(count) || count < 0)
    return misuse(shell, 'shift', `Illegal number: ${given}`, `${given}: numeric argument required`)
  if (count > shell.parameters.length)
    return shell.dialect === 'dash' ? misuse(shell, 'shift', "can't shift that many") : 1
  shell.parameters = shell.parameters.slice(count)
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
    if (shell.dialect === 'bash') return builtinError(shell, 'cd', `${target}: ${words}`)
    const why = shell.dialect === 'ash' ? `: ${words}` : ''
    return builtinError(shell, 'cd', `can't cd to ${target}${why}`, 2)
  }
  setVariable(shell, 'OLDPWD', shell.cwd)
  shell.cwd = path
  setVariable(shell, 'PWD', path)
  if (given === '-') shell.stdout.write(`${path}\n`)
  return 0
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
      if (shell.dialect !== 'dash')
        return builtinError(shell, 'trap', `${text}: invalid signal specification`)
      shell.stderr.write(`trap: ${text}: bad trap\n`)
      return 1
    }
    if (clears) shell.traps.delete(name)
    else shell.traps.set(name, first)
  }
  listenForSignals(shell)
  return 0
}

/** No process has it. */
const NO_PID = '4194304'

/** `kill`, which knows jobs by their numbers as well. */
const kill: Builtin = (shell, args) => {
  const wrong = args.find((arg) => arg.startsWith('%') && jobOf(shell, arg) === undefined)
  if (wrong !== undefined) return noSuchJob(shell, 'kill', wrong)
  // A script's job is no group of processes, and dash looks for one.
  const pidOf = (arg: string): string =>
    shell.dialect === 'dash' ? NO_PID : String(jobOf(shell, arg)?.pid)
  return asBuiltin('kill')(
    shell,
    args.map((arg) => (arg.startsWith('%') ? pidOf(arg) : arg)),
  )
}

function noSuchJob(shell: Shell, name: string, text: string, inBash = 1): number {
  if (shell.dialect === 'dash') return builtinError(shell, name, `No such job: ${text}`, 2)
  return builtinError(shell, name, `${text}: no such job`, shell.dialect === 'bash' ? inBash : 2)
}

/** Waits for jobs; a trapped signal ends the wait. */
function* waitForJobs(shell: Shell, args: readonly string[]): Task<number> {
  const wanted = args.filter((arg) => !arg.startsWith('-'))
  const wrong = wanted.find((arg) => arg.startsWith('%') && jobOf(shell, arg) === undefined)
  if (wrong !== undefined) return noSuchJob(shell, 'wait', wrong, 127)
  const odd = wanted.find((arg) => !/^%|^\d+$/.test(arg))
  if (odd !== undefined) {
    const inBash = `\`${odd}': not a pid or valid job spec`
    if (shell.dialect === 'bash') return builtinError(shell, 'wait', inBash)
    return builtinError(shell, 'wait', `Illegal number: ${odd}`, 2)
  }
  const named = wanted.map((arg) => jobOf(shell, arg)?.pid ?? Number(arg))
  const jobs =
    wanted.length === 0 ? shell.jobs : shell.jobs.filter((job) => named.includes(job.pid))
  if (wanted.length > 0 && jobs.length === 0) return 127
  if (jobs.some((job) => !job.exit.settled)) shell.system.setActivity('waiting for its children')
  let status = 0
  for (const job of jobs) {
    yield* wait(first(job.exit, shell.woken))
    const [signal] = shell.pending
    if (!job.exit.settled && signal !== undefined) return codeOfSignal(signal)
    if (job.exit.settled) status = job.exit.value.code
    shell.waited.add(job.pid)
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
  if (!content.ok) return cannotSource(shell, path, content.error)
  const { sourcing } = shell
  shell.sourcing = true
  const status = yield* shell.interpreter.runText(shell, content.value)
  shell.sourcing = sourcing
  if (shell.leaving?.kind === 'return') shell.leaving = null
  return status
}

function cannotSource(shell: Shell, path: string, error: FileError): number {
  const words = ERROR_TEXTS[error]
  if (shell.dialect === 'bash') {
    shellError(shell, `${path}: ${words}`)
    return 1
  }
  if (!path.includes('/')) return misuse(shell, '.', `${path}: not found`)
  if (shell.dialect === 'ash') return misuse(shell, '.', `can't open '${path}': ${words}`)
  return misuse(shell, '.', `cannot open ${path}: ${error === 'ENOENT' ? 'No such file' : words}`)
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
    const kind = kindOf(shell, name)
    const place = shell.system.locate(name, shell.cwd, variable(shell, 'PATH') ?? '')
    if (kind !== null) shell.stdout.write(wordy ? `${name} is a ${kind}\n` : `${name}\n`)
    else if (place.kind === 'found')
      shell.stdout.write(wordy ? `${name} is ${place.path}\n` : `${place.path}\n`)
    else {
      if (wordy && shell.dialect === 'bash') builtinError(shell, 'type', `${name}: not found`)
      else if (wordy) shell.stdout.write(`${name}: not found\n`)
      status = shell.dialect === 'bash' ? 1 : 127
    }
  }
  return status
}

/** What a name is to the shell itself, in the words of `type`; null when it is nothing to it. */
function kindOf({ functions, dialect }: Shell, name: string): string | null {
  if (functions.has(name)) return dialect === 'dash' ? 'shell function' : 'function'
  if (findBuiltin(name, dialect) === undefined) return null
  return dialect !== 'bash' && isSpecialBuiltin(name) ? 'special shell builtin' : 'shell builtin'
}

const BUILTINS = new Map<string, Builtin>([
  [':', () => 0],
  ['.', source],
  ['source', source],
  ['break', loopExit('break')],
  ['continue', loopExit('continue')],
  ['cd', changeFolder],
  ['command', command],
  ['declare', declare],
  ['eval', evaluateText],
  ['exit', exit],
  ['export', exportNames],
  ['hash', () => 0],
  ['jobs', () => 0],
  ['kill', kill],
  ['local', local],
  ['read', read],
  ['readonly', readonly],
  ['return', returnFrom],
  ['set', set],
  ['shift', shift],
  ['shopt', () => 0],
  ['trap', trap],
  ['type', (shell, args) => describe(shell, args, true)],
  ['typeset', declare],
  ['ulimit', () => 0],
  ['umask', umask],
  ['unset', unset],
  ['wait', waitForJobs],
  ...['echo', 'printf', 'test', '[', 'true', 'false', 'pwd'].map(
    (name) => [name, asBuiltin(name)] as const,
  ),
])
