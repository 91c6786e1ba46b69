// What every controller is made from.
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'

export interface ControllerParts {
  readonly client: Client
  readonly clock: Clock
  readonly prng: Prng
  readonly recorder: EventRecorder
}

/** A controller by its upstream name, which also owns its timers and signs its events. */
export interface Controller {
  readonly name: string
  /** Starts it; from then on it works by watches and timers. */
  readonly create: (parts: ControllerParts) => void
}
