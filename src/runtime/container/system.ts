// The container as its programs see it: time, files, network, the other processes, and the programs of
// its image.
import { dateText } from '#api/meta/date-text.ts'
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import type { FileSystem } from '../filesystem/mounts.ts'
import { baseOf } from '../filesystem/path.ts'
import { dnsToolsOf } from '../images/dns-tools.ts'
import { isRealTool } from '../images/tools.ts'
import type { ImageSpec } from '../images/image-spec.ts'
import type { NetworkAccess } from '../network/access.ts'
import { complain, type Invocation, type Resting, type System } from '../process/command.ts'
import { runBehaviour } from '../programs/behaviour.ts'
import { findProgram } from '../programs/registry.ts'
import { rehearse, sleepOnStage } from '../rest/rehearsal.ts'
import { createRepetition } from '../rest/repetition.ts'
import type { Shared } from '../shared.ts'
import type { Container } from './container.ts'
import { locate } from './launch.ts'
import { memoryReason } from './process-reports.ts'

const NOT_FOUND_CODE = 127

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
  const { shared, container, files, image } = parts
  const { config, record } = container.parts
  const { world, sleeper, stage } = shared
  const waiting = { clock: world.clock, sleeper, stage }
  const label = `container/${record.id.slice(0, 12)}`
  const prng = shared.prng.fork(`process/${record.id}`)
  const system: System = {
    containerId: record.id,
    containerName: record.name,
    namespace: record.pod.namespace,
    hostname: parts.hostname,
    flavour: image.system === 'busybox' || image.system === 'alpine' ? 'busybox' : 'gnu',
    dnsTools: dnsToolsOf(image, config.image),
    files,
    processes: container.processes,
    net: parts.net,
    get random() {
      stage.rehearsal?.spoil()
      return stage.rehearsal === null ? prng : prng.fork('dry run')
    },
    ports: config.ports.filter((port) => port.protocol === 'TCP').map((port) => port.port),
    memoryLimitBytes: config.memoryLimitBytes,
    ...timeOf(shared),
    sleep: (delayMs) => sleepOnStage(waiting, delayMs, label),
    ...reportsOf(shared, container),
    resting: shared.eager ? null : restingOf(shared),
    locate(name, cwd, path) {
      const place = locate(files, name, cwd, path)
      const unheard = place.kind === 'missing' && !image.known && name.includes('/')
      return unheard ? { kind: 'found', path: name } : place
    },
    execute: (invocation, path) => execute(invocation, path, image),
  }
  return system
}

export const PROGRAMS_NOT_SIMULATED = simplified(
  'programs-not-simulated',
  'a program of an image that is not simulated runs for ever, listens on its containerPorts and answers every HTTP request with 200.',
)

export const TOOLS_NOT_SIMULATED = simplified(
  'tools-not-simulated',
  'tools that an image has but that are not simulated (awk, tar, apt-get ...) end with "not found" and exit code 127.',
)
type Times = Pick<System, 'nowMs' | 'clockMs' | 'date' | 'stamp' | 'unforeseen'>

/** The time as programs see it: on the stage it may be another than that of the clock. */
function timeOf({ world, stage }: Shared): Times {
  const nowMs = (): number => stage.belated?.nowMs ?? world.clock.nowMs
  const stamp = (format: string): string =>
    stage.rehearsal?.stamp(format) ?? dateText(format, nowMs())
  return {
    nowMs() {
      stage.rehearsal?.spoil()
      return nowMs()
    },
    clockMs: () => nowMs() + (stage.rehearsal?.elapsedMs ?? 0),
    date(format) {
      if (stage.rehearsal?.dates === 'none') stage.rehearsal.spoil()
      return stamp(format)
    },
    stamp,
    unforeseen() {
      stage.rehearsal?.spoil()
      return stage.rehearsal !== null
    },
  }
}

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

type Reports = Pick<System, 'setActivity' | 'block' | 'unblock' | 'note' | 'outOfMemory'>

/** What programs tell of themselves. A dry run tells nothing, and must not have anything new to tell. */
function reportsOf({ stage }: Shared, container: Container): Reports {
  const { memoryLimitBytes } = container.parts.config
  let blocked: string | null = null
  return {
    setActivity(text) {
      if (!stage.beside) container.setActivity(blocked ?? text)
    },
    block(text) {
      if (stage.beside) return
      if (stage.rehearsal === null && blocked !== text) container.changes.tell('activity')
      else if (blocked !== text) stage.rehearsal?.spoil()
      if (stage.rehearsal === null) blocked = text
      container.setActivity(text)
    },
    unblock() {
      if (stage.beside) return
      stage.rehearsal?.needs(container.changes, 'activity')
      if (blocked === null) return
      if (stage.rehearsal === null) {
        container.changes.tell('activity')
        blocked = null
      } else stage.rehearsal.spoil()
    },
    note(message) {
      stage.rehearsal?.spoil()
      if (stage.rehearsal === null) container.say(message, { level: 'detail', kind: 'Note' })
    },
    outOfMemory(usedBytes) {
      stage.rehearsal?.spoil()
      if (stage.rehearsal === null)
        container.endForMemory(memoryReason(usedBytes, memoryLimitBytes))
    },
  }
}

/** Runs a program of the image: a script of the file system, a simulated tool or server, or something that just runs. */
function* execute(invocation: Invocation, path: string, image: ImageSpec): Task<number> {
  const { system } = invocation
  const script = system.files.stat(path)
  if (script.ok && script.value.content !== '')
    return yield* runScript(invocation, path, script.value.content)
  const name = baseOf(path)
  const program = findProgram(name)
  if (program !== undefined) {
    const result = program({ ...invocation, name })
    return typeof result === 'number' ? result : yield* result
  }
  if (!image.known && !isRealTool(name)) return yield* runBehaviour(null, invocation)
  if (image.programs.includes(name)) return yield* runBehaviour(null, invocation)
  system.note(`called \`${name}\`, which the image has but which is not simulated`)
  complain(invocation, 'not found')
  return NOT_FOUND_CODE
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
