// Puts the parts of a cluster on one clock. A run is a pure function of its options: the same options
// give the same journal, byte for byte, on every machine.
import type { Node } from '#api/generated/types.ts'
import { createApiServer, type ApiServer } from '#apiserver/api-server.ts'
import { createCachedClient } from '#client/cached-client.ts'
import type { Client } from '#client/client.ts'
import { createDelayedClient, NO_DELAY } from '#client/delayed-watch.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createClusterWorld, type World } from '#client/world.ts'
import { CONTROLLERS } from '#controllers/registry.ts'
import { createKubelet } from '#kubelet/kubelet.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import { createRuntime, type Runtime } from '#runtime/runtime.ts'
import { createScheduler } from '#scheduler/scheduler.ts'
import { createClock, type Clock } from '#sim/clock.ts'
import { lastEntryAt } from '#sim/history.ts'
import { createSleeper, type Sleeper } from '#sim/task.ts'
import { carryOut, withNamespaceContent } from './carry-out.ts'
import { defaultNodes, registeredNode } from './default-nodes.ts'
import { firstObjects } from './first-objects.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { createServiceDirectory } from './service-directory.ts'
import type { MachineSession } from './machine/machine-session.ts'
import type { Advanced, Cluster, ClusterOptions, Refusal } from './types.ts'
import type { Action } from './verbs.ts'

const DEFAULT_LIMITS = { maxEntries: 1_000_000, maxTimers: 20_000_000 } as const

/** A session that prints nothing yet. */
type Quiet = Omit<MachineSession, 'out' | 'err'>

interface Machine {
  readonly clock: Clock
  readonly world: World
  readonly server: ApiServer
  readonly prng: Prng
  readonly sleeper: Sleeper
  readonly runtime: Runtime
}

/** Builds a cluster at time zero: nothing has run yet, `advance` moves it. */
export function createCluster(options: ClusterOptions): Cluster {
  const machine = createMachine(options)
  const { clock, world, server } = machine
  const nodes = nodesOf(options)
  server.bootstrap([...firstObjects(), ...nodes], {
    actor: 'kube-apiserver',
    message: `is up with ${nodes.length} ${nodes.length === 1 ? 'Node' : 'Nodes'}`,
    level: 'detail',
    kind: 'Bootstrap',
  })
  const rank = clock.takeRank()
  const runtimes = startNodes(machine, nodes, options)
  startControlPlane(machine, options)
  const refusals: Refusal[] = []
  const session: Quiet = {
    client: withNamespaceContent(server),
    world,
    sleeper: machine.sleeper,
    manifests: (path) => options.manifests?.(path),
    refused: (object, status, entry) => refusals.push({ object, status, entry }),
    disk: (node) => runtimes.get(node)?.disk,
    kill: machine.runtime.kill,
  }
  const schedule = createSchedule(clock, rank, options.actions, (action) =>
    carryOut(session, action),
  )
  return facade(options, machine, { refusals, session, schedule })
}

function createMachine(options: ClusterOptions): Machine {
  const clock = createClock()
  const world = createClusterWorld(clock)
  const prng = createPrng(options.seed)
  const server = createApiServer(world, prng.fork('kube-apiserver'))
  const sleeper = createSleeper(clock)
  const services = createServiceDirectory(server, world)
  const runtime = createRuntime({
    world,
    sleeper,
    prng: prng.fork('containerd'),
    services,
    images: options.images,
    eager: options.eager ?? false,
  })
  return { clock, world, server, prng, sleeper, runtime }
}

function nodesOf(options: ClusterOptions): readonly Node[] {
  const given = options.nodes.filter((object): object is Node => object.kind === 'Node')
  return (given.length > 0 ? given : defaultNodes()).map(registeredNode)
}

