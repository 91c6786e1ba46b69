// What a shell knows: variables, functions, options, traps, jobs, and how it is leaving a construct.
import { simplified } from '#lib/simplified.ts'
import { createFuture, wait, type Future, type Task } from '#sim/task.ts'
import type { CompoundCommand, CompoundList, Redirected, Script, Word, WordPart } from 'unbash'
import { baseOf } from '../filesystem/path.ts'
import type { Invocation, Streams, System } from '../process/command.ts'
import type { Budget } from '../process/meter.ts'
import type { Process } from '../process/process.ts'
import { signalOf, type Signal } from '../process/signals.ts'
import { dialectOf, type Dialect } from './dialect.ts'

/** A construct that is being left: `break 2`, `return`, `exit 1`. */
export type Leaving =
  | { readonly kind: 'break' | 'continue'; readonly levels: number }
  | { readonly kind: 'return' }
  | { readonly kind: 'exit' }

export type FunctionBody = CompoundCommand | Redirected | CompoundList

/** A function, and the lines of the text that it stands in. */
export interface ShellFunction {
  readonly body: FunctionBody
  readonly lineStarts: readonly number[]
}

/** A command that is ready to run: its words, its own variables, its streams. */
export interface Call {
  readonly argv: readonly string[]
  readonly values: readonly (readonly [name: string, value: string])[]
  readonly streams: Streams
}

/**
 * What the parts of the shell need of one another where the grammar is recursive: a word may hold a
 * script, a builtin may run one. `sh.ts` puts it together.
 */
export interface Interpreter {
  expandText(shell: Shell, word: Word): Task<string>
  expandParts(shell: Shell, parts: readonly WordPart[]): Task<string>
  expandPattern(shell: Shell, word: Word): Task<string>
  substituteCommand(shell: Shell, script: Script | undefined): Task<string>
  runSubstitution(shell: Shell, script: Script): Task<string>
  runCompound(shell: Shell, body: FunctionBody): Task<void>
  runText(shell: Shell, text: string): Task<number>
  runCommand(shell: Shell, call: Call): Task<void>
}

export interface Shell extends Streams {
  readonly interpreter: Interpreter
  readonly system: System
  readonly process: Process
  readonly budget: Budget
  /** 'sh' or 'bash'. */
  readonly name: string
  /** Decides some texts and habits. */
  readonly dialect: Dialect
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  readonly readonlyNames: Set<string>
  readonly functions: Map<string, ShellFunction>
  readonly options: Set<string>
  readonly traps: Map<Signal | 'EXIT', string>
  readonly pending: Signal[]
  readonly jobs: Process[]
  /** The process ids of those that were waited for: when they have ended, their numbers are free. */
  readonly waited: Set<number>
  /** What `local` hid, one map for each function that runs. */
  readonly hidden: Map<string, string | undefined>[]
  parameters: readonly string[]
  /** $0. */
  script: string
  /** The script was read from a file. */
  fromFile: boolean
  /** What runs was read by `.`. */
  sourcing: boolean
  /** The line that runs, from 1, and where the lines of the text begin that it is in. */
  line: number
  lineStarts: readonly number[]
  status: number
  /** What new files are not allowed to everybody. */
  umask: number
  cwd: string
  leaving: Leaving | null
  /** It was forked for one command, whose program takes its place. */
  isForked: boolean
  /** How many constructs are around; bounded. */
  depth: number
  loops: number
  /** Above zero inside conditions, where `set -e` does not apply. */
  condition: number
  lastJob: number
  /** The status of the last command substitution of the command that is being expanded. */
  substitution: number | null
  /** The text of the command that ran last, for the journal. */
  lastCommand: string
  /** Settles when a trapped signal comes. */
  woken: Future<void>
  stdin: Streams['stdin']
  stdout: Streams['stdout']
  stderr: Streams['stderr']
}

export const MAX_TEXT = 1024 * 1024
const MAX_VARIABLES = 16 * 1024 * 1024
const MAX_DEPTH = 150
const MAX_COMMANDS = 10_000
const MAX_CROWD_COMMANDS = 8000
const DEPTH_PER_COMMAND = 8
const LONG_WAIT_MS = 50
const CHARACTERS_PER_COMMAND = 4096
const MISUSE_CODE = 2

