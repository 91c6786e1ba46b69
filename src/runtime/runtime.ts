// The container runtime of the whole cluster on virtual time: one per node, with one network between them.
import type { World } from '#client/world.ts'
import type { Prng } from '#lib/prng.ts'
import { type Future, settledFuture, type Sleeper } from '#sim/task.ts'
import { notRunningExec } from './container/exec.ts'
import {
  type AttachEnd,
  type ExecEnd,
  type ExecRequest,
  failedExec,
} from './container/exec-streams.ts'
import type { FileSystem } from './filesystem/mounts.ts'
import { parentOf } from './filesystem/path.ts'
import { ERROR_TEXTS, type FileResult } from './filesystem/result.ts'
import type { NodeRuntime, ServiceDirectory } from './cri.ts'
import { answerWith, createNetwork, type Protocol } from './network/network.ts'
import type { Command } from './process/command.ts'
import { createStage } from './rest/rehearsal.ts'
import { SimulatedNode } from './node/node-runtime.ts'
import type { ImageOverride } from './shared.ts'
import { klogLine } from './text/klog-line.ts'

export interface RuntimeOptions {
  readonly world: World
  readonly sleeper: Sleeper
  readonly prng: Prng
  readonly services: ServiceDirectory
  /** What a scenario says of images, instead of the catalogue. */
  readonly images?: readonly ImageOverride[]
  /** Runs each time what happens again and again, instead of making a rule of it. For tests. */
  readonly eager?: boolean
}

export interface Runtime {
  /** True while something goes on again and again that needs no timers. */
  readonly repeats: boolean
  /** The runtime of a node, made when it is asked for the first time. `podCidr` is '10.244.1.0/24'. */
  node(nodeName: string, podCidr: string, nodeIp: string): NodeRuntime
  /** The Pods of a node get their addresses out of another range from now on. */
  movePods(nodeName: string, podCidr: string): void
  /** Has a part of the cluster that is no container answer calls to an address. */
  serve(
    ip: string,
    port: number,
    protocol: Protocol,
    server: { readonly name: string; readonly answer: (text: string) => string },
  ): void
  /** Has the containers run a program of this name that the runtime itself does not know. */
  provide(name: string, program: Command): void
  /** Has images on a node that was made before, as if they had been pulled earlier. */
  loadImages(nodeName: string, images: readonly string[]): void
  /** Ends a running container from outside: with an exit code, or as the kernel does when memory runs out. */
  kill(containerId: string, options: { readonly exitCode: number; readonly oom: boolean }): void
  /** Has the first process of a container give up: with a line of klog on standard error, 'E' before its place in the source. */
  exit(
    containerId: string,
    how: { readonly code: number; readonly because: string; readonly line: string },
  ): void
  /** Runs a command in a container for a person. */
  exec(containerId: string, request: ExecRequest): Future<ExecEnd>
  /** Types into the first process of a container; undefined where there is none. */
  attach(
    containerId: string,
    typed: { readonly text: string | null; readonly closes: boolean },
  ): Future<AttachEnd> | undefined
  /** Puts a file into a running container, with the folders above it; why not, or null. */
  putFile(containerId: string, path: string, content: string): string | null
  /** What a file of a running container holds; undefined where there is none. */
  readFile(containerId: string, path: string): string | undefined
  /** Sends a text to a port of a sandbox, as somebody inside of it would; null when nobody listens there. */
  connect(sandboxId: string, nodeName: string, port: number, text: string): Future<string> | null
  /** Ends all that runs on a node: containers are left with 255 `Unknown`, sandboxes not ready. Disk, volumes and images stay. */
  powerOff(nodeName: string): void
  /** The runtime of a node starts again. */
  powerOn(nodeName: string): void
  /** Nothing comes from a node to another one, or to the world outside, until it is mended. */
  cutNetwork(nodeName: string): void
  mendNetwork(nodeName: string): void
  /** The process of a node's container runtime ends, and starts again; what it started runs on. */
  stopService(nodeName: string): void
  startService(nodeName: string): void
}

