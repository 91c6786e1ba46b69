// One instance of a container, from 'created' to 'exited': its files, its processes, its log.
import type { ContainerRecord, PodRef } from '#api/runtime/records.ts'
import type { JournalEntry } from '#client/world.ts'
import { following, ranked } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import { createFuture, settledFuture, wait, type Future, type Task } from '#sim/task.ts'
import type { CriResult, ExecResult } from '../cri.ts'
import { hexOf } from '../images/reference.ts'
import { runBehaviour } from '../programs/behaviour.ts'
import type { Invocation, System } from '../process/command.ts'
import { createBudget, createCrowd, type Crowd } from '../process/meter.ts'
import {
  createProcessTable,
  type Exit,
  type Process,
  type ProcessTable,
} from '../process/process.ts'
import { joinTable } from '../process/joined-table.ts'
import { codeOfSignal } from '../process/signals.ts'
import { createChanges } from '../rest/changes.ts'
import { sleepOnStage } from '../rest/rehearsal.ts'
import { createKeyboard, type Keyboard } from '../process/keyboard.ts'
import { collector, textInput } from '../process/stream.ts'
import { containerActor, podKeyOf } from '../shared.ts'
import { notRunningExec, refusedExec, resultOfExec } from './exec.ts'
import {
  type AttachEnd,
  endOfExec,
  endOfTyped,
  type ExecEnd,
  type ExecRequest,
  failedExec,
} from './exec-streams.ts'
import { argvOf, DEFAULT_PATH, execError, isTooLong } from './launch.ts'
import { createLog, type ContainerLog } from './log.ts'
import { logChangesOf, logReportsOf } from './log-reports.ts'
import type { ContainerParts } from './parts.ts'
import { environmentOf } from './prepare.ts'
import { locateProgram, whyNotStarted, workingDirOf } from './program.ts'
import { processReportsOf } from './process-reports.ts'
import { exitedRecord, notStartedRecord, startedRecord } from './record-changes.ts'

const MAX_EXEC_CHARACTERS = 64 * 1024
const MAX_SHOWN_COMMAND = 60
const UNKNOWN_CODE = 255

interface Stop {
  readonly done: Future<void>
  /** When SIGKILL comes. */
  readonly killMs: number
  /** Takes SIGKILL back. */
  readonly forget: () => void
}

const IS_ACTIVE = { level: 'detail', kind: 'Activity' } as const
/** That it answers from now on is what one has waited for. */
const SERVES = { level: 'step', kind: 'Serving' } as const

export class Container {
  readonly key: string
  /** Tells before its 'state' or its 'activity' changes. */
  readonly changes = createChanges()
  readonly processes: ProcessTable
  readonly log: ContainerLog
  readonly parts: ContainerParts
  #current: ContainerRecord
  /** Only while it runs: an instance that ended is kept for its log and its files. */
  #made: System | null = null
  #madeEnv: ReadonlyMap<string, string> | null = null
  #stop: Stop | null = null
  #oom: string | null = null
  #lost = false
  /** The number of its first process, which is not 1 in the namespace of another container. */
  #firstPid = 0
  /** What its first process reads from; null where that is nothing. */
  readonly #keyboard: Keyboard | null
  readonly #crowd: Crowd = createCrowd()

  constructor(parts: ContainerParts) {
    this.parts = parts
    this.#current = parts.record
    this.key = `ContainerInstance/${parts.nodeName}/${parts.record.id}`
    const { stage, world } = parts.shared
    const reports = processReportsOf(this)
    const { config, target } = parts
    const { stdin = false, tty = false } = config
    this.#keyboard = stdin || tty ? createKeyboard(tty) : null
    this.processes =
      target === null
        ? createProcessTable(world.clock, stage, reports)
        : joinTable(target.processes, reports)
    this.log = createLog({ clock: world.clock, stage, ...logReportsOf(this) })
    const message = `has created container \`${parts.config.name}\` of Pod \`${this.pod.name}\``
    this.#commit(
      message,
      { actor: this.#runtimeActor, level: 'detail', kind: 'ContainerCreated' },
      parts.record,
    )
  }

  get record(): ContainerRecord {
    return this.#current
  }

  /** What its processes wrote to its own file system, in bytes. */
  get writtenBytes(): number {
    return this.parts.writtenBytes()
  }

  get pod(): PodRef {
    return this.#current.pod
  }

