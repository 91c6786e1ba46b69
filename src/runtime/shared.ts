// What all nodes' runtimes share: the world they write to, waiting, chance, and the network.
import type { PodRef } from '#api/runtime/records.ts'
import type { World } from '#client/world.ts'
import type { Prng } from '#lib/prng.ts'
import type { Sleeper } from '#sim/task.ts'
import type { ServiceDirectory } from './cri.ts'
import type { FileTree } from './filesystem/tree.ts'
import type { Network } from './network/network.ts'
import type { Command } from './process/command.ts'
import type { Stage } from './rest/rehearsal.ts'

/** What a scenario says of an image's process, instead of what it would do. */
export interface ImageOverride {
  readonly image: string
  /** Only this container's; left out: that of every container with the image. */
  readonly container?: string
  /** Run for this long, then exit; null runs for ever. */
  readonly runMs: number | null
  readonly exitCode: number
  /** Then it does not exit: it takes more memory than it may, and is killed. */
  readonly oom?: boolean
  readonly listens: readonly number[]
  /** The registry answers that there is no such image. */
  readonly missing: boolean
}

export interface Shared {
  readonly world: World
  readonly sleeper: Sleeper
  readonly prng: Prng
  readonly services: ServiceDirectory
  readonly network: Network
  readonly stage: Stage
  /** Nothing is foreseen: all that happens again and again is run each time. */
  readonly eager: boolean
  /** What repeats itself without timers. */
  readonly repeating: Set<object>
  readonly images: readonly ImageOverride[]
  /** Content that outlives Pods, by shared key. */
  readonly sharedTrees: Map<string, FileTree>
  /** Programs that are simulated elsewhere, by name. */
  readonly provided: Map<string, Command>
}

/** The actor of what a container's processes do: 'container web/nginx'. */
export function containerActor(pod: PodRef, containerName: string): string {
  return `container ${pod.name}/${containerName}`
}

/** The key of a Pod's object, for the objects of an entry. */
export function podKeyOf(pod: PodRef): string {
  return `Pod/${pod.namespace}/${pod.name}`
}
