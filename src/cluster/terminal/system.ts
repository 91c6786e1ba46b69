// The machine that a line runs on, as its programs see it: the time of a run, the tools of a large image, files, and
// programs such as `kubectl` that no image has. A command takes no time here unless it waits, so that what is typed at a moment is
// answered at that moment.
import { dateText } from '#api/meta/date-text.ts'
import { createPrng } from '#lib/prng.ts'
import { simplified } from '#lib/simplified.ts'
import type { Sleeper, Task } from '#sim/task.ts'
import type { Clock } from '#sim/clock.ts'
import { locate } from '#runtime/container/launch.ts'
import { createFileSystem } from '#runtime/filesystem/mounts.ts'
import { baseOf } from '#runtime/filesystem/path.ts'
import type { FileTree } from '#runtime/filesystem/tree.ts'
import type { ImageSpec } from '#runtime/images/image-spec.ts'
import { layerOfImage } from '#runtime/images/layers.ts'
import { createNetworkAccess } from '#runtime/network/access.ts'
import { createNetwork } from '#runtime/network/network.ts'
import { outsideAnswerTo } from '#runtime/network/outside.ts'
import type { Command, Invocation, System } from '#runtime/process/command.ts'
import { createProcessTable, type Process } from '#runtime/process/process.ts'
import { codeOfSignal } from '#runtime/process/signals.ts'
import { NULL_OUTPUT } from '#runtime/process/stream.ts'
import { findProgram } from '#runtime/programs/registry.ts'
import { createStage } from '#runtime/rest/rehearsal.ts'

simplified(
  'terminal-time',
  'a command that is typed into the terminal takes no time unless it waits, and Ctrl+C ends what it prints, not what it has asked of the cluster.',
)

/** What its programs take for a moment, in virtual milliseconds; longer waits are real. */
const MOMENT_MS = 1
const FAULT_CODE = 139

/** The tools that people have beside kubectl; none of an image. */
const MACHINE: ImageSpec = {
  names: [],
  megabytes: 0,
  system: 'full',
  entrypoint: [],
  command: [],
  programs: ['kubectl', 'k', 'ssh', 'watch', 'clear', 'vi', 'vim', 'nano'],
  env: {},
  workingDir: '/root',
  files: [],
  known: true,
}

/** The files of the machine under those of the scenario. */
export const MACHINE_FILES = layerOfImage(MACHINE)

export interface SystemParts {
  readonly clock: Clock
  readonly sleeper: Sleeper
  readonly tree: FileTree
  readonly hostname: string
  readonly ip: string
  /** Its programs that no image has, by their names. */
  readonly programs: Readonly<Record<string, Command>>
  /** Called before each program. */
  readonly before?: () => void
  /** An error of ours ended a process. */
  readonly failed: (error: unknown) => void
}

/** Makes the machine. */
export function createTerminalSystem(parts: SystemParts): System {
  const { clock, sleeper, tree, hostname, ip } = parts
  const stage = createStage()
  const files = createFileSystem(tree, [], stage, () => {})
  const services = { query: outsideAnswerTo, endpoint: () => undefined }
  const network = createNetwork(services, stage)
  const sleep = (delayMs: number) =>
    sleeper.sleep(delayMs <= MOMENT_MS ? 0 : delayMs, 'terminal', clock.rank)
  const net = createNetworkAccess({
    network,
    namespace: network.namespace(ip),
    services,
    kubernetesNamespace: 'default',
    containerId: '',
    containerName: '',
    files,
    libc: 'glibc',
    stage,
    sleep,
    report() {},
    portsChanged() {},
  })
  const processes = createProcessTable(clock, stage, {
    // It is busy from now on: it waits until somebody ends it.
    overspent(process: Process, { kind }) {
      if (kind === 'memory') process.end({ code: codeOfSignal('KILL'), because: 'of its memory' })
    },
    failed(process: Process, error) {
      parts.failed(error)
      process.end({ code: FAULT_CODE, because: 'of a fault' })
    },
  })
  const stamp = (format: string): string => dateText(format, clock.nowMs)
  return {
    containerId: '',
    containerName: '',
    namespace: 'default',
    image: '',
    hostname,
    flavour: 'gnu',
    dnsTools: 'bind',
    musl: false,
    files,
    processes,
    net,
    log: { stdout: NULL_OUTPUT, stderr: NULL_OUTPUT },
    random: createPrng('terminal'),
    ports: [],
    memoryLimitBytes: null,
    privileged: false,
    ends: false,
    nowMs: () => clock.nowMs,
    clockMs: () => clock.nowMs,
    date: stamp,
    stamp,
    unforeseen: () => false,
    sleep,
    resting: null,
    setActivity() {},
    block() {},
    unblock() {},
    note() {},
    outOfMemory() {},
    locate: (name, cwd, path) => locate(files, name, cwd, path),
    execute: (invocation, path) => execute(invocation, path, parts),
  }
}

const NOT_FOUND_CODE = 127

function* execute(
  invocation: Invocation,
  path: string,
  { programs, before }: SystemParts,
): Task<number> {
  const { system, stderr } = invocation
  before?.()
  const file = system.files.stat(path)
  const name = baseOf(path)
  const isScript = file.ok && file.value.content !== ''
  const own = Object.hasOwn(programs, name) ? programs[name] : undefined
  const program = isScript ? findProgram('bash') : (own ?? findProgram(name))
  if (program === undefined) {
    stderr.write(`${name}: not simulated here\n`)
    return NOT_FOUND_CODE
  }
  const call = isScript
    ? { ...invocation, name: 'bash', args: [path, ...invocation.args] }
    : { ...invocation, name }
  const result = program(call)
  return typeof result === 'number' ? result : yield* result
}