/** Makes the runtime of a cluster; everything that it does is on the world's clock and in its journal. */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { images = [], eager = false, ...rest } = options
  const stage = createStage()
  const network = createNetwork(options.services, stage)
  const shared = {
    ...rest,
    prng: options.prng.fork('runtime'),
    images,
    eager,
    stage,
    repeating: new Set<object>(),
    network,
    sharedTrees: new Map(),
    provided: new Map<string, Command>(),
  }
  const nodes = new Map<string, SimulatedNode>()
  const containerOf = (id: string) => findIn(nodes.values(), id)
  return {
    get repeats() {
      return shared.repeating.size > 0
    },
    node(name, podCidr, ip) {
      const known = nodes.get(name)
      if (known !== undefined) return known
      const made = new SimulatedNode(shared, { name, podCidr, ip })
      nodes.set(name, made)
      return made
    },
    movePods(nodeName, podCidr) {
      nodes.get(nodeName)?.movePods(podCidr)
    },
    serve(ip, port, protocol, { name, answer }) {
      network.serve(ip, {
        port,
        protocol,
        containerName: name,
        containerId: '',
        steady: true,
        answer: ({ text }) => answerWith(answer(text)),
      })
    },
    connect: (sandboxId, nodeName, port, text) =>
      nodes.get(nodeName)?.connect(sandboxId, port, text) ?? null,
    provide(name, program) {
      shared.provided.set(name, program)
    },
    loadImages(nodeName, images) {
      nodes.get(nodeName)?.loadImages(images)
    },
    powerOff(nodeName) {
      nodes.get(nodeName)?.powerOff()
    },
    powerOn(nodeName) {
      nodes.get(nodeName)?.powerOn()
    },
    cutNetwork(nodeName) {
      nodes.get(nodeName)?.cutNetwork()
    },
    mendNetwork(nodeName) {
      nodes.get(nodeName)?.mendNetwork()
    },
    stopService(nodeName) {
      nodes.get(nodeName)?.stopService()
    },
    startService(nodeName) {
      nodes.get(nodeName)?.startService()
    },
    ...insideContainers(containerOf, () => options.world.clock.nowMs),
  }
}

/** What is done to single containers. */
function insideContainers(
  containerOf: (id: string) => ReturnType<SimulatedNode['find']>,
  nowMs: () => number,
): Pick<Runtime, 'attach' | 'exit' | 'kill' | 'exec' | 'putFile' | 'readFile'> {
  return {
    exit(containerId, { code, because, line }) {
      const container = containerOf(containerId)
      container?.log.stderr.write(`${klogLine(nowMs(), line)}
`)
      container?.end({ code, because })
    },
    kill(containerId, { exitCode, oom }) {
      const container = containerOf(containerId)
      if (oom) container?.endForMemory('it used more memory than it may')
      else container?.end({ code: exitCode & 255, because: 'it was killed from outside' })
    },
    exec: (containerId, request) =>
      containerOf(containerId)?.execStreams(request) ?? settledFuture(failedExec(notRunningExec())),
    attach: (containerId, typed) => containerOf(containerId)?.attach(typed),
    putFile(containerId, path, content) {
      const files = containerOf(containerId)?.parts.files
      if (files === undefined) return 'container not found'
      const written = putFile(files, path, content)
      return written.ok ? null : ERROR_TEXTS[written.error]
    },
    readFile(containerId, path) {
      const read = containerOf(containerId)?.parts.files.read(path)
      return read?.ok === true ? read.value : undefined
    },
  }
}

function findIn(nodes: Iterable<SimulatedNode>, id: string): ReturnType<SimulatedNode['find']> {
  for (const node of nodes) {
    const container = node.find(id)
    if (container !== undefined) return container
  }
  return undefined
}

/** Writes a file and makes the folders above it that are missing. */
function putFile(files: FileSystem, path: string, content: string): FileResult<null> {
  const folder = parentOf(path)
  if (folder !== '/' && !files.stat(folder).ok) {
    const made = makeFolders(files, folder)
    if (!made.ok) return made
  }
  return files.write(path, content)
}

function makeFolders(files: FileSystem, path: string): FileResult<null> {
  const above = parentOf(path)
  if (above !== '/' && !files.stat(above).ok) {
    const made = makeFolders(files, above)
    if (!made.ok) return made
  }
  return files.makeFolder(path)
}
