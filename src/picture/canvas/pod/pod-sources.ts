// What the state of a moment has of one Pod of the picture.
import { isMirrorPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type {
  ContainerRecord,
  DiskRecord,
  ImagesRecord,
  SandboxRecord,
  VolumeRecord,
} from '#api/runtime/records.ts'
import type { WorldObject, WorldState } from '#client/world.ts'
import type { Level } from '../level-of-detail.ts'
import { podIdOf, podIdOfRef } from './identity.ts'

/** What the runtime has of one Pod. */
export interface PodRecords {
  /** The newest sandbox, ready ones first. */
  sandbox: SandboxRecord | undefined
  readonly containers: ContainerRecord[]
  readonly volumes: VolumeRecord[]
}

export interface PodSources {
  readonly id: string
  /** Undefined for a static Pod that the API server does not know. */
  readonly pod: Pod | undefined
  readonly records: PodRecords | undefined
  readonly images: ImagesRecord | undefined
  readonly disk: DiskRecord | undefined
}

/**
 * The sources of the picture with an id; null when there is nothing to draw. A static Pod without a
 * mirror is drawn as long as its sandbox is ready.
 */
export function podSourcesOf(
  world: WorldState,
  id: string,
  level: Level = 'card',
): PodSources | null {
  const name = nameOfId(id)
  const found = world.get(`Pod/${name}`)
  const pod = found?.kind === 'Pod' && podIdOf(found) === id ? found : undefined
  // A dot has the colour of its Pod's state, and there are thousands of them.
  const isPlain = level === 'dot' && pod !== undefined && !isMirrorPod(pod)
  const records = isPlain ? undefined : recordsOf(world.list('pod', name), id)
  const isStatic = id.startsWith('static:')
  if (pod === undefined && !(isStatic && records?.sandbox?.state === 'ready')) return null
  const nodeName = pod?.spec?.nodeName ?? records?.sandbox?.nodeName ?? ''
  const images = isPlain ? undefined : world.get(`Images/${nodeName}`)
  return {
    id,
    pod,
    records,
    images: images?.kind === 'Images' ? images : undefined,
    disk: diskOf(world, nodeName),
  }
}

/** The disk of a node, where it has one. */
export function diskOf(world: WorldState, nodeName: string): DiskRecord | undefined {
  const disk = world.get(`Disk/${nodeName}`)
  return disk?.kind === 'Disk' ? disk : undefined
}

/** 'namespace/name' of the Pod with an id. */
export function nameOfId(id: string): string {
  return id.startsWith('static:') ? id.slice('static:'.length) : (id.split(':')[1] ?? '')
}

function recordsOf(objects: readonly WorldObject[], id: string): PodRecords | undefined {
  let records: PodRecords | undefined
  for (const object of objects) {
    if (!isRecordOfPod(object) || podIdOfRef(object.pod) !== id) continue
    records ??= { sandbox: undefined, containers: [], volumes: [] }
    if (object.kind === 'ContainerInstance') records.containers.push(object)
    else if (object.kind === 'Volume') records.volumes.push(object)
    else if (isNewer(object, records.sandbox)) records.sandbox = object
  }
  return records
}

type RecordOfPod = SandboxRecord | ContainerRecord | VolumeRecord

/** Whether it is a record of the runtime that belongs to a Pod. */
export function isRecordOfPod(object: WorldObject): object is RecordOfPod {
  return (
    object.kind === 'Sandbox' || object.kind === 'ContainerInstance' || object.kind === 'Volume'
  )
}

function isNewer(sandbox: SandboxRecord, other: SandboxRecord | undefined): boolean {
  if (other === undefined) return true
  if (sandbox.state !== other.state) return sandbox.state === 'ready'
  return sandbox.attempt > other.attempt || sandbox.createdAtMs > other.createdAtMs
}
