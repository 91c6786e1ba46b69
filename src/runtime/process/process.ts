// The processes of one container: their numbers, their signals, and how one ends. A process is a
// generator on virtual time; ending it stops the generator where it waits.
import { simplified } from '#lib/simplified.ts'
import { ranked, type Clock } from '#sim/clock.ts'
import { createFuture, spawn, type Future, type RunningTask, type Task } from '#sim/task.ts'
import { createListeners } from '#lib/listeners.ts'
import { createChanges, type Changes } from '../rest/changes.ts'
import type { Pids, Rehearsal, Stage } from '../rest/rehearsal.ts'
import { Overspent } from './meter.ts'
import { codeOfSignal, type Signal } from './signals.ts'

simplified(
  'process-namespaces',
  "containers never see each other's processes, also with shareProcessNamespace; an ephemeral container sees those of its target while that runs.",
  { fields: ['PodSpec.shareProcessNamespace', 'PodSpec.hostPID'] },
)

simplified(
  'process-count',
  "a container has at most 64 processes; a node's limits on processes are not simulated.",
)

const MAX_PROCESSES = 64

/** How a process ended: 0–255, and in a few words why, for the journal. */
export interface Exit {
  readonly code: number
  readonly because: string
  /** The signal that ended it. */
  readonly signal?: Signal
}

export interface Process {
  readonly pid: number
  readonly parentPid: number
  /** What `ps` shows; `exec` replaces it. */
  argv: readonly string[]
  readonly exit: Future<Exit>
  /** Takes a signal instead of its default action; returns false to leave it to the default. Set by the program. */
  onSignal: ((signal: Signal) => boolean) | null
  /** Why it ends, when the program knows better than 'its process ended'. */
  because: string | null
  /** It was started beside the first process, or by one that was. */
  readonly beside: boolean
  /** Tells of 'signal' before it gets one. */
  readonly changes: Changes
  signal(signal: Signal): void
  /** Ends it now with this code. */
  end(exit: Exit): void
}

export interface ProcessTable extends Pids {
  /** All that run, oldest first. */
  running(): readonly Process[]
  find(pid: number): Process | undefined
  /**
   * Starts a process; undefined when there are too many (fork: Resource temporarily unavailable). One in the
   * foreground is waited for at once by who starts it, and so may be part of a dry run.
   */
  start(
    parentPid: number,
    argv: readonly string[],
    program: (process: Process) => Task<number>,
    foreground?: boolean,
    starter?: Starter,
  ): Process | undefined
  /** Ends all, the youngest first. */
  endAll(exit: Exit): void
}

/** Another container that starts a process in this table. */
export interface Starter {
  readonly reports: ProcessReports
  /** It is the first process of that container. */
  readonly isFirst: boolean
}

/** What a table tells of a process whose program threw something. */
export interface ProcessReports {
  /** It did too much at one go; it waits for ever unless it is ended. */
  overspent(process: Process, spent: Overspent): void
  /** An error of ours; it is to be ended. */
  failed(process: Process, error: unknown): void
}

/** Makes the table of a container; the first process started is PID 1. */
export function createProcessTable(
  clock: Clock,
  stage: Stage,
  reports: ProcessReports,
): ProcessTable {
  return new SimulatedTable(clock, stage, reports)
}

class SimulatedTable implements ProcessTable {
  readonly #processes = new Map<number, SimulatedProcess>()
  readonly #clock: Clock
  readonly #stage: Stage
  /** Told before a process gets a number, and before somebody looks at the processes. */
  readonly #before = createListeners<null>()
  readonly #reports: ProcessReports
  #lastPid = 0

  constructor(clock: Clock, stage: Stage, reports: ProcessReports) {
    this.#clock = clock
    this.#stage = stage
    this.#reports = reports
  }

