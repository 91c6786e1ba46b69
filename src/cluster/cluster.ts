// Puts the parts of a cluster on one clock. A run is a pure function of its options: the same options
// give the same journal, byte for byte, on every machine.
import { mapped } from '#kubectl/custom-kinds.ts'
import type { Node } from '#api/generated/types.ts'
import { createApiServer, type ApiServer } from '#apiserver/api-server.ts'
import type { Client } from '#client/client.ts'
import { type Connection, CONNECTED, createConnectedClient } from '#client/connection.ts'
import { createDelayedClient, NO_DELAY } from '#client/delayed-watch.ts'
import { createClusterWorld, type World } from '#client/world.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { createProbePlans, type ProbePlans } from '#kubelet/prober/probe-plans.ts'
import { kubectlInContainers } from './kubectl-in-containers.ts'
import { createRuntime, type Runtime } from '#runtime/runtime.ts'
import { createClock, type Clock } from '#sim/clock.ts'
import { lastEntryAt } from '#sim/history.ts'
import { createSleeper, type Sleeper } from '#sim/task.ts'
import { carryOut, type PrintedAction, withNamespaceContent } from './carry-out.ts'
import { createComponents, startApiServerControllers } from './control-plane/components.ts'
import { type Host, watchHost } from './control-plane/host.ts'
import { createHostedApiServer } from './control-plane/hosted-api-server.ts'
import { runInContainers } from './control-plane/run-in-containers.ts'
import { defaultNodes, registeredNode, UP_SINCE_MS } from './default-nodes.ts'
import { firstObjects } from './first-objects.ts'
import { createContainers } from './machine/containers.ts'
import { bringsMachine, createMachines, isSpare, type Machines } from './machine/machines.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { apiServerEndpoints, apiServerIpOf, controlPlaneOf, serveCluster } from './serve-cluster.ts'
import { createServiceDirectory } from './service-directory.ts'
import type { MachineSession } from './machine/machine-session.ts'
import { createMachineNetwork } from './machine/network-link.ts'
import type {
  Advanced,
  Cluster,
  ClusterOptions,
  Deeds,
  Refusal,
  StaticControlPlane,
} from './types.ts'
import type { Action } from './verbs.ts'

const DEFAULT_LIMITS = { maxEntries: 5_000_000, maxTimers: 100_000_000 } as const
const STAY_BELOW = 'With an earlier "until", or fewer objects, it stays below.'

/** A session that prints nothing yet. */
type Quiet = Omit<MachineSession, 'out' | 'err'>

interface Parts {
  readonly clock: Clock
  readonly world: World
  readonly server: ApiServer
  readonly prng: Prng
  readonly sleeper: Sleeper
  readonly runtime: Runtime
  readonly probePlans: ProbePlans
  /** How the components come to the API server. */
  readonly connection: Connection
  /** The machine of the control plane, where its parts run in containers. */
  readonly host: Host | null
}

