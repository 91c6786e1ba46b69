// A runtime on a bench, for tests: one world, two nodes, and short ways to run a container.
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import { createClusterWorld, type JournalEntry, type World } from '#client/world.ts'
import { must } from '#lib/assert.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { createSleeper, type Future } from '#sim/task.ts'
import type {
  ContainerConfig,
  CriResult,
  NodeRuntime,
  ServiceDirectory,
  VolumeSetup,
} from '../cri.ts'
import { outsideAnswerTo } from '../network/outside.ts'
import { createRuntime, type Runtime } from '../runtime.ts'
import type { ImageOverride } from '../shared.ts'

export interface Bench {
  readonly world: World
  readonly runtime: Runtime
  readonly node: NodeRuntime
  readonly other: NodeRuntime
  /** Runs timers up to this much later. */
  pass(ms: number): void
  /** Runs timers until the future settles. */
  settle<T>(future: Future<T>): T
  sandbox(
    podName: string,
    options?: { readonly node?: NodeRuntime; readonly hostNetwork?: boolean },
  ): SandboxRecord
  /** Creates and starts a container; its ID. */
  start(sandbox: SandboxRecord, config: Partial<ContainerConfig>, node?: NodeRuntime): string
  volume(podName: string, setup: Partial<VolumeSetup>, node?: NodeRuntime): void
  record(containerId: string): ContainerRecord
  entries(kind: string): readonly JournalEntry[]
}

const NO_SERVICES: ServiceDirectory = {
  query: (name, type) => outsideAnswerTo(name, type),
  endpoint: () => undefined,
}

export interface BenchOptions {
  readonly seed?: number
  readonly services?: ServiceDirectory
  readonly images?: readonly ImageOverride[]
  readonly eager?: boolean
}

const CONFIG: ContainerConfig = {
  name: 'main',
  attempt: 0,
  image: 'busybox',
  command: [],
  args: [],
  workingDir: '',
  env: {},
  mounts: [],
  ports: [],
  memoryLimitBytes: null,
  terminationMessagePath: '/dev/termination-log',
}

const podOf = (name: string): SandboxRecord['pod'] => ({
  namespace: 'default',
  name,
  uid: `uid-${name}`,
})

/** Makes a bench. */
export function createBench({
  seed = 1,
  services = NO_SERVICES,
  images = [],
  eager = false,
}: BenchOptions = {}): Bench {
  const clock = createClock()
  const world: World = createClusterWorld(clock)
  const sleeper = createSleeper(clock)
  const runtime = createRuntime({ world, sleeper, prng: createPrng(seed), services, images, eager })
  const node = runtime.node('worker-1', '10.244.1.0/24', '172.18.0.2')
  const other = runtime.node('worker-2', '10.244.2.0/24', '172.18.0.3')
  const settle = <T>(future: Future<T>): T => {
    while (!future.settled && clock.step()) {}
    return future.value
  }
  return {
    world,
    runtime,
    node,
    other,
    settle,
    pass(ms) {
      const until = clock.nowMs + ms
      for (let next = clock.nextMs(); next !== null && next <= until; next = clock.nextMs()) {
        clock.step()
      }
      clock.skipTo(until)
    },
    sandbox(name, { node: on = node, hostNetwork = false } = {}) {
      const pod = podOf(name)
      const config = { pod, attempt: 0, hostname: name, hostNetwork, shareProcessNamespace: false }
      return valueOf(settle(on.service.runPodSandbox(config)))
    },
    start(sandbox, config, on = node) {
      const whole = { ...CONFIG, ...config }
      const { containerId } = valueOf(on.service.createContainer(sandbox.id, whole))
      on.service.startContainer(containerId)
      return containerId
    },
    volume(podName, setup, on = node) {
      valueOf(on.volumes.setUp(podOf(podName), { ...VOLUME, ...setup }))
    },
    record(containerId) {
      const found = [...world.state.values()].find(
        (one) => one.kind === 'ContainerInstance' && one.id === containerId,
      )
      return must(found?.kind === 'ContainerInstance' ? found : undefined, 'no such container')
    },
    entries: (kind) => world.journal.filter((entry) => entry.kind === kind),
  }
}

const VOLUME: VolumeSetup = {
  name: 'data',
  type: 'emptyDir',
  files: [],
  hostPath: null,
  sharedKey: null,
  readOnly: false,
  inMemory: false,
}

function valueOf<T>(result: CriResult<T>): T {
  if (!result.ok) throw new Error(result.message)
  return result.value
}

export interface ScriptResult {
  readonly output: string
  readonly exitCode: number | null
  /** Virtual milliseconds from the first command to the end; null when it still runs. */
  readonly tookMs: number | null
}

/** Runs `sh -c script` in a container of its own for at most `limitMs`. */
export function runScript(
  script: string,
  options: {
    readonly image?: string
    readonly shell?: string
    readonly limitMs?: number
    readonly env?: Record<string, string>
    readonly bench?: Bench
  } = {},
): ScriptResult {
  const {
    image = 'busybox',
    shell = 'sh',
    limitMs = 600_000,
    env = {},
    bench = createBench(),
  } = options
  const id = bench.start(bench.sandbox('test'), { image, command: [shell, '-c', script], env })
  bench.pass(limitMs)
  const { startedAtMs, finishedAtMs, exitCode } = bench.record(id)
  const output = bench.node.service.logs(id, 2000).join('\n')
  return {
    output,
    exitCode,
    tookMs: finishedAtMs === null ? null : finishedAtMs - (startedAtMs ?? 0),
  }
}
