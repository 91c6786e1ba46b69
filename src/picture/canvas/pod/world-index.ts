// One pass over the state of a moment that sorts everything the picture needs by what it belongs to.
import type {
  ConfigMap,
  Node,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Secret,
  Service,
} from '#api/generated/types.ts'
import type {
  ContainerRecord,
  DiskRecord,
  ImagesRecord,
  SandboxRecord,
  VolumeRecord,
} from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'
import { podIdOf, podIdOfRef } from './identity.ts'

export type ApiItem = Service | ConfigMap | Secret | PersistentVolumeClaim

/** What the runtime has of one Pod. */
export interface PodRecords {
  /** The newest sandbox, ready ones first. */
  sandbox: SandboxRecord | undefined
  readonly containers: ContainerRecord[]
  readonly volumes: VolumeRecord[]
}

export interface WorldIndex {
  readonly nodes: Node[]
  readonly pods: Map<string, Pod>
  readonly replicaSets: ReplicaSet[]
  readonly apiItems: ApiItem[]
  readonly records: Map<string, PodRecords>
  readonly images: Map<string, ImagesRecord>
  readonly disks: Map<string, DiskRecord>
}

/** Sorts the state of a moment. */
export function indexWorld(world: WorldState): WorldIndex {
  const index: WorldIndex = {
    nodes: [],
    pods: new Map(),
    replicaSets: [],
    apiItems: [],
    records: new Map(),
    images: new Map(),
    disks: new Map(),
  }
  for (const object of world.values()) addObject(index, object)
  return index
}

function addObject(
  index: WorldIndex,
  object: WorldState extends ReadonlyMap<string, infer T> ? T : never,
): void {
  switch (object.kind) {
    case 'Node':
      index.nodes.push(object)
      return
    case 'Pod':
      index.pods.set(podIdOf(object), object)
      return
    case 'ReplicaSet':
      index.replicaSets.push(object)
      return
    case 'Service':
    case 'ConfigMap':
    case 'Secret':
    case 'PersistentVolumeClaim':
      index.apiItems.push(object)
      return
    case 'Sandbox': {
      const records = recordsOf(index, podIdOfRef(object.pod))
      if (isNewer(object, records.sandbox)) records.sandbox = object
      return
    }
    case 'ContainerInstance':
      recordsOf(index, podIdOfRef(object.pod)).containers.push(object)
      return
    case 'Volume':
      recordsOf(index, podIdOfRef(object.pod)).volumes.push(object)
      return
    case 'Images':
      index.images.set(object.nodeName, object)
      return
    case 'Disk':
      index.disks.set(object.nodeName, object)
      return
    default:
  }
}

function recordsOf(index: WorldIndex, id: string): PodRecords {
  const known = index.records.get(id)
  if (known !== undefined) return known
  const records: PodRecords = { sandbox: undefined, containers: [], volumes: [] }
  index.records.set(id, records)
  return records
}

function isNewer(sandbox: SandboxRecord, other: SandboxRecord | undefined): boolean {
  if (other === undefined) return true
  if (sandbox.state !== other.state) return sandbox.state === 'ready'
  return sandbox.attempt > other.attempt || sandbox.createdAtMs > other.createdAtMs
}
