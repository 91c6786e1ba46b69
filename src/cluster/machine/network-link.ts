// What a machine reaches of the API server: nothing while its network is cut. Its components go on with what they knew, and
// see what has happened meanwhile all at once, as after a list.
// Follows k8s.io/client-go/tools/cache/reflector.go and rest/request.go (v0.36).
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import type { Client } from '#client/client.ts'
import { type Connection, createConnectedClient } from '#client/connection.ts'
import type { HandlerGuard } from '#client/handler-guard.ts'
import { missedEvents } from '#client/missed-events.ts'
import type { WatchEvent } from '#client/selection.ts'
import type { World } from '#client/world.ts'
import { createListeners } from '#lib/listeners.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { simplified } from '#lib/simplified.ts'
import { unwrittenEntry } from '#sim/dry-world.ts'
import { createScope, type Scope } from '#sim/scope.ts'
import { type Sleeper, type Task, wait } from '#sim/task.ts'

simplified(
  'network-cut',
  'a machine whose network is cut reaches no other one, and is reached by none. When it is mended its kubelet hears what it missed within the time that the cut lasted, and within 30 s; who types kubectl is never cut off.',
)

/** A watch that found nobody waits so long at most before it asks again. Follows reflector.go, defaultBackoff. */
const MAX_LIST_BACK_OFF_MS = 30_000

export interface NetworkLink {
  /** To the API server, as the machine has it. */
  readonly connection: Connection
  /** A client of a component on the machine. */
  clientOf(client: Client): Client
}

export interface NetworkParts {
  readonly world: World
  readonly sleeper: Sleeper
  readonly prng: Prng
  /** Of the whole cluster. */
  readonly connection: Connection
  readonly guard: HandlerGuard
  readonly runtime: Pick<Runtime, 'cutNetwork' | 'mendNetwork'>
  readonly apiServer: { readonly ip: string; readonly nodeName: string | null }
}

/** The network between the machines. */
export interface MachineNetwork {
  /** What a machine reaches of the API server. */
  link(nodeName: string): NetworkLink
  /** Cuts a machine off, and with it all from the API server when that is there. */
  cut(nodeName: string): void
  mend(nodeName: string): void
}

/** Makes the network between machines that reach each other. */
export function createMachineNetwork(parts: NetworkParts): MachineNetwork {
  const { runtime, apiServer } = parts
  const links = new Map<string, Link>()
  const cut = new Set<string>()
  const look = (): void => {
    const isAway = apiServer.nodeName !== null && cut.has(apiServer.nodeName)
    for (const [nodeName, link] of links) {
      if (nodeName !== apiServer.nodeName) link.become(isAway || cut.has(nodeName))
    }
  }
  return {
    link(nodeName) {
      const made = new Link(parts, nodeName)
      links.set(nodeName, made)
      look()
      return made
    },
    cut(nodeName) {
      cut.add(nodeName)
      runtime.cutNetwork(nodeName)
      look()
    },
    mend(nodeName) {
      cut.delete(nodeName)
      runtime.mendNetwork(nodeName)
      look()
    },
  }
}

class Link implements NetworkLink, Connection {
  readonly #parts: NetworkParts
  readonly #nodeName: string
  readonly #timeout: Status
  readonly #connected = createListeners<void>()
  readonly #caughtUp = createListeners<void>()
  /** What the API server held when the network was cut; null while it is not. */
  #before: Client | null = null
  #isBehind = false
  #cutMs = 0
  #mends = 0
  #catchingUp: Scope = createScope()

  constructor(parts: NetworkParts, nodeName: string) {
    this.#parts = parts
    this.#nodeName = nodeName
    this.#timeout = {
      code: 0,
      reason: '',
      message: `dial tcp ${parts.apiServer.ip}:6443: i/o timeout`,
      causes: [],
    }
    parts.connection.watch(() => {
      if (this.#before === null) this.#connected.tell()
    })
  }

  get connection(): Connection {
    return this
  }

  get refusal(): Status | null {
    return this.#before === null ? this.#parts.connection.refusal : this.#timeout
  }

  watch(listener: () => void): () => void {
    return this.#connected.add(listener)
  }

  clientOf(client: Client): Client {
    const linked = createConnectedClient(client, this)
    const readable = (): Client => this.#before ?? client
    return {
      ...linked,
      get: (kind, namespace, name) => readable().get(kind, namespace, name),
      list: (kind, which) => readable().list(kind, which),
      podsOnNode: (nodeName) => readable().podsOnNode(nodeName),
      watch: (kind, handler, selection) =>
        this.#held(handler, (tell) => client.watch(kind, tell, selection)),
      watchPodsOnNode: (nodeName, handler) =>
        this.#held(handler, (tell) => client.watchPodsOnNode(nodeName, tell)),
    }
  }

  /** Nothing comes through any more, or requests do again, and soon after that the watches. */
  become(isCut: boolean): void {
    if (isCut === (this.#before !== null)) return
    if (isCut) this.#cut()
    else this.#mend()
  }

  #cut(): void {
    const { world } = this.#parts
    this.#catchingUp.end()
    this.#before = clientAt(world)
    this.#isBehind = true
    this.#cutMs = world.clock.nowMs
    this.#connected.tell()
  }

  #mend(): void {
    const { world, prng } = this.#parts
    this.#before = null
    this.#mends += 1
    const lastedMs = Math.min(MAX_LIST_BACK_OFF_MS, world.clock.nowMs - this.#cutMs)
    const delayMs = prng.fork(`mend/${this.#nodeName}/${this.#mends}`).next(lastedMs + 1)
    this.#catchingUp = createScope()
    this.#catchingUp.spawn(this.#catchUp(delayMs))
    this.#connected.tell()
  }

  *#catchUp(delayMs: number): Task<void> {
    const { sleeper } = this.#parts
    yield* wait(sleeper.sleep(delayMs, `watches of ${this.#nodeName}`))
    this.#isBehind = false
    this.#caughtUp.tell()
  }

  /** Keeps what happens while the machine is behind, and tells then what has come of it. */
  #held<T extends ApiObject>(
    handler: (event: WatchEvent<T>) => void,
    start: (tell: (event: WatchEvent<T>) => void) => () => void,
  ): () => void {
    const missed: WatchEvent<T>[] = []
    const stop = start((event) => {
      if (this.#isBehind) missed.push(event)
      else handler(event)
    })
    const forget = this.#caughtUp.add(() => {
      for (const event of missedEvents(missed.splice(0))) this.#parts.guard.handle(handler, event)
    })
    return () => {
      stop()
      forget()
    }
  }
}

/** A client that reads what there is now, also later. */
function clientAt(world: World): Client {
  const { state, clock } = world
  const frozen: World = {
    clock,
    journal: [],
    state,
    live: state,
    get: (key) => state.get(key),
    stateAt: () => state,
    commit: (narration, changes) => unwrittenEntry(narration, clock.nowMs, changes),
    subscribe: () => () => {},
  }
  return createApiServer(frozen, createPrng('a past state'))
}
