// A controller by itself, on an API server that stores what it is given, and what was done there.
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Controller, ControllerParts } from '#controllers/controller.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import type { World } from '#client/world.ts'
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

/** What is done and reported while `act` runs, with letters in the place of the hashes and random words behind `name-`. */
export function news(server: FakeApiServer, name: string, act: () => void): readonly string[] {
  const [doneBefore, reportedBefore] = [done(server).length, reported(server).length]
  act()
  const letters = new Map<string, string>()
  const letterOf = (word: string): string => {
    if (!letters.has(word)) letters.set(word, 'abcdefghijkl'.charAt(letters.size))
    return letters.get(word) ?? ''
  }
  const lines = [...done(server).slice(doneBefore), ...reported(server).slice(reportedBefore)]
  return lines.map((line) =>
    line.replaceAll(
      new RegExp(`\\b${name}-([a-z0-9]{5,})`, 'g'),
      (_all, word: string) => `${name}-${letterOf(word)}`,
    ),
  )
}

/**
 * Does for all Pods what their kubelets would: those that are new run and are ready, or whatever `statusOf` says, and those
 * that are to go are gone, until nothing more is asked.
 */
export function settlePods(
  server: FakeApiServer,
  statusOf: (pod: Pod) => PodStatus = () => runningAt(server.clock.nowMs),
): void {
  for (let isNews = true; isNews;) {
    server.runUntil(server.clock.nowMs + 100)
    isNews = false
    for (const pod of server.client.list('Pod')) {
      const { name = '', deletionTimestamp } = pod.metadata
      if (deletionTimestamp !== undefined)
        server.client.delete('Pod', 'default', name, { gracePeriodSeconds: 0 }, BY_TEST)
      else if (pod.status?.phase === undefined || pod.status.phase === 'Pending')
        server.client.updateStatus({ ...pod, status: statusOf(pod) }, BY_TEST)
      else continue
      isNews = true
    }
  }
}

/** The status of a Pod that runs and is ready since then. */
export const runningAt = (nowMs: number): PodStatus => ({
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timeOf(nowMs) }],
})

/**
 * What others than the test did so far: `actor level kind: message, because …`, one line for each entry of the journal that
 * is no Event.
 */
export function done({ world }: FakeApiServer): readonly string[] {
  return world.journal
    .filter(isDone)
    .map(
      ({ actor, level, kind, message, because }) =>
        `${actor} ${level} ${kind}: ${message}${because === null ? '' : `, because ${because}`}`,
    )
}

/** Whether others than the test did it, and more than to report. */
const isDone = ({ actor, changes }: World['journal'][number]): boolean =>
  actor !== BY_TEST.actor && !changes.some(({ key }) => key.startsWith('Event/'))

/** By the kind of entry: which kinds of objects it is about, the first of them first. */
export function about({ world }: FakeApiServer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    world.journal
      .filter(isDone)
      .map(({ kind, objects }) => [
        kind,
        objects.map((key) => key.split('/')[0]?.replace(/\..*/, '') ?? '').join(' '),
      ]),
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
