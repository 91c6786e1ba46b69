// The container as its programs see it: time, files, network, the other processes, and the programs of
// its image.
import { dateText } from '#api/meta/date-text.ts'
import { simplified } from '#lib/simplified.ts'
import type { Prng } from '#lib/prng.ts'
import { wait, type Future, type Task } from '#sim/task.ts'
import type { FileSystem } from '../filesystem/mounts.ts'
import { baseOf } from '../filesystem/path.ts'
import { type DnsTools, dnsToolsOf } from '../images/dns-tools.ts'
import { isRealTool } from '../images/tools.ts'
import type { ImageSpec } from '../images/image-spec.ts'
import type { NetworkAccess } from '../network/access.ts'
import {
  type Flavour,
  type Invocation,
  type Location,
  type NoteKind,
  type Resting,
  type Streams,
  type System,
} from '../process/command.ts'
import type { ProcessTable } from '../process/process.ts'
import { runBehaviour } from '../programs/behaviour.ts'
import { takeNeeded } from '../process/memory.ts'
import { findProgram } from '../programs/registry.ts'
import { rehearse, sleepOnStage } from '../rest/rehearsal.ts'
import { createRepetition } from '../rest/repetition.ts'
import type { Shared } from '../shared.ts'
import type { Container } from './container.ts'
import { locate } from './launch.ts'
import { memoryReason } from './process-reports.ts'

/** How long a tool takes that is not simulated. */
const TOOL_MS = 200

export interface SystemParts {
  readonly shared: Shared
  readonly container: Container
  readonly files: FileSystem
  readonly net: NetworkAccess
  readonly image: ImageSpec
  readonly hostname: string
}

/** Makes the system of a container. */
export function createSystem(parts: SystemParts): System {
  return new ContainerSystem(parts)
}

// A class, because each container has one: their functions are shared.
class ContainerSystem implements System {
  readonly containerId: string
  readonly containerName: string
  readonly namespace: string
  readonly image: string
  readonly hostname: string
  readonly flavour: Flavour
  readonly dnsTools: DnsTools
  readonly musl: boolean
  readonly files: FileSystem
  readonly processes: ProcessTable
  readonly net: NetworkAccess
  readonly ports: readonly number[]
  readonly memoryLimitBytes: number | null
  readonly privileged: boolean
  readonly ends: boolean
  readonly resting: Resting | null
  readonly #leftOut = new Set<string>()
  readonly #shared: Shared
  readonly #container: Container
  readonly #image: ImageSpec
  readonly #prng: Prng
  readonly #label: string
  #blocked: string | null = null

  constructor({ shared, container, files, net, image, hostname }: SystemParts) {
    const { config, record } = container.parts
    this.containerId = record.id
    this.containerName = record.name
    this.namespace = record.pod.namespace
    this.image = config.image
    this.hostname = hostname
    this.flavour = image.system === 'busybox' || image.system === 'alpine' ? 'busybox' : 'gnu'
    this.dnsTools = dnsToolsOf(image, config.image)
    this.musl = image.system === 'alpine'
    this.files = files
    this.processes = container.processes
    this.net = net
    this.ports = config.ports.filter((port) => port.protocol === 'TCP').map((port) => port.port)
    this.memoryLimitBytes = config.memoryLimitBytes
    this.privileged = config.privileged ?? false
    this.ends = config.ends ?? false
    this.resting = shared.eager ? null : restingOf(shared)
    this.#shared = shared
    this.#container = container
    this.#image = image
    this.#prng = shared.prng.fork(`process/${record.id}`)
    this.#label = `container/${record.id.slice(0, 12)}`
  }

  get log(): Pick<Streams, 'stdout' | 'stderr'> {
    return this.#container.log
  }

  get random(): Prng {
    const { rehearsal } = this.#shared.stage
    rehearsal?.spoil()
    return rehearsal === null ? this.#prng : this.#prng.fork('dry run')
  }

  // The time as programs see it: on the stage it may be another than that of the clock.
  nowMs(): number {
    this.#shared.stage.rehearsal?.spoil()
    return this.#nowMs()
  }

  clockMs(): number {
    return this.#nowMs() + (this.#shared.stage.rehearsal?.elapsedMs ?? 0)
  }

  date(format: string): string {
    const { rehearsal } = this.#shared.stage
    if (rehearsal?.dates === 'none') rehearsal.spoil()
    return this.stamp(format)
  }

  stamp(format: string): string {
    return this.#shared.stage.rehearsal?.stamp(format) ?? dateText(format, this.#nowMs())
  }

  unforeseen(): boolean {
    const { rehearsal } = this.#shared.stage
    rehearsal?.spoil()
    return rehearsal !== null
  }