  /** Starts the first process; fails when there is no such program. */
  start(): CriResult<null> {
    const { config, image } = this.parts
    const argv = argvOf(image, config.command, config.args)
    const failure = whyNotStarted(this.parts, this.#env, argv)
    if (failure !== null) return this.#failToStart(failure)
    const nowMs = this.parts.shared.world.clock.nowMs
    const message = `has started container \`${config.name}\` of Pod \`${this.pod.name}\``
    const started = startedRecord(this.#current, nowMs)
    const entry = this.#commit(
      message,
      { actor: this.#runtimeActor, level: 'detail', kind: 'ContainerStarted' },
      started,
    )
    const { clock } = this.parts.shared.world
    const first = ranked(clock, clock.takeRank(), () =>
      following(clock, entry.id, () =>
        this.processes.start(0, argv, (process) => this.#firstProcess(process, argv)),
      ),
    )
    this.#firstPid = first?.pid ?? 0
    first?.exit.whenSettled(() => this.#finish(first.exit.value))
    return { ok: true, value: null }
  }

  /** SIGTERM now and SIGKILL after `graceMs`; settles when nothing runs any more. */
  requestStop(graceMs: number): Future<void> {
    const { world, sleeper } = this.parts.shared
    const before = this.#stop
    const done = before?.done ?? createFuture<void>()
    const killMs = world.clock.nowMs + graceMs
    if (before === null) this.#stop = { done, killMs, forget: () => {} }
    const first = this.processes.find(this.#firstPid)
    if (this.#current.state !== 'running' || first === undefined) {
      done.settle()
      return done
    }
    first.signal('TERM')
    // Of two requests the one whose SIGKILL comes first counts.
    if (done.settled || (before !== null && before.killMs <= killMs)) return done
    before?.forget()
    const forget = sleeper.sleep(graceMs, `grace of ${this.key}`).whenSettled(() => {
      const because = `it did not end within ${graceMs / 1000} s of SIGTERM`
      this.end({ code: codeOfSignal('KILL'), because })
    })
    this.#stop = { done, killMs, forget }
    return done
  }

  /** Ends the first process, and so all, with an exit code; does nothing when it is not running. */
  end(exit: Exit): void {
    this.processes.find(this.#firstPid)?.end(exit)
  }

  /** Ends it like the kernel does when memory runs out. `because` says how much was used. */
  endForMemory(because: string): void {
    if (this.#current.state !== 'running') return
    this.#oom = because
    this.end({ code: codeOfSignal('KILL'), because })
  }

  /** Ends it as a node that loses its power does: nobody saw how. */
  lose(because: string): void {
    if (this.#current.state !== 'running') return
    this.#lost = true
    this.end({ code: UNKNOWN_CODE, because })
  }

  /** The runtime finds that it was lost while the machine was off: its end counts from now on. */
  recover(): void {
    if (!this.#lost) return
    this.#lost = false
    const found = { ...this.#current, finishedAtMs: this.parts.shared.world.clock.nowMs }
    const message = `found container \`${this.parts.config.name}\` of Pod \`${this.pod.name}\` ended`
    this.#commit(
      message,
      { actor: this.#runtimeActor, level: 'detail', kind: 'ContainerRecovered' },
      found,
    )
  }

  /** Runs a command beside the first process. */
  exec(command: readonly string[], timeoutMs: number): Future<ExecResult> {
    const { stage } = this.parts.shared
    stage.rehearsal?.needs(this.changes, 'state')
    if (this.#current.state !== 'running') return settledFuture(notRunningExec())
    const [name = ''] = command
    const place = locateProgram(this.parts, this.#env, name)
    const problem = execError(this.parts.files, name, place, this.#execId())
    if (problem !== null) return settledFuture(refusedExec(problem, place.kind === 'missing'))
    const { output, text } = collector(MAX_EXEC_CHARACTERS)
    const streams = { stdin: textInput(''), stdout: output, stderr: output }
    const process = this.processes.start(0, command, (started) =>
      this.#run(started, command, streams),
    )
    if (process === undefined)
      return settledFuture(refusedExec('fork: Resource temporarily unavailable'))
    return resultOfExec(process, text, (ended) =>
      timeoutMs > 0 ? this.#whenOver(timeoutMs, ended) : () => {},
    )
  }

  /** Runs a command beside the first process for a person, who sees what it prints as it comes. */
  execStreams(request: ExecRequest): Future<ExecEnd> {
    if (this.#current.state !== 'running') return settledFuture(failedExec(notRunningExec()))
    const [name = ''] = request.command
    const place = locateProgram(this.parts, this.#env, name)
    const problem = execError(this.parts.files, name, place, this.#execId())
    if (problem !== null) return settledFuture(failedExec(refusedExec(problem)))
    const { typed } = request
    return typed === undefined
      ? endOfExec(this.processes, request, (process) =>
          this.#run(process, request.command, request),
        )
      : endOfTyped(this.processes, request, this.#env, (process) => ({
          ...this.#invocation(process, request.command, request),
          env: new Map([...this.#env, ...Object.entries(typed.variables)]),
          cwd: typed.cwd ?? workingDirOf(this.parts),
        }))
  }

  /**
   * Types into its first process, or only looks on; settles when that waits for more or has ended, and at once when it
   * does not read what was typed.
   */
  attach(typed: { readonly text: string | null; readonly closes: boolean }): Future<AttachEnd> {
    const keyboard = this.#keyboard
    const end = createFuture<AttachEnd>()
    const first = this.processes.find(this.#firstPid)
    const stops: (() => void)[] = []
    const settle = (state: AttachEnd['state']): void => {
      for (const stop of stops.splice(0)) stop()
      const exitCode = state === 'ended' ? (first?.exit.value.code ?? UNKNOWN_CODE) : null
      if (!end.settled) end.settle({ state, prompt: this.log.begun, exitCode })
    }
    if (first === undefined) settle('ended')
    else if (keyboard === null) settle('ignores')
    else if (typed.text === null && keyboard.isAwaited) settle('awaits')
    else {
      const isHeard = keyboard.isAwaited || typed.text === null || typed.closes
      stops.push(
        keyboard.onAwaited(() => settle('awaits')),
        first.exit.whenSettled(() => settle('ended')),
      )
      if (typed.text !== null) this.#type(keyboard, typed.text)
      if (typed.closes) keyboard.close()
      if (!isHeard) settle('ignores')
    }
    return end
  }

  /** A terminal shows what is typed. */
  #type(keyboard: Keyboard, text: string): void {
    if (this.parts.config.tty === true) this.log.stdout.write(text)
    keyboard.type(text)
  }

  /** Writes an entry about what the container's processes do. */
  say(message: string, narration: Omit<Narration, 'actor' | 'message'>): void {
    const { shared, config } = this.parts
    const actor = containerActor(this.pod, config.name)
    shared.world.commit(
      { actor, message, objects: [this.key, podKeyOf(this.pod)], ...narration },
      [],
    )
  }

  /** Says what it does. In a dry run, it must be what it did before. */
  setActivity(activity: string): void {
    const { rehearsal } = this.parts.shared.stage
    rehearsal?.needs(this.changes, 'activity')
    if (rehearsal !== null) {
      if (this.#current.activity !== activity) rehearsal.spoil()
      return
    }
    if (this.#current.state !== 'running' || this.#current.activity === activity) return
    this.changes.tell('activity')
    const narration = activity.startsWith('serving on ') ? SERVES : IS_ACTIVE
    this.#commit(`is ${activity}`, narration, { ...this.#current, activity })
  }

  /** Forgets the instance; it must have ended. */
  remove(): void {
    const message = `has removed container \`${this.parts.config.name}\` of Pod \`${this.pod.name}\``
    this.#commit(
      message,
      { actor: this.#runtimeActor, level: 'detail', kind: 'ContainerRemoved' },
      undefined,
      logChangesOf(this),
    )
  }

  /** Another one at each time, as the runtime's random ones are. */
  #execId(): string {
    return hexOf(`exec/${this.#current.id}/${this.#system.clockMs()}`)
  }

  #whenOver(timeoutMs: number, act: () => void): () => void {
    const { world, sleeper, stage } = this.parts.shared
    const waiting = { clock: world.clock, sleeper, stage }
    return sleepOnStage(waiting, timeoutMs, `exec in ${this.key}`).whenSettled(act)
  }

  get #system(): System {
    this.#made ??= this.parts.makeSystem()
    return this.#made
  }

  get #runtimeActor(): string {
    return `containerd on ${this.parts.nodeName}`
  }

  get #env(): ReadonlyMap<string, string> {
    const { image, config, hostname } = this.parts
    this.#madeEnv ??= environmentOf(image.env, config, hostname, DEFAULT_PATH)
    return this.#madeEnv
  }

  #failToStart(message: string): CriResult<null> {
    const { nowMs } = this.parts.shared.world.clock
    const failed = notStartedRecord(this.#current, nowMs, message)
    const text = `could not start container \`${this.parts.config.name}\` of Pod \`${this.pod.name}\``
    this.#commit(text, { actor: this.#runtimeActor, level: 'detail', kind: 'StartFailed' }, failed)
    this.parts.ended()
    return { ok: false, reason: 'StartError', message }
  }

  *#firstProcess(process: Process, argv: readonly string[]): Task<number> {
    const system = this.#system
    yield* wait(system.sleep(15 + system.random.next(20)))
    const { config, override, image } = this.parts
    const streams = {
      stdin: this.#keyboard?.input ?? textInput(''),
      stdout: this.log.stdout,
      stderr: this.log.stderr,
    }
    if (isTooLong(argv, this.#env)) {
      // The container is there by then, and what was to take its place ends it (runc).
      streams.stderr.write(`exec ${argv[0] ?? ''}: argument list too long\n`)
      return UNKNOWN_CODE
    }
    if (override !== undefined)
      return yield* runBehaviour(override, this.#invocation(process, argv, streams))
    const nothingKnown = !image.known && config.command.length === 0
    if (nothingKnown) return yield* runBehaviour(null, this.#invocation(process, argv, streams))
    const code = yield* this.#run(process, argv, streams)
    process.because ??= `its command \`${argv.join(' ').slice(0, MAX_SHOWN_COMMAND)}\` ended`
    return code
  }

  *#run(
    process: Process,
    argv: readonly string[],
    streams: Pick<Invocation, 'stdin' | 'stdout' | 'stderr'>,
  ): Task<number> {
    const place = locateProgram(this.parts, this.#env, argv[0] ?? '')
    const path = place.kind === 'found' ? place.path : (argv[0] ?? '')
    return yield* this.#system.execute(this.#invocation(process, argv, streams), path)
  }

  #invocation(
    process: Process,
    argv: readonly string[],
    streams: Pick<Invocation, 'stdin' | 'stdout' | 'stderr'>,
  ): Invocation {
    const [name = '', ...args] = argv
    const { rehearsal } = this.parts.shared.stage
    const crowd = rehearsal === null ? this.#crowd : createCrowd()
    const system = this.#system
    const budget = createBudget(crowd, () => system.clockMs())
    return {
      name,
      args,
      env: this.#env,
      cwd: workingDirOf(this.parts),
      process,
      budget,
      system,
      depth: 0,
      ...streams,
    }
  }

  #finish(exit: Exit): void {
    this.changes.tell('state')
    this.processes.endAll({
      code: codeOfSignal('KILL'),
      because: 'the first process of its container ended',
    })
    this.log.flush()
    this.parts.ending()
    const { nowMs } = this.parts.shared.world.clock
    const reason = this.#reasonOf(exit.code)
    const exited = exitedRecord(this.#current, nowMs, exit.code, reason)
    this.#stop?.forget()
    const entry = this.#commitExit(exit, exited)
    following(this.parts.shared.world.clock, entry.id, () => {
      this.parts.ended()
      this.#stop?.done.settle()
    })
    this.#made = null
    this.#madeEnv = null
  }

  #reasonOf(exitCode: number): string {
    if (this.#oom !== null) return 'OOMKilled'
    if (this.#lost) return 'Unknown'
    return exitCode === 0 ? 'Completed' : 'Error'
  }

  #commitExit(exit: Exit, exited: ContainerRecord): JournalEntry {
    const data = { containerId: exited.id, exitCode: exit.code, reason: exited.reason }
    if (this.#oom !== null) {
      const message = `killed container \`${this.parts.config.name}\` of Pod \`${this.pod.name}\``
      const actor = `kernel on ${this.parts.nodeName}`
      return this.#commit(
        message,
        { actor, because: this.#oom, level: 'step', kind: 'OOMKilled', data },
        exited,
      )
    }
    // An end that the kubelet asked for and waits for is told by the kubelet.
    const expected = this.#stop !== null && exit.code !== codeOfSignal('KILL')
    const narration = {
      because: exit.because,
      level: expected ? 'detail' : 'step',
      kind: 'ContainerExited',
      data,
    } as const
    return this.#commit(`exited with ${exit.code}`, narration, exited)
  }

  #commit(
    message: string,
    narration: Omit<Narration, 'actor' | 'message'> & { readonly actor?: string },
    after: ContainerRecord | undefined,
    more: readonly (readonly [key: string, after: undefined])[] = [],
  ): JournalEntry {
    if (after !== undefined) this.#current = after
    const actor = containerActor(this.pod, this.parts.config.name)
    const objects = [this.key, podKeyOf(this.pod)]
    const changes = [[this.key, after] as const, ...more]
    return this.parts.shared.world.commit({ actor, message, objects, ...narration }, changes)
  }
}
