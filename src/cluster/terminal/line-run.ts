// One line of the terminal, carried out along a recorded run as far as that has come. What it prints is a function
// of the line and the run, so stepping back takes it back, and another run is asked anew.
import { isReached } from '#api/runtime/kubelet-reach.ts'
import type { ManifestFile } from '#api/meta/manifest-fault.ts'
import type { World } from '#client/world.ts'
import { createBudget, createCrowd } from '#runtime/process/meter.ts'
import type { Invocation } from '#runtime/process/command.ts'
import type { Process } from '#runtime/process/process.ts'
import { textInput } from '#runtime/process/stream.ts'
import { openShell } from '#runtime/shell/sh.ts'
import { runText } from '#runtime/shell/run.ts'
import type { Shell } from '#runtime/shell/state.ts'
import { isUnfinished } from '#runtime/shell/syntax-error.ts'
import { createFuture, type Future, settledFuture, type Task } from '#sim/task.ts'
import type { PrintedAction } from '../carry-out.ts'
import type { Action } from '../verbs.ts'
import { createDisk, HOME, type TerminalDisk, type TreeFile } from './disk.ts'
import { createActing } from './acting.ts'
import { kubectlOf } from './kubectl.ts'
import type { LineHost } from './line-host.ts'
import { nodeEnvironment } from './node/node-environment.ts'
import { createNodeShell } from './node/node-shell.ts'
import type { NodeShell } from './node/types.ts'
import { machineAt } from './node/runtime-records.ts'
import { sshOf } from './node/ssh.ts'
import { createPast, type Past } from './past.ts'
import { createTerminalSystem, MACHINE_FILES } from './system.ts'
import { type Goes, isOutside, shellAfter } from './shells.ts'
import { createOutput, type TerminalOutput } from './terminal-output.ts'
import { typeLine } from './type-line.ts'
import type { EditedText, LineEnd, LineProgress, ShellState, TerminalLine } from './types.ts'
import { editorsOf } from './editors.ts'
import { linesOf, type OpenForwards } from './local-ports.ts'
import { clearScreen, watchOf } from './watch.ts'

/** A run as the terminal reads it. */
export interface TerminalRun {
  readonly world: World
  /** What its actions printed so far. */
  printed(): readonly PrintedAction[]
  readonly files: readonly TreeFile[]
  isAppliedAtStart(treePath: string): boolean
  manifestsIn(path: string, text: string): ManifestFile
}

export interface LineRun {
  /**
   * Goes on to `untilMs`, as far as the run is complete, or until it has cost `most`; what came in since the last
   * time. One that read or listed a lot costs more.
   */
  advance(untilMs: number, most: number): LineProgress
}

const LOST_CODE = 255
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
  #edits: EditedText | null = null
  #opened = 0
  #end: LineEnd | null = null
  #cost = 0
  #shell: Shell | null = null
  readonly #forwards: OpenForwards = new Map()
  /** What earlier lines left in the background is begun again. */
  #goesOn = false
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
    const there = place?.kind === 'node' ? createNodeShell(this.#host, place.node) : null
    this.#system = there?.system ?? createLocalSystem(this.#host)
    this.#main = this.#system.processes.start(0, ['bash'], (process) => {
      const invocation = invocationOf(line, { process, system: this.#system, output })
      if (place === undefined) return this.#runHere(invocation)
      return place.kind === 'container'
        ? typeLine(this.#host, place, output)
        : this.#runThere(invocation, place.node, there)
    })
  }

  #createHost(run: TerminalRun): LineHost {
    const { shell, text, actsMs } = this.#line
    const { clock, sleeper } = this.#past
    const goesOn = (): boolean => this.#goesOn
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
      forwards: this.#forwards,
      get goesOn() {
        return goesOn()
      },
      manifestsIn: run.manifestsIn,
      isAppliedAtStart: run.isAppliedAtStart,
      spend: (more) => void (this.#cost += more),
      edit: (title, text) => this.#edit(title, text),
      openNode: (node) => createNodeShell(this.#host, node),
      enter: (place, from) =>
        void (this.#goes = { to: 'inner', place, ...(from === undefined ? {} : { from }) }),
      goOnIn: (shell) => void (this.#goes = { to: 'same', shell }),
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

  *#runHere(invocation: Invocation): Task<number> {
    const shell = openShell(invocation)
    this.#shell = shell
    this.#goesOn = true
    yield* runText(shell, linesOf(this.#line.shell.forwards ?? []))
    this.#goesOn = false
    shell.status = this.#line.shell.status ?? 0
    return yield* runText(shell, this.#line.text)
  }

  *#runThere(invocation: Invocation, node: string, there: NodeShell | null): Task<number> {
    const { outer } = this.#line.shell
    if (this.#isCutOff(node)) {
      this.#output.err.write('client_loop: send disconnect: Broken pipe\n')
      this.#goes = { to: 'outside' }
      return LOST_CODE
    }
    const code = yield* this.#runHere(invocation)
    if (there !== null) yield* there.disk.flush()
    if (this.#shell?.leaving?.kind === 'exit') {
      this.#output.out.write('logout\n')
      this.#goes ??= { to: 'outer' }
    }
    if (this.#goes?.to === 'outer' && isOutside(outer))
      this.#output.err.write(`Connection to ${node} closed.\n`)
    return code
  }

  #edit(title: string, text: string): Future<string | null> {
    const saved = this.#line.edited?.[this.#opened]
    this.#opened += 1
    if (saved !== undefined) return settledFuture(saved)
    this.#edits = { title, text }
    return createFuture()
  }

  #isCutOff(node: string): boolean {
    return !isReached(machineAt(this.#past.state(), node))
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
      edits: this.#edits,
      files: this.#disk.changes(),
      more: this.#waits && this.#cost >= enough,
    }
  }

  /** What goes on in the background when the line ends. */
  #leftForwards(): Pick<ShellState, 'forwards'> {
    if (this.#shell === null || !isOutside(this.#line.shell)) return {}
    const jobs = this.#shell.jobs.map(({ pid }) => pid)
    const forwards = [...this.#forwards].flatMap(([forward, { pid, parentPid }]) =>
      jobs.includes(pid) || jobs.includes(parentPid) ? [forward] : [],
    )
    return forwards.length === 0 && this.#line.shell.forwards === undefined ? {} : { forwards }
  }

  get #waits(): boolean {
    return this.#end === null && this.#wants === null && this.#edits === null
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
    const left = {
      ...stateOf(this.#shell, this.#host.namespace, this.#line.shell),
      ...this.#leftForwards(),
    }
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
    shell.place?.kind !== 'node'
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
      ...editorsOf(host),
    },
  })
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
  const { status: _, ...rest } = before
  return {
    ...rest,
    cwd: shell.cwd,
    namespace,
    variables: Object.fromEntries(variables),
    ...(shell.status === 0 ? {} : { status: shell.status }),
  }
}
