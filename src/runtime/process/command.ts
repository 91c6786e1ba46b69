// What a program sees: its arguments, its streams, and the container around it. Commands, servers and
// the shell all have this one shape.
import type { Prng } from '#lib/prng.ts'
import type { Future, Task } from '#sim/task.ts'
import type { FileSystem } from '../filesystem/mounts.ts'
import type { Dialect } from '../shell/dialect.ts'
import { absolutePath } from '../filesystem/path.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import type { Repeated } from '../cri.ts'
import type { DnsTools } from '../images/dns-tools.ts'
import type { NetworkAccess } from '../network/access.ts'
import type { Budget } from './meter.ts'
import type { Process, ProcessTable } from './process.ts'
import type { Rehearsal } from '../rest/rehearsal.ts'
import type { Input, Output } from './stream.ts'

/** Where the programs of an image come from; it decides how they word their errors. */
export type Flavour = 'busybox' | 'gnu'

/** 'NotSimulated': what the simulation leaves out; 'Note': everything else that is remarked. */
export type NoteKind = 'Note' | 'NotSimulated'

export interface System {
  readonly containerId: string
  readonly containerName: string
  readonly namespace: string
  /** Its image as the Pod names it. */
  readonly image: string
  readonly hostname: string
  readonly flavour: Flavour
  readonly dnsTools: DnsTools
  /** Its C library is musl, which words some errors otherwise. */
  readonly musl: boolean
  readonly files: FileSystem
  readonly processes: ProcessTable
  readonly net: NetworkAccess
  /** The streams of its first process. */
  readonly log: Pick<Streams, 'stdout' | 'stderr'>
  readonly random: Prng
  /** containerPorts of the container. */
  readonly ports: readonly number[]
  readonly memoryLimitBytes: number | null
  readonly privileged: boolean
  /** The container is one that is expected to end: an init container, or one of a Pod that is not always restarted. */
  readonly ends: boolean
  /** The time, for what a program prints or decides by it. */
  nowMs(): number
  /** The time, for bookkeeping that nobody sees. */
  clockMs(): number
  /** The time in a format of `date`, for `date`. */
  date(format: string): string
  /** The same for a line of a log, where nothing else comes of it. */
  stamp(format: string): string
  /** Said before something that is not told when it changes is read or changed. True in a dry run, which must stop there. */
  unforeseen(): boolean
  sleep(delayMs: number): Future<void>
  /** Lets what a process does again and again go on without timers; null when all is to be run. */
  readonly resting: Resting | null
  /** What the container does, for the canvas. A blocked activity stays until `unblock`. */
  setActivity(text: string): void
  block(text: string): void
  unblock(): void
  /** A remark in the journal, of level 'detail'. */
  note(message: string, kind?: NoteKind): void
  /** The kernel kills the container for using so much. */
  outOfMemory(usedBytes: number): void
  locate(name: string, cwd: string, path: string): Location
  /** Runs the program at `path`, which `locate` found, in the process of the invocation. */
  execute(invocation: Invocation, path: string): Task<number>
}

export interface Resting {
  /** Carries out `work` as a dry run; null when it cannot be foreseen. */
  rehearse<T>(rehearsal: Rehearsal, work: () => Future<T>): { readonly value: T } | null
  /**
   * Repeats from now on what was rehearsed, one time after the other. `changed` is told before something
   * changes and must stop it; `goOn` takes up the time that is under way then, after `ended` others.
   */
  repeat(
    rehearsal: Rehearsal,
    goOn: (ended: number) => Future<void>,
    changed: () => void,
  ): Repeated<void>
}

export type Location =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'denied'; readonly path: string }

export interface Streams {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
}

export interface Invocation extends Streams {
  readonly name: string
  readonly args: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly cwd: string
  readonly process: Process
  readonly budget: Budget
  readonly system: System
  /** How it begins its complaints, instead of '<name>: ': builtins do it as their shell does. */
  readonly complaint?: string
  /** The shell that runs it as a part of itself. */
  readonly builtinOf?: Dialect
  /** How deep shells run in shells. */
  readonly depth: number
}

/** Runs and gives its exit code; a generator when it takes time. */
export type Command = (invocation: Invocation) => Task<number> | number

/** The absolute path of a file that an argument names. */
export function pathOf(invocation: Invocation, path: string): string {
  return absolutePath(invocation.cwd, path)
}

/** Prints to stdout; false when it could not be written (the reason is printed like programs do). */
export function print(invocation: Invocation, text: string): boolean {
  invocation.budget.meter.copy(text.length)
  const error = invocation.stdout.write(text)
  if (error === null) return true
  if (error === 'EPIPE') invocation.process.signal('PIPE')
  else complain(invocation, `write error: ${ERROR_TEXTS[error]}`)
  return false
}

/** Prints '<name>: <message>' to stderr and returns 1. */
export function complain(invocation: Invocation, message: string): number {
  invocation.stderr.write(`${invocation.complaint ?? `${invocation.name}: `}${message}\n`)
  return 1
}
