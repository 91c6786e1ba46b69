// What the sandbox hands over for a container.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ContainerConfig } from '../cri.ts'
import type { FileSystem } from '../filesystem/mounts.ts'
import type { ImageSpec } from '../images/image-spec.ts'
import type { System } from '../process/command.ts'
import type { ProcessTable } from '../process/process.ts'
import type { ImageOverride, Shared } from '../shared.ts'

/** What a container is made of; the sandbox hands it over. */
export interface ContainerParts {
  readonly shared: Shared
  readonly nodeName: string
  readonly config: ContainerConfig
  readonly record: ContainerRecord
  readonly hostname: string
  readonly image: ImageSpec
  readonly override: ImageOverride | undefined
  readonly files: FileSystem
  /** The container whose processes it sees; null for its own alone. */
  readonly target: { readonly processes: ProcessTable } | null
  /** Why runc refuses its mounts or its working directory; null when it does not. */
  readonly filesProblem: string | null
  /** What is in its own layer. */
  writtenBytes(): number
  /** Makes what the processes see; the same each time. */
  makeSystem(): System
  /** The container is about to end: what it wrote is noted first. */
  ending(): void
  /** The container ended: its ports are closed, and the kubelet is told. */
  ended(): void
}
