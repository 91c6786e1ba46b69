// What the state of a moment knows of the containers of a Pod.
import {
  everyContainerOfSpec,
  isMirrorPod,
  MIRROR_POD_ANNOTATION,
  type RoleContainer,
} from '#api/core/containers.ts'
import type { ContainerStatus, Pod, PodSpec } from '#api/generated/types.ts'
import type { ContainerRecord, ImagesRecord, SandboxRecord } from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'
import type { Subject } from '#picture/inspector/subject.ts'
import { containerState, type ContainerFacts, type ContainerWord } from './container-state.ts'

type ContainerSubject = Subject & { readonly kind: 'container' }

/** What is known of a Pod: itself, where the API server has it, and what its runtime has. */
export interface PodKnown {
  readonly pod: Pod | undefined
  readonly spec: PodSpec
  /** The newest instance of a container in the Pod's sandbox. */
  recordOf(name: string): ContainerRecord | undefined
  readonly images: ImagesRecord | undefined
  /** The UID in its sandbox that is ready; null before, when nothing is pulled yet. */
  readonly sandboxUid: string | null
}

/** The facts about each container, in the order of the spec, init containers first and ephemeral ones last. */
export function containerFactsOf(known: PodKnown): readonly (ContainerFacts & RoleContainer)[] {
  const { pod, spec } = known
  const { status } = pod ?? {}
  const statuses = new Map<string, ContainerStatus>(
    [
      ...(status?.initContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
      ...(status?.ephemeralContainerStatuses ?? []),
    ].map((one) => [one.name, one]),
  )
  const isMirror = pod !== undefined && isMirrorPod(pod)
  const deleting = pod?.metadata.deletionTimestamp !== undefined && !isMirror
  const pulled = new Set<string>()
  const isUnready = known.sandboxUid === null
  let blocked = isUnready
  return everyContainerOfSpec(spec).map((one) => {
    const { container, role } = one
    const { name, image = '' } = container
    const record = known.recordOf(name)
    const said = statuses.get(name)
    // A mirror may outlive what it shows, while its kubelet cannot tell: what the runtime does not have does not run.
    const isStale = isMirror && record === undefined && said?.state?.running !== undefined
    const reported = isStale ? undefined : said
    const begun = record !== undefined || reported?.state?.terminated !== undefined
    // Of those that want one image the first gets it; and nobody pulls before his turn.
    const waits = role === 'ephemeral' ? isUnready : blocked
    const pulling = !begun && !waits && !pulled.has(image) && isPulling(known.images, image)
    if (!begun) pulled.add(image)
    if (role === 'init') blocked ||= exitCodeOf(record, reported) !== 0
    if (role === 'sidecar') blocked ||= record?.state !== 'running'
    return { ...one, status: reported, record, pulling, deleting }
  })
}

/** The code with which a container has ended; null while it has not. */
function exitCodeOf(
  record: ContainerRecord | undefined,
  status: ContainerStatus | undefined,
): number | null {
  if (record?.state === 'exited') return record.exitCode
  if (record !== undefined) return null
  return status?.state?.terminated?.exitCode ?? null
}

/** Whether a node pulls an image. */
export function isPulling(images: ImagesRecord | undefined, image: string): boolean {
  return images?.pulling.some((name) => name === image || name.endsWith(`/${image}`)) === true
}

/** What a moment knows of a Pod of the API server. */
export function podKnownAt(world: WorldState, pod: Pod): PodKnown {
  const { namespace = 'default', name = '', uid } = pod.metadata
  const records = world.list('pod', `${namespace}/${name}`)
  const ofPod = (record: { readonly pod: { readonly uid: string } }): boolean =>
    isMirrorPod(pod) || record.pod.uid === uid
  const sandboxes = records.flatMap((record) =>
    record.kind === 'Sandbox' && ofPod(record) ? [record] : [],
  )
  const sandbox = sandboxes.toSorted(
    (a, b) =>
      Number(b.state === 'ready') - Number(a.state === 'ready') ||
      b.attempt - a.attempt ||
      b.createdAtMs - a.createdAtMs,
  )[0]
  const containers = records.flatMap((record) =>
    record.kind === 'ContainerInstance' ? [record] : [],
  )
  const images = world.get(`Images/${pod.spec?.nodeName ?? ''}`)
  return {
    pod,
    spec: pod.spec ?? { containers: [] },
    recordOf: recordsBy(pod, sandbox, containers),
    images: images?.kind === 'Images' ? images : undefined,
    sandboxUid: sandbox?.state === 'ready' ? sandbox.pod.uid : null,
  }
}

/**
 * Finds the newest instance of a container in the Pod's sandbox. A new static Pod may have its sandbox while the mirror
 * still shows the one of that name before it: then what that one left tells of it.
 */
export function recordsBy(
  pod: Pod | undefined,
  sandbox: SandboxRecord | undefined,
  containers: readonly ContainerRecord[],
): (name: string) => ContainerRecord | undefined {
  const shownUid = pod?.metadata.annotations?.[MIRROR_POD_ANNOTATION]
  const own = containers.filter(({ sandboxId }) => sandboxId === sandbox?.id)
  const left = containers.filter((one) => one.pod.uid === shownUid)
  const isOther = sandbox !== undefined && sandbox.pod.uid !== shownUid
  return (name) => newestOf(own, name) ?? (isOther ? newestOf(left, name) : undefined)
}

/** The newest instance of a container. */
function newestOf(records: readonly ContainerRecord[], name: string): ContainerRecord | undefined {
  return records
    .filter((record) => record.name === name)
    .toSorted((a, b) => b.attempt - a.attempt || b.createdAtMs - a.createdAtMs)[0]
}

/** The state of one instance of a container; an older one than the newest is what it has become. */
export function containerStateIn(
  world: WorldState,
  subject: Pick<ContainerSubject, 'record' | 'pod'>,
): ContainerWord | null {
  const { record, pod } = subject
  const facts =
    pod === null
      ? undefined
      : containerFactsOf(podKnownAt(world, pod)).find(
          ({ container }) => container.name === record.name,
        )
  if (facts?.record?.id === record.id) return containerState(facts)
  const alone = { role: 'app', status: undefined, pulling: false, deleting: false } as const
  return containerState({ ...alone, container: { name: record.name }, record })
}
