// A machine of the cluster: a power switch, a disk, a container runtime, and the kubelet as a process on it
// that can be started and stopped by itself. What runs goes with the power; disk, images, volumes and the
// records of containers stay.
import { simplified } from '#lib/simplified.ts'
import type { MachineRecord } from '#api/runtime/records.ts'
import type { Client } from '#client/client.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import type { World } from '#client/world.ts'
import type { DecodeStaticPod } from '#kubelet/config/file-source.ts'
import { CONFIG_PATH, type ReadYaml } from '#kubelet/config/kubelet-config.ts'
import { createKubelet } from '#kubelet/kubelet.ts'
import { createLogFolders } from '#kubelet/log-folders.ts'
import type { ProbePlans } from '#kubelet/prober/probe-plans.ts'
import type { Prng } from '#lib/prng.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { following } from '#sim/clock.ts'
import { createScope, type Scope } from '#sim/scope.ts'
import { type Future, settledFuture, type Sleeper, type Task, wait } from '#sim/task.ts'
import type { Narration } from '#sim/world.ts'
import { configurationOf } from './configuration-of.ts'
import { bootIdOf, type Hardware } from './hardware.ts'
import type { MachineNetwork, NetworkLink } from './network-link.ts'

simplified(
  'kubelet-exits',
  'a kubelet that cannot read its configuration is started again every 10 s; the journal has the first start, and the one after the file was changed.',
)
simplified(
  'boot-time',
  'a machine boots in 10 to 15 s, and a new one has its Pod network 3 to 8 s after its first kubelet started.',
)

/** From the switch to the start of the kubelet: firmware, kernel, container runtime. */
const BOOT_MS = 10_000
const BOOT_SPREAD_MS = 5000
/** From the first start of a kubelet to the day when the network plugin has been brought to its node. */
const NETWORK_MS = 3000
const NETWORK_SPREAD_MS = 5000
/** Leases of machines that ran before the run began were renewed at some moment of the last 10 s. */
const LEASE_SPREAD_MS = 10_000

/** systemd starts a kubelet that ended by itself again after so long. Follows kubelet.service of the packages, RestartSec. */
const SYSTEMD_RETRY_MS = 10_000
const CONFIG_FOLDER = CONFIG_PATH.slice(0, CONFIG_PATH.lastIndexOf('/'))

/** A kubelet tries to renew a lease that it could not renew that often, at the longest. */
const RENEWAL_SPREAD_MS = 7000

/** Why an act was not carried out: the rest of a sentence after 'because'. Null when it was. */
export type Refused = string | null

export interface Machine {
  readonly nodeName: string
  readonly runtime: NodeRuntime
  readonly record: MachineRecord
  /** Cuts the power: all processes are gone in the same instant, nobody is told. */
  powerOff(narration: Narration): Refused
  /** Gives it power: it boots, which takes some seconds, and starts its kubelet. */
  powerOn(narration: Narration): Refused
  /** Off and on again, without a shutdown of its Pods. */
  reboot(narration: Narration): Refused
  /** Shuts it down, and starts it again where that is wanted; its kubelet may end the Pods first. */
  shutDown(narration: Narration, to: 'off' | 'reboot'): Refused
  /** Takes its network away, and gives it back: all that runs on it runs on. */
  cutNetwork(narration: Narration): Refused
  mendNetwork(narration: Narration): Refused
  /** Ends the process of the container runtime, and starts it; containers run on. */
  stopContainerd(narration: Narration): Refused
  startContainerd(narration: Narration): Refused
  restartContainerd(narration: Narration): Refused
  /** Ends the kubelet process; containers run on. */
  stopKubelet(narration: Narration): Refused
  startKubelet(narration: Narration): Refused
  /** Ends the kubelet process and starts it anew, with the files that are there now. */
  restartKubelet(narration: Narration): Refused
}

export interface MachineParts {
  readonly world: World
  /** What a component reads the API server with; its watches may be late. */
  readonly clientFor: (owner: string) => Client
  readonly network: MachineNetwork
  readonly sleeper: Sleeper
  readonly prng: Prng
  readonly runtime: Runtime
  /** Where kubelets note when their probes run next. */
  readonly probePlans: ProbePlans
  readonly decodeStaticPod: DecodeStaticPod
  /** Without it kubelets have no configuration on their disks. */
  readonly readYaml?: ReadYaml
}

export interface MachineOptions {
  readonly nodeName: string
  readonly index: number
  readonly podCidr: string
  readonly hardware: Hardware
}

/** Makes a machine that is off; its disk is there. */
export function createMachine(parts: MachineParts, options: MachineOptions): SwitchedMachine {
  return new SwitchedMachine(parts, options)
}

