// What a line does that has to be ended from outside.
import { createFuture, type Task, wait } from '#sim/task.ts'

/** Waits for what never comes: until Ctrl+C, or until the run has what the line wants. */
export function* waitForEver(): Task<never> {
  for (;;) yield* wait(createFuture<void>())
}
