// The picture of one Pod: from its object in the API server and the records of the runtime.
import { simplified } from '#lib/simplified.ts'
import type { Container, Pod, PodSpec, Volume } from '#api/generated/types.ts'
import type { VolumeRecord } from '#api/runtime/records.ts'
import { allContainersOfSpec, everyContainerOfSpec, isMirrorPod } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import { keyOf, keyOfOwner, objectKey } from '#api/meta/object.ts'
import { containerDetail, containerState } from '#picture/words/container-state.ts'
import { containerFactsOf, isPulling, recordsBy } from '#picture/words/container-facts.ts'
import { shownPod } from '#picture/words/shown-pod.ts'
import type { ContainerPicture, MountPicture, PodPicture, VolumePicture } from '../canvas-graph.ts'
import type { Level } from '../level-of-detail.ts'
import { portsOf } from './ports.ts'
import { staticFileOf } from './static-files.ts'
import type { PodRecords, PodSources } from './pod-sources.ts'
import { numberOf } from '#picture/words/container-role.ts'

const EMPTY_SPEC: PodSpec = { containers: [] }

/** The picture of a Pod, or the earlier one when nothing that it was made of has changed. */
export function podPictureOf(
  from: PodSources,
  earlier: PodPicture | undefined,
  level: Level = 'card',
): PodPicture {
  const sources = sourcesOf(from)
  if (earlier !== undefined && sameItems(earlier.sources, sources)) return earlier
  return makePicture(from, sources, level === 'card')
}

type Inside = Pick<PodPicture, 'containers' | 'volumes' | 'ports'>

const NO_INSIDE: Inside = { containers: [], volumes: [], ports: [] }

function insideOf(from: PodSources, spec: PodSpec): Inside {
  const { records } = from
  const volumes = volumesOf(spec, records?.volumes ?? [])
  const shown = new Set(volumes.map((volume) => volume.name))
  return {
    containers: containersOf(from, spec, shown),
    volumes,
    ports: portsOf(longRunning(spec), records?.sandbox?.ports ?? []),
  }
}

/** Whether two lists hold the same references. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

function sourcesOf({ pod, records, images, disk }: PodSources): readonly unknown[] {
  const wanted = everyContainerOfSpec(pod?.spec).map(({ container }) => container.image ?? '')
  const pulling = wanted.filter((image) => isPulling(images, image)).join(' ')
  const ofDisk = pod === undefined || isMirrorPod(pod) ? disk : null
  return [
    pod,
    pulling,
    ofDisk,
    records?.sandbox,
    ...(records?.containers ?? []),
    ...(records?.volumes ?? []),
  ]
}

/** Only a card shows what is inside of a Pod, and of one that the API server does not know it says who runs. */
function makePicture(from: PodSources, sources: readonly unknown[], isCard: boolean): PodPicture {
  const { id, pod, records } = from
  const ref = records?.sandbox?.pod
  const name = pod?.metadata.name ?? ref?.name ?? ''
  const namespace = pod?.metadata.namespace ?? ref?.namespace ?? 'default'
  const spec = pod?.spec ?? specOfRecords(records)
  const sandbox = records?.sandbox
  const nodeName = pod?.spec?.nodeName || sandbox?.nodeName || null
  const isStatic = id.startsWith('static:')
  const inside = isCard ? insideOf(from, spec) : NO_INSIDE
  const { state, ready, total, restarts } = shownPod(pod, sandboxUidOf(records), () =>
    factsOf(from, spec),
  )
  const hostNetwork = spec.hostNetwork === true || sandbox?.hostNetwork === true
  return {
    id,
    key: pod === undefined ? objectKey('Pod', namespace, name) : keyOf(pod),
    name,
    namespace,
    nodeName,
    state,
    ready,
    total,
    restarts,
    ip: sandbox?.ip || pod?.status?.podIP || '',
    hostNetwork,
    ...inside,
    owner: ownerOf(pod),
    staticPod: isStatic
      ? { file: staticFileOf(from.disk, name, nodeName ?? ''), mirrored: pod !== undefined }
      : null,
    reason: reasonOf(pod),
    system: namespace === 'kube-system',
    spec,
    sources,
  }
}