export class SwitchedMachine implements Machine {
  readonly nodeName: string
  readonly runtime: NodeRuntime
  readonly #parts: MachineParts
  readonly #options: MachineOptions
  readonly #prng: Prng
  readonly #client: Client
  readonly #link: NetworkLink
  readonly #logFolders = createLogFolders()
  #record: MachineRecord
  /** What the power keeps going, and inside it what the kubelet process does. */
  #power = createScope()
  #kubelet: Scope = createScope()
  /** Has the running kubelet end its Pods. */
  #endPods: () => Future<void> = () => settledFuture(undefined)
  /** Takes it down when its Pods have ended; null while it is not being shut down. */
  #whenDown: (() => void) | null = null
  /** What waits to start a kubelet that exited by itself. */
  #retry: Scope | null = null
  #boots = 0
  #starts = 0
  #renewals = 0
  #networkReadyMs: number | null = null

  constructor(parts: MachineParts, options: MachineOptions) {
    const { nodeName, podCidr, hardware } = options
    this.#parts = parts
    this.#options = options
    this.nodeName = nodeName
    this.runtime = parts.runtime.node(nodeName, podCidr, hardware.ip)
    this.#link = parts.network.link(nodeName)
    this.#client = this.#link.clientOf(parts.clientFor(`kubelet/${nodeName}`))
    this.#prng = parts.prng.fork(`machine/${nodeName}`)
    this.#record = { kind: 'Machine', nodeName, power: 'off', kubelet: 'stopped', lease: null }
    this.#link.connection.watch(() => this.#connectionChanged())
  }

  get record(): MachineRecord {
    return this.#record
  }

  /**
   * The record of a machine that ran before the run began; the caller writes it down and calls `resume`.
   */
  ranBefore(): MachineRecord {
    const fromMs = -this.#prng.fork('lease').next(LEASE_SPREAD_MS)
    const lease = { fromMs, untilMs: null }
    this.#networkReadyMs = 0
    this.#record = { ...this.#record, power: 'on', kubelet: 'running', lease }
    return this.#record
  }

  /** Lets its kubelet go on as if it had run for long. */
  resume(): void {
    this.#runKubelet(true)
  }