/** Builds a cluster at time zero: nothing has run yet, `advance` moves it. */
export function createCluster(options: ClusterOptions): Cluster {
  const nodes = nodesOf(options)
  const apiServerIp = apiServerIpOf(nodes)
  const files = staticControlPlaneOf(nodes, options)
  const parts = createParts(options, { ip: apiServerIp, nodeName: files?.nodeName ?? null })
  const { clock, world, server, runtime } = parts
  serveCluster(runtime, files === null ? apiServerIp : null)
  server.bootstrap(
    [...firstObjects(), ...apiServerEndpoints(apiServerIp), ...nodes],
    {
      actor: 'kube-apiserver',
      message: `is up with ${nodes.length} ${nodes.length === 1 ? 'Node' : 'Nodes'}`,
      level: 'detail',
      kind: 'Bootstrap',
    },
    UP_SINCE_MS,
  )
  const rank = clock.takeRank()
  const machines = startMachines(parts, nodes, { options, files })
  startControlPlane(parts, options)
  const refusals: Refusal[] = []
  let deeds: Deeds = options
  const session: Quiet = {
    client: withNamespaceContent(server),
    world,
    sleeper: parts.sleeper,
    manifests: (path) =>
      deeds.manifests?.(path)?.objects.map((object) => mapped(parts.server, object) ?? object),
    faults: (path) => deeds.manifests?.(path)?.faults ?? [],
    text: (path) => deeds.text?.(path),
    refused: (object, status, entry) => refusals.push({ object, status, entry }),
    machine: (node) => machines.get(node),
    kill: runtime.kill,
    containers: createContainers({ world, runtime }),
    editor: null,
    leave() {},
  }
  runtime.provide(
    'kubectl',
    kubectlInContainers(() => session, options.manifestsIn),
  )
  const printed: PrintedAction[] = []
  const schedule = createSchedule(clock, rank, options.actions, (action) => {
    printed.push(carryOut(session, action))
  })
  const beginWith = (others: Deeds): void => {
    deeds = others
    schedule.replace(others.actions)
  }
  const person = { refusals, session, schedule, printed, beginWith }
  return facade(() => ({ ...options, ...deeds }), parts, person)
}

function createParts(
  options: ClusterOptions,
  control: { readonly ip: string; readonly nodeName: string | null },
): Parts {
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
  const host = control.nodeName === null ? null : watchHost(world, control.nodeName)
  const connection =
    host === null ? CONNECTED : createHostedApiServer({ world, host, ip: control.ip })
  const probePlans = createProbePlans()
  return { clock, world, server, prng, sleeper, runtime, probePlans, connection, host }
}

function allNodes({ nodes }: ClusterOptions): readonly Node[] {
  return nodes.filter((object): object is Node => object.kind === 'Node')
}

function nodesOf(options: ClusterOptions): readonly Node[] {
  const given = allNodes(options).filter((node) => !isSpare(node))
  // A Node that is an object and nothing else stays as it was written.
  return (given.length > 0 ? lastOfEach(given) : defaultNodes()).map((node, index) =>
    bringsMachine(node) ? registeredNode(node, index) : node,
  )
}

/** What the control plane's static Pods are made from, and the machine that they are on. */
interface ControlPlaneFiles extends StaticControlPlane {
  readonly nodeName: string
}

function staticControlPlaneOf(
  nodes: readonly Node[],
  { staticControlPlane }: ClusterOptions,
): ControlPlaneFiles | null {
  const nodeName = apiServerNodeOf(nodes)
  if (nodeName === null || staticControlPlane === undefined) return null
  return { nodeName, ...staticControlPlane({ name: nodeName, ip: apiServerIpOf(nodes) }) }
}

/** The machine that the API server is on; null where it is on none of them. */
function apiServerNodeOf(nodes: readonly Node[]): string | null {
  return controlPlaneOf(nodes.filter(bringsMachine))?.metadata.name ?? null
}

function startControlPlane(parts: Parts, options: ClusterOptions): void {
  const { host } = parts
  const all = { ...parts, clientFor: (owner: string) => clientOf(parts, options, owner) }
  startApiServerControllers(all)
  const components = createComponents(all)
  if (host === null) for (const { start } of components) start(1)
  else runInContainers({ ...parts, host }, components)
}

