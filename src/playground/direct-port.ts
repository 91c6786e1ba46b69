// The engine's port when the engine is on the same thread: for tests.
import { checkFilesNow, editFilesNow, runInSlices } from './engine.ts'
import type { EnginePort } from './types.ts'

/** Makes a port that answers within the call. */
export function createDirectPort(): EnginePort {
  return {
    check: (files) => Promise.resolve(checkFilesNow(files)),
    edit: (files, edit) => Promise.resolve(editFilesNow(files, edit)),
    run(request, onChunk) {
      for (const chunk of runInSlices(request)) onChunk(chunk)
    },
    cancel() {},
  }
}
