// The engine's port when the engine is on another thread. A thread that breaks is given up: what waited
// for it is told so, and the next request starts a new one.
import type { AnswerTo, Question, RunMoment } from './questions.ts'
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
  readonly onChunk: (chunk: RunChunk) => void
  readonly onFailure: (message: string) => void
}

/** What is said when the engine's thread could not be loaded, or broke. */
export const ENGINE_STOPPED = 'The engine stopped unexpectedly. Your text is kept.'

/** Makes the port of workers that run engine.worker.ts; `start` makes one, now and after a crash. */
export function createWorkerPort(start: () => WorkerLike): EnginePort {
  const waiting = new Map<number, Waiting>()
  let count = 0
  let current: CurrentRun | null = null
  let worker: WorkerLike | null = null
  const giveUp = (broken: WorkerLike): void => {
    if (worker !== broken) return
    worker = null
    broken.terminate()
    for (const { reject } of waiting.values()) reject(new Error(ENGINE_STOPPED))
    waiting.clear()
    current?.onFailure(ENGINE_STOPPED)
    current = null
  }
  const receive = (data: FromWorker): void => {
    if (data.type === 'chunk') {
      if (current?.id === data.id) current.onChunk(data.chunk)
    } else if (data.type === 'failed' && current?.id === data.id) current.onFailure(data.message)
    else settle(waiting, data)
  }
  const startWorker = (): WorkerLike => {
    const made = start()
    made.addEventListener('message', ({ data }) => receive(data))
    made.addEventListener('error', () => giveUp(made))
    made.addEventListener('messageerror', () => giveUp(made))
    return made
  }
  const post = (message: ToWorker): void => {
    worker ??= startWorker()
    worker.postMessage(message)
  }
  const nextId = (): number => {
    count += 1
    return count
  }
  const request = <T extends Waiting['type']>(
    type: T,
    messageOf: (id: number) => ToWorker,
  ): Promise<Extract<FromWorker, { type: T }>> =>
    new Promise((resolve, reject) => {
      const id = nextId()
      const isIt = (data: FromWorker): data is Extract<FromWorker, { type: T }> =>
        data.type === type
      waiting.set(id, { type, resolve: (data) => isIt(data) && resolve(data), reject })
      post(messageOf(id))
    })
  worker = startWorker()
  return {
    async check(files) {
      return (await request('checked', (id) => ({ type: 'check', id, files }))).result
    },
    async edit(files, edit) {
      return (await request('edited', (id) => ({ type: 'edit', id, files, edit }))).files
    },
    run(runRequest, onChunk, onFailure) {
      current = { id: nextId(), onChunk, onFailure }
      post({ type: 'run', id: current.id, request: runRequest })
    },
    async ask<Q extends Question>(at: RunMoment, question: Q) {
      const { answer } = await request('answered', (id) => ({ type: 'ask', id, at, question }))
      // The engine answers a question with an answer of its kind.
      return answer as AnswerTo<Q>
    },
    cancel() {
      current = null
      post({ type: 'cancel' })
    },
  }
}

function settle(waiting: Map<number, Waiting>, data: Exclude<FromWorker, { type: 'chunk' }>): void {
  const request = waiting.get(data.id)
  waiting.delete(data.id)
  if (request === undefined) return
  if (data.type === 'failed') request.reject(new Error(data.message))
  else if (data.type === request.type) request.resolve(data)
}
