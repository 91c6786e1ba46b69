// The processes of one container: their numbers, their signals, and how one ends. A process is a
// generator on virtual time; ending it stops the generator where it waits.
import { simplified } from '#lib/simplified.ts'
import { createFuture, spawn, type Future, type RunningTask, type Task } from '#sim/task.ts'
import { codeOfSignal, type Signal } from './signals.ts'

simplified(
  'process-namespaces',
  "containers never see each other's processes, also with shareProcessNamespace.",
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
  signal(signal: Signal): void
  /** Ends it now with this code. */
  end(exit: Exit): void
}

export interface ProcessTable {
  /** All that run, oldest first. */
  running(): readonly Process[]
  find(pid: number): Process | undefined
  /** Starts a process; undefined when there are too many (fork: Resource temporarily unavailable). */
  start(
    parentPid: number,
    argv: readonly string[],
    program: (process: Process) => Task<number>,
  ): Process | undefined
  /** Ends all, the youngest first. */
  endAll(exit: Exit): void
}

/** Makes the table of a container; the first process started is PID 1. */
export function createProcessTable(): ProcessTable {
  const processes = new Map<number, SimulatedProcess>()
  let lastPid = 0
  return {
    running: () => [...processes.values()],
    find: (pid) => processes.get(pid),
    start(parentPid, argv, program) {
      if (processes.size >= MAX_PROCESSES) return undefined
      lastPid += 1
      const process = new SimulatedProcess(lastPid, parentPid, argv)
      processes.set(process.pid, process)
      process.exit.whenSettled(() => processes.delete(process.pid))
      process.run(program)
      return process
    },
    endAll(exit) {
      for (const process of [...processes.values()].reverse()) process.end(exit)
    },
  }
}

class SimulatedProcess implements Process {
  readonly pid: number
  readonly parentPid: number
  argv: readonly string[]
  readonly exit: Future<Exit> = createFuture()
  onSignal: ((signal: Signal) => boolean) | null = null
  because: string | null = null
  private task: RunningTask<void> | null = null
  private stepping = false

  constructor(pid: number, parentPid: number, argv: readonly string[]) {
    this.pid = pid
    this.parentPid = parentPid
    this.argv = argv
  }

  run(program: (process: Process) => Task<number>): void {
    this.task = spawn(this.steps(program(this)))
  }

  signal(signal: Signal): void {
    if (this.exit.settled) return
    if (signal === 'KILL') {
      this.end({ code: codeOfSignal('KILL'), because: 'it received SIGKILL' })
      return
    }
    if (this.onSignal?.(signal) === true) return
    if (signal === 'CHLD' || signal === 'CONT' || signal === 'WINCH' || signal === 'STOP') return
    // The kernel gives PID 1 no default actions: what it does not handle, it ignores.
    if (this.pid === 1) return
    this.end({ code: codeOfSignal(signal), because: `it received SIG${signal}` })
  }

  end(exit: Exit): void {
    if (this.exit.settled) return
    // A generator that is running cannot be stopped; `steps` stops it when it next waits.
    if (!this.stepping) this.task?.cancel()
    this.exit.settle(exit)
  }

  private *steps(program: Task<number>): Task<void> {
    let finished = false
    try {
      while (!this.exit.settled) {
        this.stepping = true
        const step = program.next()
        this.stepping = false
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
}
