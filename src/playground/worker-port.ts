// The engine's port when the engine is on another thread. A thread that breaks is given up: what waited
// for it is told so, and the next request starts a new one.
import type { ScenarioFile } from '#scenario/types.ts'
import type { CheckResult, EnginePort, RunChunk } from './types.ts'
import type { FromWorker, ToWorker } from './wire.ts'

/** The part of a Worker that is needed; a test gives a fake. */
export interface WorkerLike {
  postMessage(message: ToWorker): void
  addEventListener(type: 'message', listener: (event: MessageEvent<FromWorker>) => void): void
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void
  terminate(): void
}

type Waiting =
  | {
      readonly type: 'check'
      readonly resolve: (result: CheckResult) => void
      readonly reject: (error: Error) => void
    }
  | {
      readonly type: 'edit'
      readonly resolve: (files: readonly ScenarioFile[]) => void
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
  worker = startWorker()
  return {
    check(files) {
      return new Promise((resolve, reject) => {
        const id = nextId()
        waiting.set(id, { type: 'check', resolve, reject })
        post({ type: 'check', id, files })
      })
    },
    edit(files, edit) {
      return new Promise((resolve, reject) => {
        const id = nextId()
        waiting.set(id, { type: 'edit', resolve, reject })
        post({ type: 'edit', id, files, edit })
      })
    },
    run(request, onChunk, onFailure) {
      current = { id: nextId(), onChunk, onFailure }
      post({ type: 'run', id: current.id, request })
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
  else if (data.type === 'checked' && request.type === 'check') request.resolve(data.result)
  else if (data.type === 'edited' && request.type === 'edit') request.resolve(data.files)
}