  /** It runs since before the run began, and its kubelet has never been started. */
  waitToJoin(): void {
    this.#commit(
      {
        actor: this.nodeName,
        message: 'runs, and has joined no cluster',
        level: 'detail',
        kind: 'MachineSpare',
      },
      { power: 'on' },
    )
  }

  powerOff(narration: Narration): Refused {
    if (this.#record.power === 'off') return 'it is off already'
    this.#lose(narration, 'off')
    return null
  }

  powerOn(narration: Narration): Refused {
    if (this.#record.power !== 'off') return 'it is on already'
    this.#commit(narration, { power: 'starting' })
    this.#power.spawn(this.#boot())
    return null
  }

  reboot(narration: Narration): Refused {
    if (this.#record.power === 'off') return 'it is off'
    this.#lose(narration, 'starting')
    this.#power.spawn(this.#boot())
    return null
  }

  shutDown(narration: Narration, to: 'off' | 'reboot'): Refused {
    if (this.#record.power !== 'on') return 'it is not running'
    if (this.#whenDown !== null) return 'it is being shut down already'
    const entry = this.#commit(narration, {})
    this.#whenDown = () => this.#goDown(to)
    following(this.#parts.world.clock, entry, () =>
      this.#endPods().whenSettled(() => this.#whenDown?.()),
    )
    return null
  }

  /** What had to end before has ended, or nobody waits for it any more. */
  #goDown(to: 'off' | 'reboot'): void {
    const off = to === 'off'
    const down: Narration = {
      actor: this.nodeName,
      message: off ? 'has shut down' : 'has shut down and starts again',
      level: 'step',
      kind: off ? 'MachineOff' : 'MachineRebooted',
      objects: [`Node//${this.nodeName}`],
    }
    this.#lose(down, off ? 'off' : 'starting')
    if (!off) this.#power.spawn(this.#boot())
  }

  cutNetwork(narration: Narration): Refused {
    if (this.#record.network === 'cut') return 'it is cut already'
    const entry = this.#commit(narration, { network: 'cut' })
    following(this.#parts.world.clock, entry, () => this.#parts.network.cut(this.nodeName))
    return null
  }

  mendNetwork(narration: Narration): Refused {
    if (this.#record.network !== 'cut') return 'it is not cut'
    const { network: _, ...connected } = this.#record
    this.#record = connected
    const entry = this.#commit(narration, {})
    following(this.#parts.world.clock, entry, () => this.#parts.network.mend(this.nodeName))
    return null
  }

  stopContainerd(narration: Narration): Refused {
    if (this.#record.power !== 'on') return 'its machine is not running'
    if (this.#record.containerd === 'stopped') return 'it is stopped already'
    const entry = this.#commit(narration, { containerd: 'stopped' })
    following(this.#parts.world.clock, entry, () => this.#parts.runtime.stopService(this.nodeName))
    return null
  }

  startContainerd(narration: Narration): Refused {
    if (this.#record.power !== 'on') return 'its machine is not running'
    if (this.#record.containerd !== 'stopped') return 'it runs already'
    const { containerd: _, ...running } = this.#record
    this.#record = running
    const entry = this.#commit(narration, {})
    following(this.#parts.world.clock, entry, () => this.#parts.runtime.startService(this.nodeName))
    return null
  }

  restartContainerd(narration: Narration): Refused {
    if (this.#record.power !== 'on') return 'its machine is not running'
    if (this.#record.containerd === 'stopped') return this.startContainerd(narration)
    const { world, runtime } = this.#parts
    following(world.clock, this.#commit(narration, {}), () => {
      runtime.stopService(this.nodeName)
      runtime.startService(this.nodeName)
    })
    return null
  }

  stopKubelet(narration: Narration): Refused {
    if (this.#record.power !== 'on') return 'its machine is not running'
    if (this.#record.kubelet === 'stopped' && this.#retry === null) return 'it is stopped already'
    this.#retry?.end()
    this.#retry = null
    const entry = this.#commit(narration, { kubelet: 'stopped', lease: this.#endedLease() })
    this.#kubelet.end()
    // With the process goes what held up the shutdown of the machine.
    following(this.#parts.world.clock, entry, () => this.#whenDown?.())
    return null
  }

  startKubelet(narration: Narration): Refused {
    if (this.#record.power !== 'on') return 'its machine is not running'
    if (this.#record.kubelet === 'running') return 'it runs already'
    this.#startKubelet(narration)
    return null
  }

  restartKubelet(narration: Narration): Refused {
    if (this.#record.power !== 'on') return 'its machine is not running'
    if (this.#whenDown !== null) return this.stopKubelet(narration)
    if (this.#record.kubelet === 'running') {
      const entry = this.#commit(narration, { kubelet: 'stopped', lease: this.#endedLease() })
      this.#kubelet.end()
      following(this.#parts.world.clock, entry, () =>
        this.#startKubelet(this.#systemdStarts('it was restarted')),
      )
    } else this.#startKubelet(narration)
    return null
  }

  #systemdStarts(because: string): Narration {
    return {
      actor: `systemd on ${this.nodeName}`,
      message: 'started the kubelet',
      because,
      level: 'step',
      kind: 'KubeletStarted',
      objects: [`Node//${this.nodeName}`],
    }
  }

  /** Everything that ran is gone; a boot may follow. */
  #lose(narration: Narration, power: 'off' | 'starting'): void {
    this.#retry = null
    this.#whenDown = null
    const { containerd: _, ...record } = this.#record
    this.#record = record
    const change = { power, kubelet: 'stopped', lease: this.#endedLease() } as const
    const entry = this.#commit(narration, change)
    following(this.#parts.world.clock, entry, () => {
      this.#power.end()
      this.#power = createScope()
      this.#parts.runtime.powerOff(this.nodeName)
    })
  }

  *#boot(): Task<void> {
    const { sleeper, runtime } = this.#parts
    this.#boots += 1
    const spread = this.#prng.fork(`boot/${this.#boots}`).next(BOOT_SPREAD_MS)
    yield* wait(sleeper.sleep(BOOT_MS + spread, `boot of ${this.nodeName}`))
    const booted: Narration = {
      actor: this.nodeName,
      message: 'has booted',
      level: 'step',
      kind: 'MachineBooted',
      objects: [`Node//${this.nodeName}`],
    }
    this.#commit(booted, { power: 'on' })
    runtime.powerOn(this.nodeName)
    this.#startKubelet(this.#systemdStarts('the machine has booted'))
  }

  /** The lease is not renewed while the API server does not answer. Follows lease/controller.go, backoffEnsureLease. */
  #connectionChanged(): void {
    if (this.#record.kubelet !== 'running') return
    if (this.#link.connection.refusal !== null) {
      const message = 'cannot renew its lease'
      this.#commit(this.#aboutLease(message), { lease: this.#endedLease() })
      return
    }
    this.#renewals += 1
    const spread = this.#prng.fork(`renewal/${this.#renewals}`).next(RENEWAL_SPREAD_MS)
    this.#kubelet.spawn(this.#renewAgain(spread))
  }

  *#renewAgain(delayMs: number): Task<void> {
    yield* wait(this.#parts.sleeper.sleep(delayMs, `lease of ${this.nodeName}`))
    if (this.#link.connection.refusal !== null || this.#record.lease?.untilMs === null) return
    const lease = { fromMs: this.#parts.world.clock.nowMs, untilMs: null }
    this.#commit(this.#aboutLease('renews its lease again'), { lease })
  }

  #aboutLease(message: string): Narration {
    const actor = `kubelet on ${this.nodeName}`
    return { actor, message, level: 'detail', kind: 'Lease', objects: [`Node//${this.nodeName}`] }
  }

  #startKubelet(narration: Narration): void {
    const { world } = this.#parts
    const { connection } = this.#link
    const { clock } = world
    const begun = { fromMs: clock.nowMs, untilMs: null }
    const lease = connection.refusal === null ? begun : this.#record.lease
    this.#retry?.end()
    this.#retry = null
    const entry = this.#commit(narration, { kubelet: 'running', lease })
    following(clock, entry, () => this.#runKubelet(false))
  }

  #runKubelet(resumes: boolean): void {
    const { world, prng, decodeStaticPod, readYaml, probePlans } = this.#parts
    const { connection } = this.#link
    const { index, hardware } = this.#options
    const { clock } = world
    const own = prng.fork(`kubelet/${this.nodeName}`)
    this.#starts += 1
    this.#networkReadyMs ??=
      clock.nowMs + NETWORK_MS + this.#prng.fork('network').next(NETWORK_SPREAD_MS)
    const nodeInfo = { ...hardware.nodeInfo, bootID: bootIdOf(index, this.#boots) }
    this.#kubelet = this.#power.child()
    const kubelet = createKubelet({
      nodeName: this.nodeName,
      client: this.#client,
      clock,
      prng: this.#starts === 1 ? own : own.fork(`start/${this.#starts}`),
      runtime: this.runtime,
      connection,
      recorder: createEventRecorder(this.#client, clock, {
        connection,
        owner: `kubelet/${this.nodeName}/events`,
        own: (stop) => this.#kubelet.own(stop),
      }),
      narrate: (narration) => world.commit(narration, []).id,
      decodeStaticPod,
      ...(readYaml === undefined
        ? {}
        : { readConfiguration: (text) => configurationOf(text, readYaml) }),
      onExit: (because) => this.#kubeletExited(because),
      logFolders: this.#logFolders,
      probePlans,
      node: {
        machine: { ...hardware, nodeInfo, networkReadyMs: this.#networkReadyMs },
        resumes,
      },
    })
    this.#endPods = () => kubelet.shutDown()
    this.#kubelet.own(() => kubelet.stop())
    kubelet.start()
  }

  /**
   * Its last line says why. systemd starts it again every 10 s, which ends in the same way until its file is another one, or its
   * container runtime is there: so it is started in the first of those moments that comes after that.
   */
  #kubeletExited(because: string): void {
    const { clock } = this.#parts.world
    const exitMs = clock.nowMs
    const exited: Narration = {
      actor: `kubelet on ${this.nodeName}`,
      message: 'exited with 1',
      because,
      level: 'step',
      kind: 'KubeletFailed',
      objects: [`Node//${this.nodeName}`],
    }
    const entry = this.#commit(exited, { kubelet: 'stopped', lease: this.#endedLease() })
    this.#kubelet.end()
    following(clock, entry, () => {
      const retry = this.#power.child()
      this.#retry = retry
      retry.own(
        this.runtime.disk.watch(CONFIG_FOLDER, (path) => {
          if (path === CONFIG_PATH) this.#power.spawn(this.#startAfter(exitMs, retry))
        }),
      )
      retry.own(
        this.runtime.service.onAnswers(() => {
          if (this.runtime.service.refusal === null)
            this.#power.spawn(this.#startAfter(exitMs, retry))
        }),
      )
    })
  }

  *#startAfter(exitMs: number, retry: Scope): Task<void> {
    const { sleeper, world } = this.#parts
    const passedMs = (world.clock.nowMs - exitMs) % SYSTEMD_RETRY_MS
    yield* wait(sleeper.sleep(SYSTEMD_RETRY_MS - passedMs, `systemd on ${this.nodeName}`))
    if (this.#retry !== retry) return
    this.#startKubelet(this.#systemdStarts('it starts one that exited again every 10 s'))
  }

  #endedLease(): MachineRecord['lease'] {
    const { lease } = this.#record
    if (lease === null || lease.untilMs !== null) return lease
    return { ...lease, untilMs: this.#parts.world.clock.nowMs }
  }

  /** Writes the entry with the changed record; returns its id. */
  #commit(narration: Narration, change: Partial<MachineRecord>): number {
    this.#record = { ...this.#record, ...change }
    const { world } = this.#parts
    return world.commit(narration, [[`Machine/${this.nodeName}`, this.#record]]).id
  }
}