  sleep(delayMs: number): Future<void> {
    const { world, sleeper, stage } = this.#shared
    return sleepOnStage({ clock: world.clock, sleeper, stage }, delayMs, this.#label)
  }

  // What programs tell of themselves. A dry run tells nothing, and must not have anything new to tell.
  setActivity(text: string): void {
    if (!this.#shared.stage.beside) this.#container.setActivity(this.#blocked ?? text)
  }

  block(text: string): void {
    const { beside, rehearsal } = this.#shared.stage
    if (beside) return
    if (rehearsal === null && this.#blocked !== text) this.#container.changes.tell('activity')
    else if (this.#blocked !== text) rehearsal?.spoil()
    if (rehearsal === null) this.#blocked = text
    this.#container.setActivity(text)
  }

  unblock(): void {
    const { beside, rehearsal } = this.#shared.stage
    if (beside) return
    rehearsal?.needs(this.#container.changes, 'activity')
    if (this.#blocked === null) return
    if (rehearsal === null) {
      this.#container.changes.tell('activity')
      this.#blocked = null
    } else rehearsal.spoil()
  }

  note(message: string, kind: NoteKind = 'Note'): void {
    // What is left out is told once: a loop may call it a thousand times, and may rest then.
    if (this.#leftOut.has(message)) return
    const { rehearsal } = this.#shared.stage
    rehearsal?.spoil()
    if (rehearsal !== null) return
    if (kind === 'NotSimulated') this.#leftOut.add(message)
    this.#container.say(message, { level: 'detail', kind })
  }

  outOfMemory(usedBytes: number): void {
    const { rehearsal } = this.#shared.stage
    rehearsal?.spoil()
    if (rehearsal === null)
      this.#container.endForMemory(memoryReason(usedBytes, this.memoryLimitBytes))
  }

  locate(name: string, cwd: string, path: string): Location {
    const place = locate(this.files, name, cwd, path)
    const unheard = place.kind === 'missing' && !this.#image.known && name.includes('/')
    return unheard ? { kind: 'found', path: name } : place
  }

  execute(invocation: Invocation, path: string): Task<number> {
    return execute(invocation, path, { image: this.#image, provided: this.#shared.provided })
  }

  #nowMs(): number {
    const { stage, world } = this.#shared
    return stage.belated?.nowMs ?? world.clock.nowMs
  }
}

export const PROGRAMS_NOT_SIMULATED = simplified(
  'programs-not-simulated',
  'a program of an image that is not simulated runs for ever, listens on its containerPorts and answers every HTTP request with 200; in an init container, and where restartPolicy is not Always, it ends with 0 after 5 seconds.',
)

export const TOOLS_NOT_SIMULATED = simplified(
  'tools-not-simulated',
  'tools that an image has but that are not simulated (ip, vi, openssl ...) print nothing and end with 0.',
)
function restingOf(shared: Shared): Resting {
  const { clock } = shared.world
  return {
    rehearse: (rehearsal, work) => rehearse(shared.stage, rehearsal, work),
    repeat(rehearsal, goOn, changed) {
      const every = { fromMs: clock.nowMs, everyMs: rehearsal.elapsedMs, rank: clock.rank }
      return createRepetition({ shared, rehearsal, every, doOnce: goOn, changed })
    },
  }
}

/** Runs a program of the image: a script of the file system, a simulated tool or server, or something that just runs. */
function* execute(
  invocation: Invocation,
  path: string,
  { image, provided }: { readonly image: ImageSpec; readonly provided: Shared['provided'] },
): Task<number> {
  const { system } = invocation
  const script = system.files.stat(path)
  if (script.ok && script.value.content !== '')
    return yield* runScript(invocation, path, script.value.content)
  const name = baseOf(path)
  const program = provided.get(name) ?? findProgram(name)
  if (program !== undefined) {
    yield* takeNeeded(invocation, name)
    const result = program({ ...invocation, name })
    return typeof result === 'number' ? result : yield* result
  }
  if (!image.known && !isRealTool(name)) return yield* runBehaviour(null, invocation)
  if (image.programs.includes(name)) return yield* runBehaviour(null, invocation)
  system.note(`called \`${name}\`, which the image has but which is not simulated`, 'NotSimulated')
  yield* wait(system.sleep(TOOL_MS))
  return 0
}

/** A script runs in the shell of its first line; the shells here are one and the same. */
function* runScript(invocation: Invocation, path: string, content: string): Task<number> {
  const shebang = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(content)
  const interpreter = baseOf(shebang?.[1] ?? '/bin/sh')
  const name = interpreter === 'env' ? (shebang?.[2] ?? 'sh') : interpreter
  const program = findProgram(name)
  if (program === undefined) return yield* runBehaviour(null, invocation)
  const result = program({ ...invocation, name, args: [path, ...invocation.args] })
  return typeof result === 'number' ? result : yield* result
}
