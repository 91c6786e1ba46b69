// The engine's port when the engine is on another thread.
import type { ScenarioFile } from '#scenario/types.ts'
import type { CheckResult, EnginePort, RunChunk } from './types.ts'
import type { FromWorker, ToWorker } from './wire.ts'

/** The part of a Worker that is needed; a test gives a fake. */
export interface WorkerLike {
  postMessage(message: ToWorker): void
  addEventListener(type: 'message', listener: (event: MessageEvent<FromWorker>) => void): void
}

type Waiting =
  | { readonly type: 'check'; readonly resolve: (result: CheckResult) => void; readonly reject: (error: Error) => void }
  | { readonly type: 'edit'; readonly resolve: (files: readonly ScenarioFile[]) => void; readonly reject: (error: Error) => void }

interface CurrentRun {
  readonly id: number
  readonly onChunk: (chunk: RunChunk) => void
  readonly onFailure: (message: string) => void
}

/** Makes the port of a worker that runs engine.worker.ts. */
export function createWorkerPort(worker: WorkerLike): EnginePort {
  const waiting = new Map<number, Waiting>()
  let count = 0
  let current: CurrentRun | null = null
  const nextId = (): number => {
    count += 1
    return count
  }
  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'chunk') {
      if (current?.id === data.id) current.onChunk(data.chunk)
      return
    }
    if (data.type === 'failed' && current?.id === data.id) {
      current.onFailure(data.message)
      return
    }
    settle(waiting, data)
  })
  return {
    check(files) {
      return new Promise((resolve, reject) => {
        const id = nextId()
        waiting.set(id, { type: 'check', resolve, reject })
        worker.postMessage({ type: 'check', id, files })
      })
    },
    edit(files, edit) {
      return new Promise((resolve, reject) => {
        const id = nextId()
        waiting.set(id, { type: 'edit', resolve, reject })
        worker.postMessage({ type: 'edit', id, files, edit })
      })
    },
    run(request, onChunk, onFailure) {
      current = { id: nextId(), onChunk, onFailure }
      worker.postMessage({ type: 'run', id: current.id, request })
    },
    cancel() {
      current = null
      worker.postMessage({ type: 'cancel' })
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