/** Makes the shell of an invocation: `sh`, with the exported variables of its environment. */
export function createShell(invocation: Invocation, interpreter: Interpreter): Shell {
  const { system, process, budget, name, cwd, env, stdin, stdout, stderr, depth } = invocation
  return {
    interpreter,
    system,
    process,
    budget,
    name,
    dialect: dialectOf(name, system.flavour),
    variables: new Map([
      ...env,
      ['IFS', ' \t\n'],
      ['PWD', cwd],
      ['PPID', String(process.parentPid)],
    ]),
    exported: new Set(env.keys()),
    readonlyNames: new Set(),
    functions: new Map(),
    options: new Set(),
    traps: new Map(),
    pending: [],
    jobs: [],
    waited: new Set(),
    hidden: [],
    parameters: [],
    script: calledAs(invocation),
    fromFile: false,
    sourcing: false,
    line: 1,
    lineStarts: [0],
    status: 0,
    umask: 0o022,
    cwd,
    leaving: null,
    isForked: false,
    depth,
    loops: 0,
    condition: 0,
    lastJob: 0,
    substitution: null,
    lastCommand: '',
    woken: createFuture(),
    stdin,
    stdout,
    stderr,
  }
}

/** How the shell was called, with its path when it was. */
function calledAs({ name, process }: Invocation): string {
  const [first = ''] = process.argv
  return /^(?:sh|bash|ash|dash)$/.test(baseOf(first)) ? first : name
}

/** A copy for a subshell: changes stay in it. `process` is given when it runs in a process of its own. */
export function forkShell(
  shell: Shell,
  changes: Partial<Streams> & { readonly process?: Process; readonly budget?: Budget } = {},
): Shell {
  return {
    ...shell,
    ...changes,
    variables: new Map(shell.variables),
    exported: new Set(shell.exported),
    readonlyNames: new Set(shell.readonlyNames),
    functions: new Map(shell.functions),
    options: new Set(shell.options),
    traps: new Map(),
    pending: [],
    jobs: [],
    waited: new Set(),
    hidden: [],
    isForked: false,
    leaving: null,
    loops: 0,
    woken: createFuture(),
  }
}

/** How the shell begins its errors: 'sh: ', 'sh: 1: ' or 'bash: line 1: '. */
export function errorPrefix({ dialect, script, line }: Shell): string {
  if (dialect === 'ash') return `${script}: `
  return dialect === 'dash' ? `${script}: ${line}: ` : `${script}: line ${line}: `
}

/** Prints a message of the shell. */
export function shellError(shell: Shell, message: string): void {
  shell.stderr.write(`${errorPrefix(shell)}${message}\n`)
}

/** A message of a builtin; ash tells the line only there, and counts that of `-c` from 0. */
export function builtinMessage(shell: Shell, name: string, message: string): string {
  if (shell.dialect !== 'ash') return `${name}: ${message}`
  return `${name}: line ${shell.fromFile ? shell.line : shell.line - 1}: ${message}`
}

/** A builtin fails with a message: its status. */
export function builtinError(shell: Shell, name: string, message: string, status = 1): number {
  shellError(shell, builtinMessage(shell, name, message))
  return status
}

/** A special builtin is misused: that ends ash and dash, and is a status in bash. */
export function misuse(shell: Shell, name: string, message: string, inBash = message): number {
  if (shell.dialect === 'bash') return builtinError(shell, name, inBash)
  abort(shell, builtinMessage(shell, name, message))
  return shell.status
}

/** Ends the shell with an error, as a wrong expansion does. */
export function abort(shell: Shell, message: string, code = MISUSE_CODE): void {
  if (shell.leaving?.kind === 'exit') return
  shellError(shell, message)
  shell.process.because = message
  leave(shell, { kind: 'exit' }, code)
}

/** Leaves constructs with a status. */
export function leave(shell: Shell, leaving: Leaving, status: number): void {
  shell.leaving = leaving
  shell.status = status & 255
}

