// A controller by itself on the real API server, which fills in, refuses and takes its time to delete.
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers, type Informers } from '#client/informer.ts'
import type { Client } from '#client/client.ts'
import type { Controller } from '#controllers/controller.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { stageWith } from './conformance/api-stage.ts'

/** Starts a controller where nothing is but the first namespaces, without leases of nodes; `informersOf` makes its watches. */
export function startOnStage(
  controller: Controller,
  informersOf: (client: Client) => Informers = createInformers,
) {
  const clock = createClock()
  const server = stageWith([], clock)
  const stop = controller.create({
    client: server,
    informers: informersOf(server),
    leases: { get: () => undefined, watch: () => () => {} },
    clock,
    prng: createPrng(1),
    recorder: createEventRecorder(server, clock),
  })
  return {
    server,
    clock,
    stop,
    /** Runs timers until none is left. */
    settle(): void {
      while (clock.step());
    },
    /** Runs timers until nothing is due by `untilMs`. */
    runTo(untilMs: number): void {
      while ((clock.nextMs() ?? Infinity) <= untilMs) clock.step()
      clock.skipTo(untilMs)
    },
  }
}
