// The indexes of everything that a state holds: those that the kinds declare, and those of the runtime's records.
import { type ApiObject, infoOf } from './meta/object.ts'
import { type ObjectIndex, objectIndex, oneValue } from './meta/object-index.ts'
import type {
  ContainerRecord,
  PodRef,
  RuntimeRecord,
  SandboxRecord,
  VolumeRecord,
} from './runtime/records.ts'

type Indexes<T> = readonly ObjectIndex<T>[]

const podOf = (record: { readonly pod: PodRef }): PodRef => record.pod
const podName = ({ namespace, name }: PodRef): readonly string[] => [`${namespace}/${name}`]

const SANDBOX: Indexes<SandboxRecord> = [objectIndex('pod', podOf, podName)]
const VOLUME: Indexes<VolumeRecord> = [objectIndex('pod', podOf, podName)]
const CONTAINER: Indexes<ContainerRecord> = [
  objectIndex('pod', podOf, podName),
  objectIndex('container', ({ id }: ContainerRecord) => id, oneValue),
]
const NONE: Indexes<never> = []

/** The indexes that an object belongs to. */
export function indexesOf(object: ApiObject | RuntimeRecord): Indexes<ApiObject | RuntimeRecord> {
  switch (object.kind) {
    case 'Sandbox':
      return SANDBOX
    case 'Volume':
      return VOLUME
    case 'ContainerInstance':
      return CONTAINER
    case 'ContainerLog':
    case 'Images':
    case 'Disk':
    case 'Machine':
    case 'Component':
      return NONE
    default:
      return infoOf(object.kind).indexes
  }
}