/** Goes one construct deeper; false, with an error, when that is too deep. */
export function enter(shell: Shell): boolean {
  if (shell.depth >= MAX_DEPTH) {
    abort(shell, 'maximum nesting level exceeded')
    return false
  }
  shell.depth += 1
  return true
}

/** The value of a variable; undefined when it is not set. */
export function variable(shell: Shell, name: string): string | undefined {
  return shell.variables.get(name)
}

/** Sets a variable; ends the shell when it is read-only or far too long. */
export function setVariable(shell: Shell, name: string, value: string): void {
  if (shell.readonlyNames.has(name)) {
    abort(shell, shell.dialect === 'bash' ? `${name}: readonly variable` : `${name}: is read only`)
    return
  }
  if (
    value.length > MAX_TEXT ||
    (value.length > MAX_TEXT / 16 && variablesSize(shell) > MAX_VARIABLES)
  ) {
    abort(shell, 'out of memory')
    return
  }
  shell.variables.set(name, value)
  if (shell.options.has('a')) shell.exported.add(name)
}

/** The environment that commands see. */
export function exportedVariables(shell: Shell): Map<string, string> {
  const env = new Map<string, string>()
  for (const name of shell.exported) {
    const value = shell.variables.get(name)
    if (value !== undefined) env.set(name, value)
  }
  return env
}

/** Counts text that was worked on, so that long texts cost like many commands. */
export function spend(budget: Budget, characters: number): void {
  budget.commands += Math.floor(characters / CHARACTERS_PER_COMMAND)
  budget.meter.work(characters)
}

simplified(
  'busy-processes',
  'a process that runs 10,000 commands without waiting counts as busy: from then on it just runs, until a signal ends it. So does one of many processes of a container that run 8,000 commands in a second together.',
)

/**
 * The price of a command: a millisecond. A process that runs very many without a real wait is busy for ever.
 */
export function* charge(shell: Shell): Task<void> {
  const { budget, system } = shell
  if (system.clockMs() - budget.lastMs >= LONG_WAIT_MS) {
    budget.commands = 0
    budget.counted = 0
  }
  // Waking a deep stack of constructs takes longer.
  budget.commands += 1 + Math.floor(shell.depth / DEPTH_PER_COMMAND)
  yield* wait(system.sleep(1))
  budget.lastMs = system.clockMs()
  if (budget.commands < MAX_COMMANDS && !isCrowded(budget)) return
  system.setActivity('busy')
  system.note('runs commands without ever waiting; it counts as busy from here on')
  yield* wait(createFuture<void>())
}

/** Adds what is new to what the container's processes did within this second; true when that is too much. */
function isCrowded(budget: Budget): boolean {
  const { crowd } = budget
  if (budget.lastMs - crowd.sinceMs >= 1000) {
    crowd.commands = 0
    crowd.work = 0
    crowd.sinceMs = budget.lastMs
  }
  crowd.commands += budget.commands - budget.counted
  budget.counted = budget.commands
  return crowd.commands > MAX_CROWD_COMMANDS
}

/** Lets trapped signals come to this shell and not to the default action. */
export function listenForSignals(shell: Shell): void {
  shell.process.onSignal = (signal) => {
    const action = shell.traps.get(signal)
    if (action === undefined) return false
    if (action === '') return true
    shell.pending.push(signal)
    const waiting = shell.woken
    shell.woken = createFuture()
    waiting.settle()
    return true
  }
}

/** 'EXIT' or a signal from the words of `trap`; undefined for neither. */
export function trapName(text: string): Signal | 'EXIT' | undefined {
  return text === '0' || text.toUpperCase() === 'EXIT' ? 'EXIT' : signalOf(text)
}

function variablesSize(shell: Shell): number {
  let size = 0
  for (const value of shell.variables.values()) size += value.length
  return size
}

/** Takes one level off a `break` or `continue`; true when the loop ends. */
export function leavesLoop(shell: Shell): boolean {
  const { leaving } = shell
  if (leaving === null) return false
  if (leaving.kind === 'return' || leaving.kind === 'exit') return true
  if (leaving.levels > 1) {
    shell.leaving = { ...leaving, levels: leaving.levels - 1 }
    return true
  }
  shell.leaving = null
  return leaving.kind === 'break'
}
