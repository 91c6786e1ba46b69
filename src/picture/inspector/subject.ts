// What the selection is at a moment: the API object behind it, the container, and how it is named.
import { shownKind } from '#api/meta/custom-kind.ts'
import { findContainer, MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Container, ContainerStatus, Node, Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { ContainerRecord, PodRef, VolumeRecord } from '#api/runtime/records.ts'
import type { WorldObject, WorldState } from '#client/world.ts'
import type { LookUp } from '#sim/state.ts'

export type Subject =
  | { readonly kind: 'pod'; readonly key: string; readonly pod: Pod }
  | { readonly kind: 'node'; readonly key: string; readonly node: Node }
  | {
      readonly kind: 'container'
      readonly key: string
      readonly record: ContainerRecord
      readonly podKey: string
      readonly pod: Pod | null
      readonly container: Container | null
      readonly status: ContainerStatus | undefined
    }
  | {
      readonly kind: 'volume'
      readonly key: string
      readonly volume: VolumeRecord
      readonly podKey: string
    }
  | { readonly kind: 'object'; readonly key: string; readonly object: ApiObject }
  /** Selected, but not there at this moment. */
  | { readonly kind: 'absent'; readonly key: string }

/** The subject of a selection; null when nothing is selected. */
export function subjectOf(world: WorldState, selection: string | null): Subject | null {
  if (selection === null) return null
  const object = world.get(selection)
  if (object === undefined) {
    const key = keyOfPart(world, selection)
    return key === null ? { kind: 'absent', key: selection } : subjectOf(world, key)
  }
  if (object.kind === 'ContainerInstance') return containerSubject(world, selection, object)
  if (object.kind === 'Volume') {
    return { kind: 'volume', key: selection, volume: object, podKey: podKeyOf(object.pod) }
  }
  if (object.kind === 'Sandbox') {
    const key = podKeyOf(object.pod)
    const pod = world.get(key)
    return pod?.kind === 'Pod' ? { kind: 'pod', key, pod } : { kind: 'absent', key: selection }
  }
  if (object.kind === 'Images' || object.kind === 'Disk' || object.kind === 'Machine') {
    const key = `Node//${object.nodeName}`
    const node = world.get(key)
    return node?.kind === 'Node' ? { kind: 'node', key, node } : { kind: 'absent', key: selection }
  }
  if (object.kind === 'Pod') return { kind: 'pod', key: selection, pod: object }
  if (object.kind === 'Node') return { kind: 'node', key: selection, node: object }
  return isApiObject(object)
    ? { kind: 'object', key: selection, object }
    : { kind: 'absent', key: selection }
}

/**
 * The canvas names a container of a Pod `<key of the Pod>#<name>` and a volume `<key of the Pod>~<name>`:
 * the key of the newest record of it, of the Pod while there is none, null when that is not there either.
 */
function keyOfPart(world: WorldState, selection: string): string | null {
  const [, podKey = '', mark, name] = /^(Pod\/[^#~]+)([#~])(.+)$/.exec(selection) ?? []
  const kind = mark === '#' ? 'ContainerInstance' : 'Volume'
  let newest: string | null = world.has(podKey) ? podKey : null
  let newestMs = -1
  const pod = podKey.slice('Pod/'.length)
  for (const key of world.keysOf('pod', pod, `${kind}/`)) {
    const object = world.get(key)
    if (object?.kind !== 'ContainerInstance' && object?.kind !== 'Volume') continue
    if (object.name !== name) continue
    const createdAtMs = object.kind === 'ContainerInstance' ? object.createdAtMs : 0
    if (createdAtMs < newestMs) continue
    newest = key
    newestMs = createdAtMs
  }
  return newest
}

/**
 * The key of the Pod that a selection is, or is a part of: a container, a volume or a record of its runtime; null for
 * everything else, and for a record that is not there.
 */
export function podKeyOfPart(world: LookUp<WorldObject>, selection: string): string | null {
  const [, podKey] = /^(Pod\/[^#~]+)(?:[#~].+)?$/.exec(selection) ?? []
  if (podKey !== undefined) return podKey
  const object = world.get(selection)
  return object !== undefined && 'pod' in object ? podKeyOf(object.pod) : null
}

function isApiObject(object: WorldObject): object is ApiObject {
  return 'metadata' in object
}

function containerSubject(world: WorldState, key: string, record: ContainerRecord): Subject {
  const podKey = podKeyOf(record.pod)
  const found = world.get(podKey)
  const pod = found?.kind === 'Pod' ? found : null
  const statuses = [
    ...(pod?.status?.initContainerStatuses ?? []),
    ...(pod?.status?.containerStatuses ?? []),
    ...(pod?.status?.ephemeralContainerStatuses ?? []),
  ]
  return {
    kind: 'container',
    key,
    record,
    podKey,
    pod,
    container: (pod === null ? undefined : findContainer(pod, record.name))?.container ?? null,
    status: statuses.find(({ name }) => name === record.name),
  }
}

/** The key of the Pod in the API that a record of the runtime belongs to. */
export function podKeyOf(ref: PodRef): string {
  return `Pod/${ref.namespace}/${ref.name}`
}

/** Whether a UID is that of a Pod; a static Pod's records carry the UID that its mirror only mentions. */
export function belongsToUid(pod: Pod, uid: string | undefined): boolean {
  const { annotations } = pod.metadata
  return (
    uid === undefined || uid === pod.metadata.uid || uid === annotations?.[MIRROR_POD_ANNOTATION]
  )
}

/** 'Pod web', 'Container nginx': the heading. */
export function titleOf(subject: Subject): string {
  switch (subject.kind) {
    case 'pod':
      return `Pod ${subject.pod.metadata.name ?? ''}`
    case 'node':
      return `Node ${subject.node.metadata.name ?? ''}`
    case 'container':
      return `Container ${subject.record.name}`
    case 'volume':
      return `Volume ${subject.volume.name}`
    case 'object':
      return `${shownKind(subject.object.kind)} ${subject.object.metadata.name ?? ''}`
    case 'absent': {
      const [groupKind = '', , ...rest] = subject.key.split('/')
      const kind = groupKind.split('.')[0] ?? ''
      return `${kind === 'ContainerInstance' ? 'Container' : kind} ${rest.join('/')}`
    }
  }
}
