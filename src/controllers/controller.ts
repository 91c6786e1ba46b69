// What every controller is made from.
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { ClientLimits } from '#client/rate-limiter.ts'
import type { Informers } from '#client/informer.ts'
import type { NodeLeases } from '#client/node-leases.ts'
import type { PodMetrics } from '#client/pod-metrics.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'

export interface ControllerParts {
  /** Writes, and reads what is stored now. */
  readonly client: Client
  /** What the watches have told so far: all controllers of a controller manager share it. */
  readonly informers: Informers
  /** How many requests each controller's client may send: upstream's limits when it is missing, none when it is null. */
  readonly limits?: ClientLimits | null
  readonly clock: Clock
  readonly prng: Prng
  readonly recorder: EventRecorder
  readonly leases: NodeLeases
  /** What Pods use; nobody measures it when it is missing. */
  readonly metrics?: PodMetrics
}

/** A controller by its upstream name, which also owns its timers and signs its events. */
export interface Controller {
  readonly name: string
  /** Starts it; from then on it works by watches and timers, until the function that it returns is called. */
  readonly create: (parts: ControllerParts) => () => void
}