function startNodes(
  machine: Machine,
  nodes: readonly Node[],
  options: ClusterOptions,
): ReadonlyMap<string, NodeRuntime> {
  const { clock, server, world, prng } = machine
  const runtimes = new Map<string, NodeRuntime>()
  for (const node of nodes) {
    const nodeName = node.metadata.name ?? ''
    const address =
      node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '172.18.0.1'
    const runtime = machine.runtime.node(nodeName, node.spec?.podCIDR ?? '10.244.0.0/24', address)
    runtimes.set(nodeName, runtime)
    for (const { path, content } of options.nodeFiles.filter((file) => file.node === nodeName)) {
      runtime.disk.write(path, content)
    }
    createKubelet({
      nodeName,
      client: clientOf(machine, options, `kubelet/${nodeName}`),
      clock,
      prng: prng.fork(`kubelet/${nodeName}`),
      runtime,
      recorder: createEventRecorder(server, clock),
      narrate: (narration) => world.commit(narration, []).id,
      decodeStaticPod: options.decodeStaticPod,
    }).start()
  }
  return runtimes
}

/** The client of one component, whose watches are as late as the options say. */
function clientOf(
  { clock, server, prng }: Machine,
  options: ClusterOptions,
  owner: string,
): Client {
  const delay = options.watchDelayMs ?? NO_DELAY
  const { guard } = server
  return createDelayedClient(server, {
    clock,
    prng: prng.fork(`watch delay of ${owner}`),
    delay,
    owner,
    guard,
  })
}

function startControlPlane(machine: Machine, options: ClusterOptions): void {
  const { clock, server, prng } = machine
  const schedulerClient = clientOf(machine, options, 'kube-scheduler')
  createScheduler({
    client: createCachedClient(schedulerClient, createInformers(schedulerClient)),
    clock,
    prng: prng.fork('kube-scheduler'),
    recorder: createEventRecorder(server, clock),
  })
  const client = clientOf(machine, options, 'kube-controller-manager')
  const informers = createInformers(client)
  for (const { name, create } of CONTROLLERS) {
    create({
      client,
      informers,
      clock,
      prng: prng.fork(name),
      recorder: createEventRecorder(server, clock),
    })
  }
}

interface Person {
  readonly refusals: readonly Refusal[]
  readonly session: Quiet
  readonly schedule: Schedule
}

function facade(
  options: ClusterOptions,
  machine: Machine,
  { refusals, session, schedule }: Person,
): Cluster {
  const { clock, world } = machine
  return {
    world,
    journal: world.journal,
    refusals,
    get nowMs() {
      return clock.nowMs
    },
    session: (output) => ({ ...session, ...output }),
    changeActions: schedule.change,
    skipTo(timeMs) {
      if (timeMs > clock.nowMs && clock.nextMs() === null) clock.skipTo(timeMs)
    },
    advance: (toMs, limits = {}) => advance(machine, toMs, { ...DEFAULT_LIMITS, ...limits }),
    seek: (timeMs) => world.stateAt(lastEntryAt(world.journal, timeMs)),
    fork(atMs, actions) {
      const kept = options.actions.filter((action) => action.atMs < atMs)
      const later = actions.filter((action: Action) => action.atMs >= atMs)
      // Processes are generators, which cannot be copied; running the same history again gives the
      // same state, because a run is a pure function of its options.
      const forked = createCluster({ ...options, actions: [...kept, ...later] })
      forked.advance(Math.min(atMs, clock.nowMs))
      return forked
    },
  }
}

function advance(
  { clock, world, runtime }: Machine,
  toMs: number,
  limits: { readonly maxEntries: number; readonly maxTimers: number },
): Advanced {
  const stop = (reason: Advanced['reason'], message: string | null = null): Advanced => ({
    reason,
    nowMs: clock.nowMs,
    message,
  })
  for (;;) {
    const next = clock.nextMs()
    if (next === null) {
      // Where something repeats itself, time goes on although nothing is due.
      if (runtime.repeats && Number.isSafeInteger(toMs) && toMs > clock.nowMs) clock.skipTo(toMs)
      return stop('idle')
    }
    if (next > toMs) {
      if (toMs >= clock.nowMs) clock.skipTo(toMs)
      return stop('reached')
    }
    if (world.journal.length >= limits.maxEntries) {
      return stop(
        'limit',
        `The run stopped here: it has ${limits.maxEntries} journal entries, which is the limit.`,
      )
    }
    if (clock.fired >= limits.maxTimers) {
      return stop(
        'limit',
        `The run stopped here: ${limits.maxTimers} timers fired, which is the limit.`,
      )
    }
    clock.step()
  }
}
