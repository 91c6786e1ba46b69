// The requests of a controller: each takes a token of its client, and what there is none for has to wait. Its Events are written
// by one who does nothing else, each after the one before.
// Follows k8s.io/client-go/rest/request.go, tryThrottle, and tools/record/event.go, recordToSink (v0.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import type { EventRecorder, EventReport } from '#client/event-recorder.ts'
import type { RateLimiter } from '#client/rate-limiter.ts'
import { simplified } from '#lib/simplified.ts'
import { type Clock, following } from '#sim/clock.ts'
import { createFuture, type Future, type Task, wait } from '#sim/task.ts'

simplified(
  'request-turns',
  "of the requests of a controller each counts towards its limit of 20 a second, but only those of Deployments, ReplicaSets and ReplicationControllers all wait for their turn; the others' controllers wait with the Pods that they create.",
)

/** How many Events may wait to be written; more are dropped. */
const MAX_QUEUED_EVENTS = 1000

export interface Requests {
  /** Writes as the client of the controller does: each counts. */
  readonly client: Client
  /** For who asks whether a request may be sent now, and comes back later when it may not. */
  readonly limiter: RateLimiter
  /** Waits until the next request may be sent, which is then sent at once. */
  turn(): Task<void>
  /** Sends requests side by side, each when it may be sent. */
  sideBySide(count: number, send: (index: number) => void): Task<void>
  /** Writes an Event when those before it are written. */
  report(object: ApiObject, report: EventReport): void
  /** What waits is forgotten. */
  stop(): void
}

interface Parts {
  readonly clock: Clock
  readonly client: Client
  readonly recorder: EventRecorder
  readonly limiter: RateLimiter
  /** Names its timers. */
  readonly owner: string
}

/** Makes the requests of one controller. */
export function createRequests({ clock, client, recorder, limiter, owner }: Parts): Requests {
  const waits = createWaits(clock, owner)
  /** How many tokens were taken for requests that are about to be sent. */
  let paid = 0
  function* until(timeMs: number): Task<void> {
    if (timeMs > clock.nowMs) yield* wait(waits.sleep(timeMs - clock.nowMs))
    paid += 1
  }
  const count = (): void => {
    if (paid > 0) paid -= 1
    else limiter.reserve()
  }
  return {
    client: counting(client, count),
    limiter: {
      ...limiter,
      tryAccept() {
        const may = limiter.tryAccept()
        if (may) paid += 1
        return may
      },
    },
    turn: () => until(clock.nowMs + limiter.reserve()),
    *sideBySide(requests, send) {
      const late: { readonly index: number; readonly timeMs: number }[] = []
      for (let index = 0; index < requests; index += 1) {
        const inMs = limiter.reserve()
        if (inMs > 0) late.push({ index, timeMs: clock.nowMs + inMs })
        else {
          paid += 1
          send(index)
        }
      }
      for (const { index, timeMs } of late) {
        yield* until(timeMs)
        send(index)
      }
    },
    report: createEventSink(clock, recorder, limiter, waits),
    stop: waits.stop,
  }
}

interface Waits {
  /** What settles so many whole milliseconds from now. */
  sleep(delayMs: number): Future<void>
  stop(): void
}

function createWaits(clock: Clock, owner: string): Waits {
  const name = `${owner}, requests`
  const waiting = new Map<number, Future<void>>()
  const free = clock.handle(name, ({ sequence }) => {
    const future = waiting.get(sequence)
    waiting.delete(sequence)
    future?.settle()
  })
  return {
    sleep(delayMs) {
      const future = createFuture<void>()
      waiting.set(clock.setTimer(delayMs, name, 'turn', ''), future)
      return future
    },
    stop() {
      waiting.clear()
      free()
    },
  }
}

/** Writes one Event after the other; one that its source tells too often takes no turn. */
function createEventSink(
  clock: Clock,
  recorder: EventRecorder,
  limiter: RateLimiter,
  { sleep }: Waits,
): Requests['report'] {
  const queued: { readonly take: () => (() => void) | null; readonly cause: number | null }[] = []
  let isBusy = false
  const goOn = (): void => {
    for (let next = queued.shift(); next !== undefined; next = queued.shift()) {
      const { take, cause } = next
      const write = take()
      if (write === null) continue
      const inMs = limiter.reserve()
      if (inMs > 0) {
        isBusy = true
        sleep(inMs).whenSettled(() => {
          isBusy = false
          following(clock, cause, write)
          goOn()
        })
        return
      }
      following(clock, cause, write)
    }
  }
  return (object, report) => {
    const timeMs = clock.nowMs
    const { cause } = clock
    if (queued.length >= MAX_QUEUED_EVENTS) return
    queued.push({ take: () => recorder.prepare(object, report, timeMs), cause })
    if (!isBusy) goOn()
  }
}

/** A client of which each write is counted, just before it is sent. */
function counting(client: Client, count: () => void): Client {
  return {
    ...client,
    create: (...request) => (count(), client.create(...request)),
    update: (...request) => (count(), client.update(...request)),
    updateStatus: (...request) => (count(), client.updateStatus(...request)),
    patch: (...request) => (count(), client.patch(...request)),
    delete: (...request) => (count(), client.delete(...request)),
    deleteCollection: (...request) => (count(), client.deleteCollection(...request)),
    updateScale: (...request) => (count(), client.updateScale(...request)),
    patchScale: (...request) => (count(), client.patchScale(...request)),
    evict: (...request) => (count(), client.evict(...request)),
    finalizeNamespace: (...request) => (count(), client.finalizeNamespace(...request)),
    bind: (...request) => (count(), client.bind(...request)),
  }
}