function startMachines(
  parts: Parts,
  nodes: readonly Node[],
  {
    options,
    files,
  }: { readonly options: ClusterOptions; readonly files: ControlPlaneFiles | null },
): Machines {
  const { decodeStaticPod, readYaml, nodeFiles } = options
  const clientFor = (owner: string): Client => clientOf(parts, options, owner)
  const listed = imagesListed([...allNodes(options), ...nodes])
  const network = createMachineNetwork({
    ...parts,
    guard: parts.server.guard,
    prng: parts.prng.fork('network'),
    apiServer: { ip: apiServerIpOf(nodes), nodeName: apiServerNodeOf(nodes) },
  })
  return createMachines(
    {
      ...parts,
      network,
      decodeStaticPod,
      ...(readYaml === undefined ? {} : { readYaml }),
      clientFor,
    },
    { first: nodes, spare: lastOfEach(allNodes(options).filter(isSpare)) },
    ({ nodeName, runtime: { disk } }) => {
      if (files !== null && nodeName === files.nodeName) {
        parts.runtime.loadImages(nodeName, files.images)
        for (const { path, content } of files.files) disk.write(path, content)
      }
      const images = listed.get(nodeName) ?? []
      if (images.length > 0) parts.runtime.loadImages(nodeName, images)
      for (const { node, path, content } of nodeFiles) {
        if (node === nodeName) disk.write(path, content)
      }
    },
  )
}

/** The images that Nodes say they have, by their names; of two Nodes with one name the later counts. */
function imagesListed(nodes: readonly Node[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    nodes.map(({ metadata, status }) => [
      metadata.name ?? '',
      status?.images?.flatMap(({ names = [] }) => names) ?? [],
    ]),
  )
}

/** Of two with one name the later counts, in the place of the first, as after a second `kubectl apply`. */
function lastOfEach(nodes: readonly Node[]): readonly Node[] {
  const byName = new Map<string, Node>()
  for (const [index, node] of nodes.entries()) {
    const { name } = node.metadata
    byName.set(name ?? `\u0000${index}`, node)
  }
  return [...byName.values()]
}

/** The client of one component, whose watches are as late as the options say. */
function clientOf(parts: Parts, options: ClusterOptions, owner: string): Client {
  const { clock, server, prng, connection } = parts
  const delay = options.watchDelayMs ?? NO_DELAY
  const { guard } = server
  const delayed = createDelayedClient<Client>(server, {
    clock,
    prng: prng.fork(`watch delay of ${owner}`),
    delay,
    owner,
    guard,
  })
  return createConnectedClient(delayed, connection)
}

interface Person {
  readonly refusals: readonly Refusal[]
  readonly session: Quiet
  readonly schedule: Schedule
  readonly beginWith: (deeds: Deeds) => void
  readonly printed: readonly PrintedAction[]
}

/** `options` says with what the cluster has been begun. */
function facade(
  options: () => ClusterOptions,
  parts: Parts,
  { refusals, session, schedule, printed, beginWith }: Person,
): Cluster {
  const { clock, world } = parts
  return {
    world,
    journal: world.journal,
    refusals,
    printed,
    probePlans: parts.probePlans,
    get nowMs() {
      return clock.nowMs
    },
    session: (output) => ({ ...session, ...output }),
    changeActions: schedule.change,
    beginWith,
    skipTo(timeMs) {
      if (timeMs > clock.nowMs && clock.nextMs() === null) clock.skipTo(timeMs)
    },
    advance: (toMs, limits = {}) => advance(parts, toMs, { ...DEFAULT_LIMITS, ...limits }),
    seek: (timeMs) => world.stateAt(lastEntryAt(world.journal, timeMs)),
    fork(atMs, actions) {
      const begun = options()
      const kept = begun.actions.filter((action) => action.atMs < atMs)
      const later = actions.filter((action: Action) => action.atMs >= atMs)
      // Processes are generators, which cannot be copied; running the same history again gives the
      // same state, because a run is a pure function of its options.
      const forked = createCluster({ ...begun, actions: [...kept, ...later] })
      forked.advance(Math.min(atMs, clock.nowMs))
      return forked
    },
  }
}

function advance(
  { clock, world, runtime }: Parts,
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
        `The run stopped here: it has ${limits.maxEntries} journal entries, which is the limit. ${STAY_BELOW}`,
      )
    }
    if (clock.fired >= limits.maxTimers) {
      return stop(
        'limit',
        `The run stopped here: ${limits.maxTimers} timers fired, which is the limit. ${STAY_BELOW}`,
      )
    }
    clock.step()
  }
}
