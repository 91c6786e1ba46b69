// The shape of a controller: what it watches, how a change becomes the key of what is to be looked at, and one
// function that brings a key up to date. The queue, its back-off, expectations, rate limit and narration come with it.
// Follows k8s.io/kubernetes/pkg/controller (v1.36), where each controller repeats this shape.
import { type CustomObject, definedKind } from '#api/meta/custom-kind.ts'
import type { CustomKind } from '#api/meta/kind-info.ts'
import type { ApiObject, Kind, ObjectOf } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { EventReport } from '#client/event-recorder.ts'
import { createExpectations, type Expectations } from '#client/expectations.ts'
import type { Lister } from '#client/indexer.ts'
import {
  CONTROLLER_MANAGER_LIMITS,
  createRateLimiter,
  type RateLimiter,
  UNLIMITED,
} from '#client/rate-limiter.ts'
import { createWorkQueue, type RetryDelays } from '#client/work-queue.ts'
import { createScope } from '#sim/scope.ts'
import type { Future, Task } from '#sim/task.ts'
import type { Narration } from '#sim/world.ts'
import type { Controller, ControllerParts } from './controller.ts'
import { createRequests, type Requests } from './requests.ts'

/** What `sync` and the watches of a controller work with. `State` is what this controller keeps besides. */
export interface Run<State> extends ControllerParts {
  readonly state: State
  /** The objects of a kind as the watches have told them so far; they may be older than what is stored. */
  lister<K extends Kind>(kind: K): Lister<ObjectOf<K>>
  readonly expectations: Expectations
  /** How many requests the controller may still send. */
  readonly limiter: RateLimiter
  /** Waits until the next request may be sent, which has to be sent at once then. */
  readonly turn: Requests['turn']
  /** Sends requests side by side, each when it may be sent. */
  readonly sideBySide: Requests['sideBySide']
  /** Asks for a key to be synced; by default as soon as a change that came by a watch. */
  enqueue(key: string, delayMs?: number): void
  /** What is said about a write of this controller. */
  narration(what: Omit<Narration, 'actor'>): Narration
  /** Writes an Event about an object in the name of this controller. */
  report(object: ApiObject, event: Omit<EventReport, 'source' | 'host'>): void
}

/**
 * When a key is to be synced again besides when something changes: never, after a failure with the queue's
 * back-off, or after so many milliseconds.
 */
export type SyncResult = 'done' | 'retry' | { readonly againInMs: number }

/** A kind that is watched, and what is done with its changes. Made by `watching`. */
export interface Watched<State> {
  start(run: Run<State>): () => void
}

export interface ControllerDefinition<State> {
  /** As cmd/kube-controller-manager/names/controller_names.go has it. */
  readonly name: string
  /** The component that its Events name, where upstream's recorder has another name than the controller. */
  readonly source?: string
  /** How long a key waits after a failure; as client-go has it by default when it is missing. */
  readonly retryDelays?: RetryDelays
  /** Makes what the controller keeps besides the caches; also the place to add indexes to them. */
  readonly state: (parts: ControllerParts) => State
  /** In the order in which they start. */
  readonly watches: readonly Watched<State>[]
  /** After so many failures in a row a key is left until something changes; without it, it is tried for ever. */
  readonly maxRetries?: number
  /**
   * Brings one key up to date. It must do with caches that are older than what is stored. As a task it may wait for the turns
   * of its requests; meanwhile others are worked on.
   */
  readonly sync: (run: Run<State>, key: string) => SyncResult | Task<SyncResult>
}

/** Watches a kind: `keysOf` names the keys that a change asks to be synced, and may note things; it never writes. */
export function watching<K extends Kind, State>(
  kind: K,
  keysOf: (event: WatchEvent<ObjectOf<K>>, run: Run<State>) => Iterable<string>,
): Watched<State> {
  return {
    start: (run) =>
      run.informers.informer(kind).addEventHandler((event) => {
        for (const key of keysOf(event, run)) run.enqueue(key)
      }),
  }
}

/** Watches the objects of all kinds that definitions bring, from when they are served. */
export function watchingDefined<State>(
  keysOf: (event: WatchEvent<CustomObject>, run: Run<State>) => Iterable<string>,
): Watched<State> {
  return {
    start(run) {
      const started = new Map<CustomKind, () => void>()
      const stop = run.informers.informer('CustomResourceDefinition').addEventHandler((event) => {
        const kind = definedKind(event.object)
        if (event.type === 'DELETED' || started.has(kind)) return
        const own = run.informers.informer(kind).addEventHandler((change) => {
          for (const key of keysOf(change, run)) run.enqueue(key)
        })
        started.set(kind, own)
      })
      return () => {
        stop()
        for (const end of started.values()) end()
      }
    },
  }
}

/** Makes a controller. */
export function defineController<State>(definition: ControllerDefinition<State>): Controller {
  return { name: definition.name, create: (parts) => start(definition, parts) }
}

function start<State>(
  {
    name,
    source = name,
    state,
    watches,
    sync,
    maxRetries = Number.POSITIVE_INFINITY,
    retryDelays,
  }: ControllerDefinition<State>,
  parts: ControllerParts,
): () => void {
  const { clock, informers, client, recorder, limits = CONTROLLER_MANAGER_LIMITS } = parts
  const scope = createScope()
  const settle = (key: string, result: SyncResult): void => {
    if (result === 'retry' && queue.numRequeues(key) < maxRetries) {
      queue.addRateLimited(key)
      return
    }
    queue.forget(key)
    if (typeof result === 'object') queue.add(key, result.againInMs)
  }
  const reconcile = (key: string): Future<unknown> | void => {
    const result = sync(run, key)
    if (!isTask(result)) {
      settle(key, result)
      return
    }
    const { done } = scope.spawn(result)
    if (!done.settled) {
      done.whenSettled(() => settle(key, done.value))
      return done
    }
    settle(key, done.value)
  }
  const limiter = limits === null ? UNLIMITED : createRateLimiter(clock, limits)
  const requests = createRequests({ clock, client, recorder, limiter, owner: name })
  const queue = createWorkQueue(clock, name, reconcile, retryDelays)
  const run: Run<State> = {
    ...parts,
    client: requests.client,
    state: state(parts),
    expectations: createExpectations(clock),
    limiter: requests.limiter,
    turn: requests.turn,
    sideBySide: requests.sideBySide,
    lister: (kind) => informers.informer(kind).indexer,
    enqueue: (key, delayMs) => queue.add(key, delayMs),
    narration: (what) => ({ ...what, actor: name }),
    report: (object, event) => requests.report(object, { ...event, source }),
  }
  scope.own(requests.stop)
  scope.own(() => queue.stop())
  for (const watched of watches) scope.own(watched.start(run))
  return () => scope.end()
}

function isTask(result: SyncResult | Task<SyncResult>): result is Task<SyncResult> {
  return typeof result === 'object' && 'next' in result
}
