// The containers of a Pod by their role, and what the runtime knows of their instances.
import { ephemeralContainersOf, initContainersOf, isSidecar } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import { flat } from '#lib/flat-text.ts'
import type { RuntimeService } from '#runtime/cri.ts'

/** What the runtime knew of a Pod at one moment; both lists from the oldest to the newest. */
export interface PodRuntimeStatus {
  readonly sandboxes: readonly SandboxRecord[]
  readonly containers: readonly ContainerRecord[]
  /** The address of the newest sandbox; of a Pod without one that is ready, the last that was listed. */
  readonly podIp: string
}

export const NO_RUNTIME_STATUS: PodRuntimeStatus = { sandboxes: [], containers: [], podIp: '' }

/** Reads the runtime's records of a Pod. `before` is what was listed last. */
export function readRuntimeStatus(
  service: RuntimeService,
  podUid: string,
  before: PodRuntimeStatus = NO_RUNTIME_STATUS,
): PodRuntimeStatus {
  const sandboxes = service.podSandboxes(podUid)
  const containers = service.containers(podUid)
  const newest = latestSandbox({ sandboxes })
  const podIp = newest?.state === 'ready' && !newest.hostNetwork ? newest.ip : ''
  const isKept = sandboxes.length > 0 && sandboxes.every(({ state }) => state !== 'ready')
  return { sandboxes, containers, podIp: podIp === '' && isKept ? before.podIp : podIp }
}

/** True when `name` is an init container of the Pod (a sidecar included). */
function isInitContainer(pod: Pod, name: string): boolean {
  return initContainersOf(pod).some((container) => container.name === name)
}

function isEphemeral(pod: Pod, name: string): boolean {
  return ephemeralContainersOf(pod).some((container) => container.name === name)
}

/** All instances of a container, newest first. */
export function instancesOf(status: PodRuntimeStatus, name: string): readonly ContainerRecord[] {
  return status.containers.filter((record) => record.name === name).reverse()
}

/** The newest instance of a container, or undefined when it never was created. */
export function latestOf(status: PodRuntimeStatus, name: string): ContainerRecord | undefined {
  return status.containers.findLast((record) => record.name === name)
}

/** The newest sandbox, whatever its state. */
export function latestSandbox(
  status: Pick<PodRuntimeStatus, 'sandboxes'>,
): SandboxRecord | undefined {
  let latest: SandboxRecord | undefined
  for (const sandbox of status.sandboxes) {
    if (latest === undefined || sandbox.attempt >= latest.attempt) latest = sandbox
  }
  return latest
}

/** The part of the status that belongs to the newest sandbox. */
export function activeStatus(status: PodRuntimeStatus): PodRuntimeStatus {
  const sandbox = latestSandbox(status)
  return {
    ...status,
    containers: status.containers.filter((record) => record.sandboxId === sandbox?.id),
  }
}

/** Where an Event about a container points: 'spec.initContainers{x}', 'spec.containers{x}' … */
export function fieldPathOf(pod: Pod, name: string): string {
  const own = isEphemeral(pod, name) ? 'ephemeralContainers' : 'containers'
  return flat(`spec.${isInitContainer(pod, name) ? 'initContainers' : own}{${name}}`)
}

/** 'init container `x` (2 of 3)', 'sidecar `x`' or 'container `x`': how sentences name it. */
export function containerInSentence(pod: Pod, name: string): string {
  const inits = initContainersOf(pod)
  const index = inits.findIndex((container) => container.name === name)
  const init = inits[index]
  if (init === undefined)
    return `${isEphemeral(pod, name) ? 'ephemeral container' : 'container'} \`${name}\``
  if (isSidecar(init)) return `sidecar \`${name}\``
  return `init container \`${name}\`${inits.length > 1 ? ` (${index + 1} of ${inits.length})` : ''}`
}
