// The containers of a Pod and the parts they play.
// Follows pkg/api/v1/pod/util.go (v1.36), VisitContainers and IsRestartableInitContainer.
import type {
  Container,
  ContainerPort,
  EphemeralContainer,
  Pod,
  PodSpec,
} from '#api/generated/types.ts'

export type ContainerRole = 'init' | 'sidecar' | 'app' | 'ephemeral'

export interface RoleContainer {
  readonly container: Container
  readonly role: ContainerRole
  /** The position in the list of its role: spec.initContainers, spec.containers or spec.ephemeralContainers. */
  readonly index: number
}

/** True for an init container that keeps running: restartPolicy Always. Only ask it of init containers. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

/** spec.initContainers of a Pod, sidecars among them; empty when there are none. */
export function initContainersOf(pod: Pod): readonly Container[] {
  return pod.spec?.initContainers ?? []
}

/** spec.containers of a Pod; empty when they are missing. */
export function appContainersOf(pod: Pod): readonly Container[] {
  return pod.spec?.containers ?? []
}

// A spec never changes, and its containers are gone through at every turn.
const remembered = new WeakMap<PodSpec, readonly RoleContainer[]>()

/** spec.ephemeralContainers of a Pod, which are put into it while it runs; empty when there are none. */
export function ephemeralContainersOf(pod: Pod): readonly EphemeralContainer[] {
  return pod.spec?.ephemeralContainers ?? []
}

/**
 * All containers of a Pod spec in the order in which they start: init containers and sidecars, then the app. Ephemeral
 * ones are left out, which nothing is reserved for.
 */
export function allContainersOfSpec(spec: PodSpec | undefined): readonly RoleContainer[] {
  if (spec === undefined) return []
  const known = remembered.get(spec)
  if (known !== undefined) return known
  const all = [
    ...(spec.initContainers ?? []).map((container, index): RoleContainer => ({
      container,
      role: isSidecar(container) ? 'sidecar' : 'init',
      index,
    })),
    ...((spec.containers as PodSpec['containers'] | undefined) ?? []).map(
      (container, index): RoleContainer => ({
        container,
        role: 'app',
        index,
      }),
    ),
  ]
  remembered.set(spec, all)
  return all
}

/** All containers of a Pod in the order in which they start. */
export function allContainers(pod: Pod): readonly RoleContainer[] {
  return allContainersOfSpec(pod.spec)
}

/** All containers of a Pod spec, with those that were put into it last. */
export function everyContainerOfSpec(spec: PodSpec | undefined): readonly RoleContainer[] {
  const all = allContainersOfSpec(spec)
  const { ephemeralContainers = [] } = spec ?? {}
  if (ephemeralContainers.length === 0) return all
  const added = ephemeralContainers.map((container, index): RoleContainer => ({
    container,
    role: 'ephemeral',
    index,
  }))
  return [...all, ...added]
}

/** The container with that name and its role; undefined when the Pod has none. */
export function findContainer(pod: Pod, name: string): RoleContainer | undefined {
  return everyContainerOfSpec(pod.spec).find(({ container }) => container.name === name)
}

/** The containers that run for the whole life of the Pod: sidecars, then the app containers. */
export function longRunningContainers(pod: Pod): readonly Container[] {
  return allContainers(pod)
    .filter(({ role }) => role !== 'init')
    .map(({ container }) => container)
}

/** The ports with a host port that the Pod occupies on its node: of app containers and sidecars. */
export function hostPortsOf(pod: Pod): readonly ContainerPort[] {
  return longRunningContainers(pod).flatMap((container) =>
    (container.ports ?? []).filter((port) => (port.hostPort ?? 0) > 0),
  )
}

/** A static Pod's image in the API server carries this annotation. */
export const MIRROR_POD_ANNOTATION = 'kubernetes.io/config.mirror'
/** Where a kubelet has the Pod from: 'file' for a static Pod. */
export const CONFIG_SOURCE_ANNOTATION = 'kubernetes.io/config.source'

/** Whether the Pod is a mirror that a kubelet made of a static Pod. */
export function isMirrorPod(pod: Pod): boolean {
  return Object.hasOwn(pod.metadata.annotations ?? {}, MIRROR_POD_ANNOTATION)
}

/** Whether a kubelet read the Pod from a file. */
export function isStaticPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[CONFIG_SOURCE_ANNOTATION] === 'file'
}

/** Whether the Pod has ended for good: phase Succeeded or Failed. */
export function isTerminalPod({ status }: Pod): boolean {
  return isTerminalPhase(status?.phase)
}

/** Whether a phase is one that a Pod never leaves. */
export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}
