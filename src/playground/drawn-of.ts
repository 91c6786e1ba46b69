// What of an object the page shows from its own state. Everything else it asks the engine about, so it would only
// lie there: of a thousand Pods that is a good part of all that the page keeps.
import type { ContainerState, ContainerStatus, PodStatus } from '#api/generated/types.ts'
import type { ApiObject, ObjectOf } from '#api/meta/object.ts'
import type { WorldObject } from '#client/world.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The object without what its YAML alone shows, which the engine prints. */
export function drawnOf(object: WorldObject): WorldObject {
  return object.kind === 'Pod' ? drawnPod(object) : object
}

function drawnPod(pod: ObjectOf<'Pod'>): ObjectOf<'Pod'> {
  const metadata = drawnMetadata(pod.metadata)
  return pod.status === undefined
    ? { ...pod, metadata }
    : { ...pod, metadata, status: drawnStatus(pod.status) }
}

type Metadata = ApiObject['metadata']

function drawnMetadata(metadata: Metadata): Metadata {
  const { annotations, managedFields: _managers, ...rest } = metadata
  if (annotations === undefined) return rest
  const { [LAST_APPLIED]: _applied, ...others } = annotations
  return Object.keys(others).length === 0 ? rest : { ...rest, annotations: others }
}

function drawnStatus({
  containerStatuses: mains,
  initContainerStatuses: inits,
  ...rest
}: PodStatus): PodStatus {
  return {
    ...rest,
    ...(mains === undefined ? {} : { containerStatuses: mains.map(drawnContainer) }),
    ...(inits === undefined ? {} : { initContainerStatuses: inits.map(drawnContainer) }),
  }
}

/** The runtime's records have the IDs. Without them the states of containers are often equal, and then sent once. */
function drawnContainer({
  containerID: _id,
  state,
  lastState,
  ...rest
}: ContainerStatus): ContainerStatus {
  return {
    ...rest,
    ...(state === undefined ? {} : { state: drawnState(state) }),
    ...(lastState === undefined ? {} : { lastState: drawnState(lastState) }),
  }
}

function drawnState(state: ContainerState): ContainerState {
  if (state.terminated === undefined) return state
  const { containerID: _id, ...terminated } = state.terminated
  return { ...state, terminated }
}
