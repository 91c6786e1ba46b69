// One line of the terminal, carried out along a recorded run as far as that has come. What it prints is a function
// of the line and the run, so stepping back takes it back, and another run is asked anew.
import type { ApiObject } from '#api/meta/object.ts'
import type { World } from '#client/world.ts'
import { createBudget, createCrowd } from '#runtime/process/meter.ts'
import type { Invocation } from '#runtime/process/command.ts'
import type { Process } from '#runtime/process/process.ts'
import { type Output, textInput } from '#runtime/process/stream.ts'
import { openShell } from '#runtime/shell/sh.ts'
import { runText } from '#runtime/shell/run.ts'
import type { Shell } from '#runtime/shell/state.ts'
import { isUnfinished } from '#runtime/shell/syntax-error.ts'
import type { Task } from '#sim/task.ts'
import type { PrintedAction } from '../carry-out.ts'
import type { Action } from '../verbs.ts'
import { createDisk, HOME, type TerminalDisk, type TreeFile } from './disk.ts'
import { createActing } from './acting.ts'
import { kubectlOf } from './kubectl.ts'
import type { LineHost } from './line-host.ts'
import { nodeEnvironment } from './node/node-environment.ts'
import { createNodeShell, type NodeShell } from './node/node-shell.ts'
import { machineAt } from './node/runtime-records.ts'
import { sshOf } from './node/ssh.ts'
import { createPast, type Past } from './past.ts'
import { createTerminalSystem, MACHINE_FILES } from './system.ts'
import type { Chunk, LineEnd, LineProgress, Place, ShellState, TerminalLine } from './types.ts'
import { clearScreen, watchOf } from './watch.ts'

/** A run as the terminal reads it. */
export interface TerminalRun {
  readonly world: World
  /** What its actions printed so far. */
  printed(): readonly PrintedAction[]
  readonly files: readonly TreeFile[]
  isAppliedAtStart(treePath: string): boolean
  objectsIn(path: string, text: string): readonly ApiObject[]
}

export interface LineRun {
  /**
   * Goes on to `untilMs`, as far as the run is complete, or until it has cost `most`; what came in since the last
   * time. One that read or listed a lot costs more.
   */
  advance(untilMs: number, most: number): LineProgress
}

/** A line prints at most so much; then it is ended. */
const MAX_CHARACTERS = 500_000
const CHARACTERS_PER_COST = 4000
const STEPS_PER_COST = 20
const INTERRUPTED_CODE = 130
const CUT_SHORT = '\nterminal: the output was cut here; it is longer than a terminal keeps\n'

/** Begins a line. */
export function createLineRun(run: TerminalRun, line: TerminalLine): LineRun {
  return new RunningLine(run, line)
}

class RunningLine implements LineRun {
  readonly #line: TerminalLine
  readonly #past: Past
  readonly #output: TerminalOutput
  readonly #disk: TerminalDisk
  readonly #host: LineHost
  readonly #system: Invocation['system']
  readonly #main: Process | undefined
  readonly #acted: number[] = []
  #wants: Action | null = null
  #end: LineEnd | null = null
  #cost = 0
  #shell: Shell | null = null
  /** Where the next line is typed, when it is another shell. */
  #goes: Goes | null = null