  running(): readonly Process[] {
    this.#look()
    return [...this.#processes.values()]
  }

  find(pid: number): Process | undefined {
    this.#look()
    return this.#processes.get(pid)
  }

  start(
    parentPid: number,
    argv: readonly string[],
    program: (process: Process) => Task<number>,
    foreground = false,
    starter?: Starter,
  ): Process | undefined {
    const { rehearsal } = this.#stage
    if (rehearsal !== null) {
      const isOneMore = foreground && rehearsal.pids?.table === this
      if (isOneMore || rehearsal.pids === null)
        return this.#rehearse(rehearsal, parentPid, argv, program)
      rehearsal.spoil()
      return undefined
    }
    this.#before.tell(null)
    if (this.#processes.size >= MAX_PROCESSES) return undefined
    this.#lastPid += 1
    const process = this.#make(this.#lastPid, parentPid, argv, starter)
    this.#processes.set(process.pid, process)
    process.exit.whenSettled(() => this.#processes.delete(process.pid))
    process.run(program)
    return process
  }

  endAll(exit: Exit): void {
    for (const process of [...this.#processes.values()].reverse()) process.end(exit)
  }

  use(count: number): void {
    this.#lastPid += count
  }

  beforeNext(settle: () => void): () => void {
    return this.#before.add(() => settle())
  }

  /** A child gets a rank of its own; who is started from outside has that of the one who starts it. */
  #make(
    pid: number,
    parentPid: number,
    argv: readonly string[],
    starter?: Starter,
  ): SimulatedProcess {
    const clock = this.#clock
    const isReal = this.#stage.rehearsal === null
    const rank = parentPid === 0 || !isReal ? clock.rank : clock.takeRank()
    const isFirst = starter?.isFirst ?? pid === 1
    const beside = !isFirst && (this.#processes.get(parentPid)?.beside ?? true)
    const reports = starter?.reports ?? this.#reports
    const surroundings = { clock, stage: this.#stage, reports, rank, beside }
    return new SimulatedProcess(surroundings, pid, parentPid, argv)
  }

  /** A dry run is that of one process and those in its foreground, which nobody sees. */
  #rehearse(
    rehearsal: Rehearsal,
    parentPid: number,
    argv: readonly string[],
    program: (process: Process) => Task<number>,
  ): Process | undefined {
    if (this.#processes.size > MAX_PROCESSES / 2) {
      rehearsal.spoil()
      return undefined
    }
    const count = (rehearsal.pids?.count ?? 0) + 1
    rehearsal.pids = { table: this, count }
    const process = this.#make(this.#lastPid + count, parentPid, argv)
    process.run(program)
    if (!process.exit.settled) {
      rehearsal.spoil()
      process.end({ code: 0, because: '' })
    }
    return process
  }

  /** A dry run cannot foresee which processes there are; what repeats itself must show those under way. */
  #look(): void {
    this.#stage.rehearsal?.spoil()
    if (this.#stage.rehearsal === null) this.#before.tell(null)
  }
}

interface Surroundings {
  readonly clock: Clock
  readonly stage: Stage
  readonly reports: ProcessReports
  readonly rank: number
  /** It was started beside the first process, or by one that was. */
  readonly beside: boolean
}

class SimulatedProcess implements Process {
  readonly pid: number
  readonly parentPid: number
  argv: readonly string[]
  readonly exit: Future<Exit> = createFuture()
  onSignal: ((signal: Signal) => boolean) | null = null
  because: string | null = null
  readonly changes: Changes = createChanges()
  readonly beside: boolean
  readonly #surroundings: Surroundings
  #task: RunningTask<void> | null = null
  #stepping = false

  constructor(surroundings: Surroundings, pid: number, parentPid: number, argv: readonly string[]) {
    this.#surroundings = surroundings
    this.beside = surroundings.beside
    this.pid = pid
    this.parentPid = parentPid
    this.argv = argv
  }

  run(program: (process: Process) => Task<number>): void {
    this.#task = spawn(this.#steps(program(this)))
  }

  signal(signal: Signal): void {
    if (this.exit.settled) return
    this.changes.tell('signal')
    if (signal === 'KILL') {
      this.end({ code: codeOfSignal('KILL'), because: 'it received SIGKILL', signal })
      return
    }
    if (this.onSignal?.(signal) === true) return
    if (signal === 'CHLD' || signal === 'CONT' || signal === 'WINCH' || signal === 'STOP') return
    // The kernel gives PID 1 no default actions: what it does not handle, it ignores.
    if (this.pid === 1) return
    this.end({ code: codeOfSignal(signal), because: `it received SIG${signal}`, signal })
  }

  end(exit: Exit): void {
    if (this.exit.settled) return
    // A generator that is running cannot be stopped; `steps` stops it when it next waits.
    if (!this.#stepping) this.#task?.cancel()
    this.exit.settle(exit)
  }

  *#steps(program: Task<number>): Task<void> {
    let finished = false
    try {
      while (!this.exit.settled) {
        this.#stepping = true
        const step = this.#step(program)
        this.#stepping = false
        if (step.done === true) {
          finished = true
          this.exit.settle({ code: step.value & 255, because: this.because ?? 'its process ended' })
          return
        }
        if (!this.exit.settled && !step.value.settled) yield step.value
      }
    } finally {
      if (!finished) program.return(0)
    }
  }

  /** Runs up to the next wait, under the process's own rank. */
  #step(program: Task<number>): IteratorResult<Future<unknown>, number> {
    const { clock, stage, rank, beside } = this.#surroundings
    const outer = stage.beside
    stage.beside = beside
    try {
      return ranked(clock, rank, () => program.next())
    } catch (thrown) {
      return this.#thrown(thrown)
    } finally {
      stage.beside = outer
    }
  }

  /** Nothing that a program does may stop the run: its process waits for ever, or ends. */
  #thrown(thrown: unknown): IteratorResult<Future<unknown>, number> {
    const { reports, stage } = this.#surroundings
    if (stage.rehearsal !== null) {
      stage.rehearsal.spoil()
      return { done: true, value: 0 }
    }
    if (thrown instanceof Overspent) reports.overspent(this, thrown)
    else reports.failed(this, thrown)
    return { done: false, value: createFuture() }
  }
}
