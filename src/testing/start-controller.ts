// A controller by itself, on an API server that stores what it is given, and what was done there.
import type { Controller, ControllerParts } from '#controllers/controller.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from './fake-api-server.ts'

export interface StartedController extends FakeApiServer {
  readonly stop: () => void
}

/** Starts a controller on a server of its own, or on `server`; `more` are parts of it that are unlike others. */
export function startController(
  controller: Controller,
  more: Partial<ControllerParts> = {},
  server: FakeApiServer = createFakeApiServer(),
): StartedController {
  const { client, clock, leases } = server
  const stop = controller.create({
    client,
    informers: createInformers(client),
    clock,
    prng: createPrng(1),
    recorder: createEventRecorder(client, clock),
    leases,
    ...more,
  })
  return { ...server, stop }
}

/**
 * What others than the test did so far: `actor level kind: message, because …`, one line for each entry of the journal that
 * is no Event.
 */
export function done({ world }: FakeApiServer): readonly string[] {
  return world.journal
    .filter(({ actor, changes }) => {
      const isEvent = changes.some(({ key }) => key.startsWith('Event/'))
      return actor !== BY_TEST.actor && !isEvent
    })
    .map(
      ({ actor, level, kind, message, because }) =>
        `${actor} ${level} ${kind}: ${message}${because === null ? '' : `, because ${because}`}`,
    )
}

/** All Events that were written so far: `source about name: type reason: message`. */
export function reported({ client }: FakeApiServer): readonly string[] {
  return client
    .list('Event')
    .map(
      ({ source, involvedObject, type, reason, message }) =>
        `${source?.component ?? ''} about ${involvedObject.kind ?? ''} ${involvedObject.name ?? ''}: ${type ?? ''} ${reason ?? ''}: ${message ?? ''}`,
    )
}