  constructor(run: TerminalRun, line: TerminalLine) {
    const past = createPast(run.world, line)
    const output = createOutput(() => past.clock.nowMs)
    this.#line = line
    this.#past = past
    this.#output = output
    this.#disk = createDisk(run.files, MACHINE_FILES, () => past.clock.nowMs)
    this.#host = this.#createHost(run)
    const { place } = line.shell
    const there = place === undefined ? null : createNodeShell(this.#host, place.node)
    this.#system = there?.system ?? createLocalSystem(this.#host)
    this.#main = this.#system.processes.start(0, ['bash'], (process) => {
      const invocation = invocationOf(line, { process, system: this.#system, output })
      return this.#runShell(invocation, there)
    })
  }

  #createHost(run: TerminalRun): LineHost {
    const { shell, text, actsMs } = this.#line
    const { clock, sleeper } = this.#past
    const acting = createActing({
      past: this.#past,
      printed: () => run.printed(),
      actsMs,
      want: (action) => void (this.#wants = action),
      acted: (index) => void this.#acted.push(index),
    })
    return {
      past: this.#past,
      disk: this.#disk,
      acting,
      clock,
      sleeper,
      shell,
      text,
      namespace: shell.namespace,
      objectsIn: run.objectsIn,
      isAppliedAtStart: run.isAppliedAtStart,
      spend: (more) => void (this.#cost += more),
      openNode: (node) => createNodeShell(this.#host, node),
      enter: (place) => void (this.#goes = { to: 'inner', place }),
      leave: () => void (this.#goes = { to: 'outer' }),
      lose: (node) => {
        this.#output.err.write(
          `Connection to ${node} closed by remote host.\nConnection to ${node} closed.\n`,
        )
        this.#goes = { to: 'outside' }
      },
      newScreen: this.#output.newScreen,
      clear: this.#output.clear,
      failed: (error) => void this.#output.err.write(`terminal: ${sentenceOf(error)}\n`),
    }
  }

  *#runShell(invocation: Invocation, there: NodeShell | null): Task<number> {
    const { shell, text } = this.#line
    if (there !== null && shell.place !== undefined && this.#isCutOff(shell.place.node)) {
      this.#output.err.write('client_loop: send disconnect: Broken pipe\n')
      this.#goes = { to: 'outside' }
      return LOST_CODE
    }
    const opened = openShell(invocation)
    this.#shell = opened
    const code = yield* runText(opened, text)
    yield* there?.disk.flush() ?? nothing()
    if (opened.leaving?.kind === 'exit' && shell.outer !== undefined) {
      this.#output.out.write('logout\n')
      this.#goes ??= { to: 'outer' }
    }
    if (this.#goes?.to === 'outer' && shell.place !== undefined && isOutside(shell.outer))
      this.#output.err.write(`Connection to ${shell.place.node} closed.\n`)
    return code
  }

  #isCutOff(node: string): boolean {
    return machineAt(this.#past.state(), node)?.power !== 'on'
  }

  advance(untilMs: number, most: number): LineProgress {
    this.#past.grow()
    const { clock } = this.#past
    const { stopMs } = this.#line
    const enough = this.#cost + most
    this.#goOn(Math.min(untilMs, stopMs ?? Infinity), enough)
    if (this.#waits && stopMs !== null && stopMs <= untilMs && this.#cost < enough) {
      if (clock.nowMs < stopMs) clock.skipTo(stopMs)
      this.#finish(INTERRUPTED_CODE)
    }
    const chunks = this.#output.take()
    for (const { text } of chunks) this.#cost += text.length / CHARACTERS_PER_COST
    return {
      chunks,
      acted: this.#acted,
      end: this.#end,
      wants: this.#wants,
      files: this.#disk.changes(),
      more: this.#waits && this.#cost >= enough,
    }
  }

  get #waits(): boolean {
    return this.#end === null && this.#wants === null
  }

  /** Goes on until it ends, wants something, waits for a later time or has cost enough. */
  #goOn(untilMs: number, enough: number): void {
    const { clock } = this.#past
    while (this.#waits && this.#cost < enough) {
      if (this.#main === undefined || this.#main.exit.settled)
        this.#finish(this.#main?.exit.value.code ?? 1)
      else if (this.#output.isFull) {
        this.#output.sayLast(CUT_SHORT)
        this.#finish(INTERRUPTED_CODE)
      } else {
        const next = clock.nextMs()
        if (next === null || next > untilMs) return
        clock.step()
        this.#cost += 1 / STEPS_PER_COST
      }
    }
  }

  #finish(exitCode: number): void {
    const left = stateOf(this.#shell, this.#host.namespace, this.#line.shell)
    const shell = shellAfter(left, this.#goes)
    this.#end ??= { timeMs: this.#past.clock.nowMs, exitCode, shell }
    this.#system.processes.endAll({ code: exitCode, because: 'the line ended' })
  }
}

/** True for a text whose quotes, loops or here-documents are open: the next line belongs to it. */
export function isOpenLine(text: string): boolean {
  return isUnfinished(text)
}

function sentenceOf(error: unknown): string {
  return `it met a fault of its own there: ${error instanceof Error ? error.message : String(error)}`
}

interface Surroundings {
  readonly process: Process
  readonly system: Invocation['system']
  readonly output: TerminalOutput
}

const TERMINAL_VARIABLES = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME,
  USER: 'root',
  TERM: 'xterm-256color',
  HOSTNAME: 'terminal',
}

function invocationOf(
  { shell }: TerminalLine,
  { process, system, output }: Surroundings,
): Invocation {
  const env =
    shell.place === undefined
      ? new Map(Object.entries({ ...TERMINAL_VARIABLES, ...shell.variables }))
      : nodeEnvironment(shell.place.node, shell.variables)
  return {
    name: 'bash',
    args: [],
    env,
    cwd: shell.cwd,
    process,
    system,
    budget: createBudget(createCrowd(), () => system.clockMs()),
    depth: 0,
    // Nobody types into a command; what reads the terminal finds its end.
    stdin: textInput(''),
    stdout: output.out,
    stderr: output.shellErr,
  }
}

/** The terminal's own machine. */
function createLocalSystem(host: LineHost): Invocation['system'] {
  const kubectl = kubectlOf(host)
  return createTerminalSystem({
    clock: host.clock,
    sleeper: host.sleeper,
    tree: host.disk.tree,
    hostname: 'terminal',
    ip: '192.168.0.2',
    failed: host.failed,
    programs: {
      kubectl,
      k: kubectl,
      ssh: sshOf(host),
      watch: watchOf(host.newScreen),
      clear: clearScreen(host.clear),
    },
  })
}

function* nothing(): Task<void> {}

/** Where the next line is typed: in a shell inside this one, in that around it, or in the first around its machine. */
type Goes =
  | { readonly to: 'inner'; readonly place: Place }
  | { readonly to: 'outer' }
  | { readonly to: 'outside' }

const LOST_CODE = 255
const MOST_SHELLS = 10

function isOutside(shell: ShellState | undefined): boolean {
  return shell?.place === undefined
}

function shellAfter(left: ShellState, goes: Goes | null): ShellState {
  if (goes === null) return left
  if (goes.to === 'outer') return left.outer ?? left
  if (goes.to === 'outside') {
    let shell = left
    while (shell.outer !== undefined && shell.place !== undefined) shell = shell.outer
    return shell
  }
  let depth = 0
  for (let shell: ShellState | undefined = left; shell !== undefined; shell = shell.outer)
    depth += 1
  if (depth > MOST_SHELLS) return left
  return { cwd: '/root', namespace: left.namespace, variables: {}, place: goes.place, outer: left }
}

const OWN_VARIABLES: ReadonlySet<string> = new Set(
  'PATH HOME USER LOGNAME SHELL TERM HOSTNAME IFS PWD PPID OLDPWD'.split(' '),
)
const MAX_VARIABLES = 50
const MAX_VALUE = 2000

function stateOf(shell: Shell | null, namespace: string, before: ShellState): ShellState {
  if (shell === null) return before
  const variables = [...shell.variables]
    .filter(([name, value]) => !OWN_VARIABLES.has(name) && value.length <= MAX_VALUE)
    .slice(0, MAX_VARIABLES)
  return { ...before, cwd: shell.cwd, namespace, variables: Object.fromEntries(variables) }
}

interface TerminalOutput {
  readonly out: Output
  readonly err: Output
  /** The same, for what the shell says of itself: bash names no line at a prompt. */
  readonly shellErr: Output
  readonly isFull: boolean
  /** The last word, also when it is full. */
  sayLast(text: string): void
  newScreen(): void
  clear(): void
  take(): readonly Chunk[]
}

function createOutput(nowMs: () => number): TerminalOutput {
  let chunks: Chunk[] = []
  let characters = 0
  let screen = 0
  const writeTo = (stream: Chunk['stream'], edit: (text: string) => string): Output => ({
    write(whole) {
      const text = edit(whole).slice(0, Math.max(0, MAX_CHARACTERS - characters))
      characters += whole.length
      if (text === '') return null
      const last = chunks.at(-1)
      const timeMs = nowMs()
      if (last?.timeMs === timeMs && last.stream === stream && last.screen === screen)
        chunks[chunks.length - 1] = { ...last, text: last.text + text }
      else chunks.push({ timeMs, stream, text, screen })
      return null
    },
  })
  const same = (text: string): string => text
  return {
    out: writeTo('out', same),
    err: writeTo('err', same),
    shellErr: writeTo('err', (text) => text.replaceAll(/^bash: line \d+: /gm, 'bash: ')),
    get isFull() {
      return characters > MAX_CHARACTERS
    },
    sayLast: (text) => void chunks.push({ timeMs: nowMs(), stream: 'err', text, screen }),
    newScreen: () => void (screen += 1),
    clear: () => void chunks.push({ timeMs: nowMs(), stream: 'clear', text: '', screen }),
    take() {
      const taken = chunks
      chunks = []
      return taken
    },
  }
}