const longRunning = (spec: PodSpec): readonly Container[] =>
  allContainersOfSpec(spec)
    .filter(({ role }) => role !== 'init')
    .map(({ container }) => container)

/** What can be told of the manifest of a static Pod that has no mirror: the containers that ran. */
function specOfRecords(records: PodRecords | undefined): PodSpec {
  if (records === undefined) return EMPTY_SPEC
  const containers = new Map(
    records.containers.map(({ name, image }) => [name, { name, image }] as const),
  )
  return { containers: [...containers.values()] }
}

function ownerOf(pod: Pod | undefined): string | null {
  const owner = pod?.metadata.ownerReferences?.find((reference) => reference.controller === true)
  if (owner === undefined || owner.kind === 'Node') return null
  return keyOfOwner(owner, pod?.metadata.namespace)
}

function reasonOf(pod: Pod | undefined): string {
  if (pod === undefined) return ''
  const scheduled = getPodCondition(pod.status, 'PodScheduled')
  if (scheduled?.status === 'False') return scheduled.message ?? ''
  return pod.status?.phase === 'Failed' ? (pod.status.message ?? '') : ''
}

function sandboxUidOf(records: PodRecords | undefined): string | null {
  return records?.sandbox?.state === 'ready' ? records.sandbox.pod.uid : null
}

function factsOf(
  { pod, records, images }: PodSources,
  spec: PodSpec,
): ReturnType<typeof containerFactsOf> {
  const recordOf = recordsBy(pod, records?.sandbox, records?.containers ?? [])
  const sandboxUid = sandboxUidOf(records)
  return containerFactsOf({ pod, spec, recordOf, images, sandboxUid })
}

function containersOf(
  from: PodSources,
  spec: PodSpec,
  volumes: ReadonlySet<string>,
): readonly ContainerPicture[] {
  return factsOf(from, spec).map((facts) => {
    const { container, role, index } = facts
    return {
      name: container.name,
      role,
      number: numberOf(role, index),
      image: container.image ?? '',
      state: containerState(facts),
      detail: containerDetail(facts),
      restarts: Math.max(facts.status?.restartCount ?? 0, facts.record?.attempt ?? 0),
      mounts: mountsOf(container, volumes),
    }
  })
}

function mountsOf(container: Container, volumes: ReadonlySet<string>): readonly MountPicture[] {
  return (container.volumeMounts ?? [])
    .filter((mount) => volumes.has(mount.name))
    .map((mount) => ({
      volume: mount.name,
      path: mount.mountPath,
      readOnly: mount.readOnly === true,
    }))
}

simplified(
  'canvas-token',
  'The canvas leaves out the volume with the token of the service account, which every Pod has.',
)

/** The volumes that the picture shows. */
export function shownVolumes(spec: PodSpec): readonly Volume[] {
  return (spec.volumes ?? []).filter((volume) => !volume.name.startsWith('kube-api-access-'))
}

function volumesOf(spec: PodSpec, records: readonly VolumeRecord[]): readonly VolumePicture[] {
  return shownVolumes(spec).map((volume) => {
    const record = records.find(({ name }) => name === volume.name)
    return {
      name: volume.name,
      what: whatOf(volume),
      fileCount: record?.fileCount ?? null,
      files: (record?.files ?? []).map((file) => file.path),
    }
  })
}

function whatOf(volume: Volume): string {
  if (volume.configMap !== undefined) return `configMap ${volume.configMap.name ?? ''}`.trim()
  if (volume.secret !== undefined) return `secret ${volume.secret.secretName ?? ''}`.trim()
  if (volume.hostPath !== undefined) return `hostPath ${volume.hostPath.path}`
  if (volume.persistentVolumeClaim !== undefined) {
    return `PVC ${volume.persistentVolumeClaim.claimName}`
  }
  return Object.keys(volume).find((field) => field !== 'name') ?? 'emptyDir'
}
