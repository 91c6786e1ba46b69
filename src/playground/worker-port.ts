// The engine's port when the engine is on another thread. A thread that breaks is given up: what waited
// for it is told so, and the next request starts a new one.
import { changedList } from './list-change.ts'
import { unpack } from './pack.ts'
import { pooled } from './text-pool.ts'
import { createSilence, LOOK_MS, type Watch } from './silence.ts'
import { questionKey } from './question-key.ts'
import type { Answer, AnswerTo, Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import type { CheckResult, EnginePort, RunChunk, RunRequest, ScenarioEdit } from './types.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import type { FromWorker, ToWorker } from './wire.ts'

/** The part of a Worker that is needed; a test gives a fake. */
export interface WorkerLike {
  postMessage(message: ToWorker): void
  addEventListener(type: 'message', listener: (event: MessageEvent<FromWorker>) => void): void
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void
  terminate(): void
}

interface Waiting {
  /** What the answer must be. */
  readonly type: 'checked' | 'edited' | 'answered'
  readonly resolve: (data: FromWorker) => void
  readonly reject: (error: Error) => void
}

interface CurrentRun {
  readonly id: number
  /** Its number for whoever asks about it. */
  readonly run: number
  readonly onChunk: (chunk: RunChunk) => void
  readonly onFailure: (message: string) => void
}

/** What is said when the engine's thread could not be loaded, or broke. */
export const ENGINE_STOPPED = 'The engine stopped unexpectedly. Your text is kept.'
/** What is said when it gave no answer for too long. */
export const ENGINE_SILENT =
  'The engine gave no answer for two seconds, so it was ended and started anew. Your text is kept.'

/** Makes the port of workers that run engine-thread.ts; `start` makes one, now and after a crash or a silence. */
export function createWorkerPort(start: () => WorkerLike, watch: Watch | null = null): EnginePort {
  return new WorkerPort(start, watch)
}

class WorkerPort implements EnginePort {
  readonly #start: () => WorkerLike
  readonly #waiting = new Map<number, Waiting>()
  readonly #given = createGiven()
  readonly #silence = createSilence()
  #count = 0
  #worker: WorkerLike | null
  #current: CurrentRun | null = null
  #begun: BegunRun | null = null
  /** Of the newest check that was answered. */
  #places: CheckResult['places'] = []

  constructor(start: () => WorkerLike, watch: Watch | null) {
    this.#start = start
    watch?.every(LOOK_MS, () => this.#look(watch.nowMs()))
    this.#worker = this.#startWorker()
  }

  async check(
    files: readonly ScenarioFile[],
    request: RunRequest | null = null,
    whole = false,
  ): Promise<CheckResult> {
    // One that was begun and never asked for is given up.
    if (this.#begun !== null) this.#post({ type: 'cancel' })
    const next = request === null ? null : ({ type: 'run', id: this.#nextId(), request } as const)
    const own: BegunRun | null = next === null ? null : { ...next, come: [] }
    this.#begun = own
    const message = { type: 'check', files, next, whole } as const
    const { result, begins } = await this.#request('checked', (id) => ({ ...message, id }))
    if (this.#begun === own && !begins) this.#begun = null
    return { ...unpack(result, pooled), places: this.#places }
  }

  async edit(files: readonly ScenarioFile[], edit: ScenarioEdit): Promise<readonly ScenarioFile[]> {
    return (await this.#request('edited', (id) => ({ type: 'edit', id, files, edit }))).files
  }

  run(request: RunRequest, onChunk: CurrentRun['onChunk'], onFailure: CurrentRun['onFailure']) {
    const own = this.#begun !== null && isSameRun(this.#begun.request, request) ? this.#begun : null
    this.#begun = null
    const id = own?.id ?? this.#nextId()
    this.#current = { id, run: request.run, onChunk, onFailure }
    if (own === null) this.#post({ type: 'run', id, request })
    else for (const message of own.come) this.#receive(message)
  }

  async ask<Q extends Question>(at: RunMoment, question: Q): Promise<AnswerTo<Q>> {
    const known = this.#given.of(at)[questionKey(at, question)]
    const answer =
      known ?? (await this.#request('answered', (id) => ({ type: 'ask', id, at, question }))).answer
    // The engine answers a question with an answer of its kind.
    return answer as AnswerTo<Q>
  }

  cancel(): void {
    this.#begun = null
    this.#current = null
    this.#post({ type: 'cancel' })
  }

  #nextId(): number {
    this.#count += 1
    return this.#count
  }

  #post(message: ToWorker): void {
    this.#worker ??= this.#startWorker()
    if (message.type === 'check' || message.type === 'run')
      this.#silence.patience(lengthOf(message))
    this.#worker.postMessage(message)
  }

  #request<T extends Waiting['type']>(
    type: T,
    messageOf: (id: number) => ToWorker,
  ): Promise<Extract<FromWorker, { type: T }>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId()
      const isIt = (data: FromWorker): data is Extract<FromWorker, { type: T }> =>
        data.type === type
      this.#waiting.set(id, { type, resolve: (data) => isIt(data) && resolve(data), reject })
      this.#post(messageOf(id))
    })
  }

  #startWorker(): WorkerLike {
    this.#silence.restart()
    this.#places = []
    const made = this.#start()
    made.addEventListener('message', ({ data }) => {
      this.#silence.heard()
      this.#receive(data)
    })
    made.addEventListener('error', () => this.#giveUp(made))
    made.addEventListener('messageerror', () => this.#giveUp(made))
    return made
  }

  #receive(data: FromWorker): void {
    if (data.type === 'ready' || data.type === 'pong') return
    const current = this.#current
    if (data.type === 'checked')
      this.#places = changedList(this.#places, unpack(data.places, pooled))
    if (this.#begun?.id === data.id) this.#begun.come.push(data)
    else if (data.type === 'chunk') {
      if (current?.id === data.id) this.#given.during(data, current)
    } else if (data.type === 'failed' && current?.id === data.id) current.onFailure(data.message)
    else settle(this.#waiting, data)
  }

  #look(nowMs: number): void {
    if (this.#worker === null) return
    const wants = this.#current !== null || this.#waiting.size > 0
    const next = this.#silence.look(nowMs, wants)
    if (next === 'ask') this.#post({ type: 'ping' })
    else if (next === 'give up') this.#giveUp(this.#worker, ENGINE_SILENT)
  }

  #giveUp(broken: WorkerLike, message = ENGINE_STOPPED): void {
    if (this.#worker !== broken) return
    this.#worker = null
    broken.terminate()
    for (const { reject } of this.#waiting.values()) reject(new Error(message))
    this.#waiting.clear()
    this.#begun = null
    this.#current?.onFailure(message)
    this.#current = null
  }
}

/** A run that was begun before it was asked for. */
interface BegunRun {
  readonly id: number
  readonly request: RunRequest
  /** What has come of it. */
  readonly come: FromWorker[]
}

function isSameRun(a: RunRequest, b: RunRequest): boolean {
  const { files, ...rest } = a
  const { files: otherFiles, ...others } = b
  return files === otherFiles && JSON.stringify(rest) === JSON.stringify(others)
}

/** How many characters are to be read. */
function lengthOf(message: Extract<ToWorker, { type: 'check' | 'run' }>): number {
  const { files } = message.type === 'check' ? message : message.request
  return files.reduce((sum, { text }) => sum + text.length, 0)
}

/** Makes what keeps the answers that come with a part of a run, while it is taken in: what is asked first about it is asked then. */
function createGiven() {
  let now: { readonly run: number; readonly answers: Answers } = { run: -1, answers: {} }
  return {
    of: ({ run }: RunMoment): Answers => (run === now.run ? now.answers : {}),
    during(
      { chunk, answers }: Extract<FromWorker, { type: 'chunk' }>,
      { run, onChunk }: CurrentRun,
    ): void {
      now = { run, answers }
      onChunk(chunk)
      now = { run: -1, answers: {} }
    },
  }
}

/** By `questionKey`. */
type Answers = Readonly<Record<string, Answer>>

type Answered = Exclude<FromWorker, { type: 'chunk' | 'ready' | 'pong' }>

function settle(waiting: Map<number, Waiting>, data: Answered): void {
  const request = waiting.get(data.id)
  waiting.delete(data.id)
  if (request === undefined) return
  if (data.type === 'failed') request.reject(new Error(data.message))
  else if (data.type === request.type) request.resolve(data)
}
