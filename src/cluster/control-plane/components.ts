// The programs of the control plane that watch, decide and write: the scheduler, and the controllers together.
import { createCachedClient } from '#client/cached-client.ts'
import type { Client } from '#client/client.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createNodeLeases } from '#client/node-leases.ts'
import { createPodMetrics } from '#client/pod-metrics.ts'
import type { World } from '#client/world.ts'
import { API_SERVER_CONTROLLERS, CONTROLLERS } from '#controllers/registry.ts'
import type { Controller } from '#controllers/controller.ts'
import type { Prng } from '#lib/prng.ts'
import { createScheduler } from '#scheduler/scheduler.ts'
import type { Clock } from '#sim/clock.ts'
import { createScope } from '#sim/scope.ts'

export type ComponentName = 'kube-scheduler' | 'kube-controller-manager'

export interface Component {
  readonly name: ComponentName
  /**
   * Starts it, for the `start`th time (from 1); it knows nothing of the times before. Returns a function that ends all
   * that it does. It can be started again after that.
   */
  start(start: number): () => void
}

interface Parts {
  readonly clock: Clock
  readonly world: World
  readonly prng: Prng
  /** The client of one component; `owner` names the timers of its watches. */
  readonly clientFor: (owner: string) => Client
}

/** The components, in the order in which they start. */
export function createComponents(parts: Parts): readonly Component[] {
  return [
    { name: 'kube-scheduler', start: (start) => startScheduler(parts, start) },
    { name: 'kube-controller-manager', start: (start) => startControllers(parts, start) },
  ]
}

/** Chance is another at each start. */
function chanceOf({ prng }: Parts, name: string, start: number): Prng {
  const own = prng.fork(name)
  return start === 1 ? own : own.fork(`start/${start}`)
}

function startScheduler(parts: Parts, start: number): () => void {
  const { clock, clientFor } = parts
  const client = clientFor('kube-scheduler')
  const informers = createInformers(client)
  const scope = createScope()
  scope.own(() => informers.stop())
  scope.own(
    createScheduler({
      client: createCachedClient(client, informers),
      clock,
      prng: chanceOf(parts, 'kube-scheduler', start),
      recorder: createEventRecorder(client, clock),
    }),
  )
  return () => scope.end()
}

function startControllers(parts: Parts, start: number): () => void {
  return startAll(parts, { owner: 'kube-controller-manager', controllers: CONTROLLERS, start })
}

/** Starts the controllers that kube-apiserver runs itself. They run as long as it does. */
export function startApiServerControllers(parts: Parts): void {
  startAll(parts, { owner: 'kube-apiserver', controllers: API_SERVER_CONTROLLERS, start: 1 })
}

interface Started {
  readonly owner: string
  readonly controllers: readonly Controller[]
  readonly start: number
}

function startAll(parts: Parts, { owner, controllers, start }: Started): () => void {
  const { clock, world, clientFor } = parts
  const client = clientFor(owner)
  const informers = createInformers(client)
  const leases = createNodeLeases(world)
  const metrics = createPodMetrics(world)
  const scope = createScope()
  scope.own(() => informers.stop())
  for (const { name, create } of controllers) {
    const stop = create({
      client,
      informers,
      clock,
      prng: chanceOf(parts, name, start),
      recorder: createEventRecorder(client, clock),
      leases,
      metrics,
    })
    scope.own(stop)
  }
  return () => scope.end()
}
