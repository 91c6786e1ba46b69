// What somebody may type into a process: a terminal, or a pipe that stays open. Nobody need be there.
import { createListeners } from '#lib/listeners.ts'
import type { Future, Task } from '#sim/task.ts'
import { createPipe, type Input } from './stream.ts'

export interface Keyboard {
  readonly input: Input
  /** Whether somebody reads, and waits for more. */
  readonly isAwaited: boolean
  type(text: string): void
  /** Nothing more is typed. */
  close(): void
  /** Calls `listener` each time when somebody begins to wait. Returns a function that ends it. */
  onAwaited(listener: () => void): () => void
}

/** Makes one; `tty` where it is a terminal, at which a shell prompts. */
export function createKeyboard(tty: boolean): Keyboard {
  const pipe = createPipe()
  const listeners = createListeners<null>()
  let isAwaited = false
  function* awaiting<T>(read: Task<T>): Task<T> {
    try {
      for (let step = read.next(); ; step = read.next()) {
        if (step.done === true) return step.value
        isAwaited = true
        listeners.tell(null)
        yield step.value satisfies Future<unknown>
      }
    } finally {
      isAwaited = false
    }
  }
  return {
    input: {
      line: () => awaiting(pipe.input.line()),
      rest: () => awaiting(pipe.input.rest()),
      some: () => awaiting(pipe.input.some()),
      silent: true,
      tty,
    },
    get isAwaited() {
      return isAwaited
    },
    type(text) {
      isAwaited = false
      pipe.output.write(text)
    },
    close() {
      isAwaited = false
      pipe.closeOutput()
    },
    onAwaited: (listener) => listeners.add(() => listener()),
  }
}
