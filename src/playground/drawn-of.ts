// What of an object the page shows from its own state. Everything else it asks the engine about, so it would only
// lie there: of a thousand Pods that is a good part of all that the page keeps.
import { isMirrorPod } from '#api/core/containers.ts'
import { holdsItsRequests } from '#api/core/remembered-requests.ts'
import type {
  Container,
  ContainerState,
  ContainerStatus,
  PodSpec,
  PodStatus,
} from '#api/generated/types.ts'
import type { ApiObject, ObjectOf } from '#api/meta/object.ts'
import type { WorldObject } from '#client/world.ts'
import { isRecordOfPod } from '#picture/canvas/pod/pod-sources.ts'
import { isStaticUid } from '#picture/canvas/pod/identity.ts'

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

/**
 * The same where Pods are dots: of a Pod what its dot, its row and its node say, which are mostly equal for many Pods and
 * so are sent and kept once; null for what nothing of that shows. Who is looked at closely is asked about.
 */
export function drawnInCrowd(object: WorldObject): WorldObject | null {
  if (object.kind === 'Pod') return isApart(object) ? drawnPod(object) : crowdPod(object)
  // Of static Pods without a mirror nothing else is known, and those of the cluster itself are no dots.
  if (isRecordOfPod(object))
    return isStaticUid(object.pod.uid) || object.pod.namespace === SYSTEM ? object : null
  return object
}

const SYSTEM = 'kube-system'

/** Whether a Pod is drawn by itself also where all others are dots. */
const isApart = (pod: ObjectOf<'Pod'>): boolean =>
  isMirrorPod(pod) || pod.metadata.namespace === SYSTEM

function crowdPod({ apiVersion, kind, metadata, spec, status }: ObjectOf<'Pod'>): ObjectOf<'Pod'> {
  const { name, namespace, uid, deletionTimestamp, ownerReferences } = metadata
  return defined({
    apiVersion,
    kind,
    metadata: defined({ name, namespace, uid, deletionTimestamp, ownerReferences }),
    spec: spec === undefined ? undefined : crowdSpec(spec),
    status: status === undefined ? undefined : crowdStatus(status, spec),
  })
}

function crowdSpec({
  nodeName,
  containers,
  initContainers,
  resources,
  overhead,
}: PodSpec): PodSpec {
  return defined({
    nodeName,
    containers: containers.map(crowdContainer),
    initContainers: initContainers?.map(crowdContainer),
    resources,
    overhead,
  })
}

const crowdContainer = ({ name, restartPolicy, resources }: Container): Container =>
  defined({
    name,
    restartPolicy,
    resources: resources === undefined ? undefined : defined({ requests: resources.requests }),
  })

function crowdStatus(
  { phase, reason, message, conditions, ...lists }: PodStatus,
  spec: PodSpec | undefined,
): PodStatus {
  const mains = lists.containerStatuses
  const inits = lists.initContainerStatuses
  return defined({
    phase,
    reason,
    message,
    conditions: conditions?.map(({ type, status, reason: why, message: words }) =>
      defined({ type, status, reason: why, message: words }),
    ),
    containerStatuses: mains?.map((one) => crowdContainerStatus(one, spec?.containers)),
    initContainerStatuses: inits?.map((one) => crowdContainerStatus(one, spec?.initContainers)),
  })
}

function crowdContainerStatus(
  container: ContainerStatus,
  specs: readonly Container[] | undefined,
): ContainerStatus {
  const { name, ready, started, restartCount, state, resources, allocatedResources } = container
  const held = holdsItsRequests(container, specs) ? {} : { resources, allocatedResources }
  return defined({
    name,
    ready,
    started,
    restartCount,
    state: state === undefined ? undefined : crowdState(state),
    ...held,
    image: '',
    imageID: '',
  })
}

function crowdState({ waiting, terminated }: ContainerState): ContainerState {
  if (waiting !== undefined) return { waiting: defined({ reason: waiting.reason }) }
  if (terminated === undefined) return { running: {} }
  const { exitCode, signal, reason } = terminated
  return { terminated: defined({ exitCode, signal, reason }) }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Without the fields that have no value. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>
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
  ephemeralContainerStatuses: added,
  ...rest
}: PodStatus): PodStatus {
  return {
    ...rest,
    ...(mains === undefined ? {} : { containerStatuses: mains.map(drawnContainer) }),
    ...(inits === undefined ? {} : { initContainerStatuses: inits.map(drawnContainer) }),
    ...(added === undefined ? {} : { ephemeralContainerStatuses: added.map(drawnContainer) }),
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
