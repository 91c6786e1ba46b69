// The machine that the control plane's static Pods are on: which of the programs serve, and what their containers
// came to. Whoever wants to know hears of a change in the same millisecond, after it.
import type { ComponentRecord, ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import type { World, WorldObject } from '#client/world.ts'

export type ProgramName = ComponentRecord['name']

const OWNER = 'control-plane'
const NAMESPACE = 'kube-system'
/** Where clients look for each; the ports of scheduler and controller manager nobody else needs. */
const PORTS: Readonly<Record<ProgramName, number | null>> = {
  etcd: 2379,
  'kube-apiserver': 6443,
  'kube-controller-manager': null,
  'kube-scheduler': null,
}

export interface Host {
  readonly nodeName: string
  /** The container of a program that was heard of last. */
  last(name: ProgramName): ContainerRecord | undefined
  /** Whether a container of that name runs and its port is open. */
  serves(name: ProgramName): boolean
  /** Whether one of that name ever served, or ended. */
  wasSeen(name: ProgramName): boolean
  /** Whether the machine has power and has booted. */
  isOn(): boolean
  /** Calls `look` when something of the program, or of the machine, may be different. It may write. */
  onChange(look: (name: ProgramName) => void): void
  /** Has `look` called for a program in so many milliseconds; a number for `cancel`. */
  after(delayMs: number, name: ProgramName, act: () => void): () => void
}

/** Begins to watch a machine. */
export function watchHost(world: World, nodeName: string): Host {
  return new WatchedHost(world, nodeName)
}

class WatchedHost implements Host {
  readonly nodeName: string
  readonly #world: World
  readonly #looks: ((name: ProgramName) => void)[] = []
  readonly #last = new Map<ProgramName, ContainerRecord>()
  readonly #seen = new Set<ProgramName>()
  /** The programs that serve, by the sandbox that they are in. */
  readonly #serving = new Map<string, ReadonlySet<ProgramName>>()
  readonly #acts = new Map<string, () => void>()
  #acted = 0

  constructor(world: World, nodeName: string) {
    this.#world = world
    this.nodeName = nodeName
    world.clock.handle(OWNER, ({ kind, key }) => {
      if (kind === 'act') this.#acts.get(key)?.()
      else if (isProgram(key)) for (const look of this.#looks) look(key)
    })
    world.subscribe(({ changes }) => {
      for (const { key, before, after } of changes) this.#note(key, before, after)
    })
  }

  last(name: ProgramName): ContainerRecord | undefined {
    return this.#last.get(name)
  }

  serves(name: ProgramName): boolean {
    return [...this.#serving.values()].some((names) => names.has(name))
  }

  wasSeen(name: ProgramName): boolean {
    return this.#seen.has(name)
  }

  isOn(): boolean {
    const machine = this.#world.get(`Machine/${this.nodeName}`)
    return machine?.kind !== 'Machine' || machine.power === 'on'
  }

  onChange(look: (name: ProgramName) => void): void {
    this.#looks.push(look)
  }

  after(delayMs: number, name: ProgramName, act: () => void): () => void {
    const { clock } = this.#world
    this.#acted += 1
    const key = `${name}/${this.#acted}`
    const timer = clock.setTimer(delayMs, OWNER, 'act', key)
    this.#acts.set(key, () => {
      this.#acts.delete(key)
      act()
    })
    return () => {
      clock.cancelTimer(timer)
      this.#acts.delete(key)
    }
  }

  #note(key: string, before: WorldObject | undefined, after: WorldObject | undefined): void {
    const object = after ?? before
    if (object === undefined || !('nodeName' in object) || object.nodeName !== this.nodeName) return
    if (object.kind === 'Machine') for (const name of Object.keys(PORTS)) this.#tell(name)
    else if (object.kind === 'Sandbox') this.#noteSandbox(key, object, after === undefined)
    else if (object.kind === 'ContainerInstance') this.#noteContainer(object)
  }

  #noteSandbox(key: string, { pod, ports }: SandboxRecord, isGone: boolean): void {
    if (pod.namespace !== NAMESPACE) return
    const names = new Set<ProgramName>()
    for (const { containerName, port } of isGone ? [] : ports) {
      if (isProgram(containerName) && [null, port].includes(PORTS[containerName])) {
        names.add(containerName)
        this.#seen.add(containerName)
      }
    }
    const before = this.#serving.get(key)
    if (names.size === 0) this.#serving.delete(key)
    else this.#serving.set(key, names)
    for (const name of before ?? []) if (!names.has(name)) this.#tell(name)
    for (const name of names) if (before?.has(name) !== true) this.#tell(name)
  }

  #noteContainer(record: ContainerRecord): void {
    if (record.pod.namespace !== NAMESPACE || !isProgram(record.name)) return
    // What is left of an earlier one may be cleared away when another one runs already.
    const { createdAtMs } = this.#last.get(record.name) ?? record
    if (record.createdAtMs < createdAtMs) return
    this.#last.set(record.name, record)
    if (record.state === 'exited') this.#seen.add(record.name)
    this.#tell(record.name)
  }

  /** Who listens to the journal does not write into it. */
  #tell(name: string): void {
    this.#world.clock.setTimer(0, OWNER, 'look', name)
  }
}

function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(PORTS, name)
}
