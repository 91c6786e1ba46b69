// The engine's port when the engine is on another thread. A thread that breaks is given up: what waited
// for it is told so, and the next request starts a new one.
import { unpack } from './pack.ts'
import { pooled } from './text-pool.ts'
import { createSilence, LOOK_MS, type Watch } from './silence.ts'
import { questionKey } from './question-key.ts'
import type { Answer, AnswerTo, Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import type { EnginePort, RunChunk } from './types.ts'
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

/** Makes the port of workers that run engine.worker.ts; `start` makes one, now and after a crash or a silence. */
export function createWorkerPort(start: () => WorkerLike, watch: Watch | null = null): EnginePort {
  const waiting = new Map<number, Waiting>()
  let count = 0
  let current: CurrentRun | null = null
  let worker: WorkerLike | null = null
  const given = createGiven()
  const giveUp = (broken: WorkerLike, message = ENGINE_STOPPED): void => {
    if (worker !== broken) return
    worker = null
    broken.terminate()
    for (const { reject } of waiting.values()) reject(new Error(message))
    waiting.clear()
    current?.onFailure(message)
    current = null
  }
  const silence = createSilence()
  watch?.every(LOOK_MS, () => {
    if (worker === null) return
    const wants = current !== null || waiting.size > 0
    const next = silence.look(watch.nowMs(), wants)
    if (next === 'ask') post({ type: 'ping' })
    else if (next === 'give up') giveUp(worker, ENGINE_SILENT)
  })
  const receive = (data: FromWorker): void => {
    silence.heard()
    if (data.type === 'ready' || data.type === 'pong') return
    if (data.type === 'chunk') {
      if (current?.id === data.id) given.during(data, current)
    } else if (data.type === 'failed' && current?.id === data.id) current.onFailure(data.message)
    else settle(waiting, data)
  }
  const startWorker = (): WorkerLike => {
    silence.restart()
    const made = start()
    made.addEventListener('message', ({ data }) => receive(data))
    made.addEventListener('error', () => giveUp(made))
    made.addEventListener('messageerror', () => giveUp(made))
    return made
  }
  const post = (message: ToWorker): void => {
    worker ??= startWorker()
    if (message.type === 'check' || message.type === 'run') silence.patience(lengthOf(message))
    worker.postMessage(message)
  }
  const nextId = (): number => {
    count += 1
    return count
  }
  const request: Request = (type, messageOf) =>
    new Promise((resolve, reject) => {
      const id = nextId()
      const isIt = (data: FromWorker): data is Extract<FromWorker, { type: typeof type }> =>
        data.type === type
      waiting.set(id, { type, resolve: (data) => isIt(data) && resolve(data), reject })
      post(messageOf(id))
    })
  worker = startWorker()
  return portOf(request, {
    given: given.of,
    run(runRequest, onChunk, onFailure) {
      current = { id: nextId(), run: runRequest.run, onChunk, onFailure }
      post({ type: 'run', id: current.id, request: runRequest })
    },
    cancel() {
      current = null
      post({ type: 'cancel' })
    },
  })
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

type Request = <T extends Waiting['type']>(
  type: T,
  messageOf: (id: number) => ToWorker,
) => Promise<Extract<FromWorker, { type: T }>>

interface Rest extends Pick<EnginePort, 'run' | 'cancel'> {
  /** The answers that have come without a question about a run. */
  readonly given: (at: RunMoment) => Answers
}

/** The port, with what is a request and its answer. */
function portOf(request: Request, { given, ...rest }: Rest): EnginePort {
  return {
    ...rest,
    async check(files) {
      const { result } = await request('checked', (id) => ({ type: 'check', id, files }))
      return unpack(result, pooled)
    },
    async edit(files, edit) {
      return (await request('edited', (id) => ({ type: 'edit', id, files, edit }))).files
    },
    async ask<Q extends Question>(at: RunMoment, question: Q) {
      const known = given(at)[questionKey(at, question)]
      const answer =
        known ?? (await request('answered', (id) => ({ type: 'ask', id, at, question }))).answer
      // The engine answers a question with an answer of its kind.
      return answer as AnswerTo<Q>
    },
  }
}

type Answered = Exclude<FromWorker, { type: 'chunk' | 'ready' | 'pong' }>

function settle(waiting: Map<number, Waiting>, data: Answered): void {
  const request = waiting.get(data.id)
  waiting.delete(data.id)
  if (request === undefined) return
  if (data.type === 'failed') request.reject(new Error(data.message))
  else if (data.type === request.type) request.resolve(data)
}
