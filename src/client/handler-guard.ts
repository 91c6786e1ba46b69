// Holds that a watch handler never writes: it notes what is to do, and a later sync does it. A write from inside
// a handler would run before others heard of the change it follows from.
import { assert } from '#lib/assert.ts'

export interface HandlerGuard {
  /** Calls `handler` with an event, as one that may not write. */
  handle<E>(handler: (event: E) => void, event: E): void
  /** Stops the program when a handler is running: `request` says what it tried. */
  assertNotHandling(request: string): void
}

/** Makes the guard of one API server. */
export function createHandlerGuard(): HandlerGuard {
  let depth = 0
  return {
    handle(handler, event) {
      depth += 1
      try {
        handler(event)
      } finally {
        depth -= 1
      }
    },
    assertNotHandling: (request) => assert(depth === 0, `a watch handler asked to ${request}`),
  }
}
