// The defaults of every kind: what an object means when it leaves fields out.
// Follows pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go and pkg/apis/storage/v1/defaults.go (v1.36).
import type {
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  ReplicaSet,
  StorageClass,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { defined } from '#lib/defined.ts'
import { setDefaultsPod, setDefaultsPodTemplate } from './pod-defaults.ts'
import { setDefaultsResourceList, setDefaultsResources } from './resource-list-defaults.ts'
import { mergeStringData } from './secret-defaults.ts'
import { setDefaultsService } from './service-defaults.ts'

function setDefaultsNode(node: Node): Node {
  if (node.status === undefined) return node
  const { capacity, allocatable = capacity } = node.status
  return {
    ...node,
    status: {
      ...node.status,
      ...(capacity === undefined ? {} : { capacity: setDefaultsResourceList(capacity) }),
      ...(allocatable === undefined ? {} : { allocatable: setDefaultsResourceList(allocatable) }),
    },
  }
}

function setDefaultsNamespace(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata
  if (name === undefined || name === '') return namespace
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
  }
}

/** The old and the new way to name where the data comes from say the same; a reference to nothing is dropped. */
function dataSources(
  dataSource: TypedLocalObjectReference | undefined,
  dataSourceRef: TypedObjectReference | undefined,
): Partial<PersistentVolumeClaimSpec> {
  const isNamed = (reference: TypedObjectReference | undefined): boolean =>
    reference !== undefined && (reference.name || reference.kind || '') !== ''
  const direct = isNamed(dataSource) ? dataSource : undefined
  const general = isNamed(dataSourceRef) ? dataSourceRef : undefined
  if (direct === undefined && general === undefined) return {}
  if (general === undefined) return defined({ dataSource: direct, dataSourceRef: direct })
  if (direct === undefined && general.namespace !== undefined) return { dataSourceRef: general }
  return { dataSource: direct ?? general, dataSourceRef: general }
}

function setDefaultsClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const { spec } = claim
  const { dataSource, dataSourceRef, ...rest } = spec ?? {}
  return {
    ...claim,
    spec: {
      ...rest,
      ...dataSources(dataSource, dataSourceRef),
      resources: setDefaultsResources(spec?.resources ?? {}),
      volumeMode: spec?.volumeMode ?? 'Filesystem',
    },
  }
}

function setDefaultsVolume(volume: PersistentVolume): PersistentVolume {
  const { spec } = volume
  const hostPath = spec?.hostPath
  return {
    ...volume,
    spec: {
      ...spec,
      ...(hostPath === undefined ? {} : { hostPath: { ...hostPath, type: hostPath.type ?? '' } }),
      ...(spec?.capacity === undefined ? {} : { capacity: setDefaultsResourceList(spec.capacity) }),
      persistentVolumeReclaimPolicy: spec?.persistentVolumeReclaimPolicy || 'Retain',
      volumeMode: spec?.volumeMode ?? 'Filesystem',
    },
  }
}

function setDefaultsStorageClass(storageClass: StorageClass): StorageClass {
  return {
    ...storageClass,
    reclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
    volumeBindingMode: storageClass.volumeBindingMode ?? 'Immediate',
  }
}

function setDefaultsReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  const { spec } = replicaSet
  return {
    ...replicaSet,
    // The selector may be missing: nothing stands in for it, and validation asks for it.
    spec: Object.assign({}, spec, {
      replicas: spec?.replicas ?? 1,
      template: setDefaultsPodTemplate(spec?.template ?? {}),
    }),
  }
}

/** The object with all defaults of its kind. Applying it again changes nothing. */
export function setDefaults(object: ApiObject): ApiObject {
  switch (object.kind) {
    case 'Pod':
      return setDefaultsPod(object)
    case 'Node':
      return setDefaultsNode(object)
    case 'Namespace':
      return setDefaultsNamespace(object)
    case 'Service':
      return setDefaultsService(object)
    case 'Secret':
      return mergeStringData({ ...object, type: object.type || 'Opaque' })
    case 'PersistentVolumeClaim':
      return setDefaultsClaim(object)
    case 'PersistentVolume':
      return setDefaultsVolume(object)
    case 'StorageClass':
      return setDefaultsStorageClass(object)
    case 'ReplicaSet':
      return setDefaultsReplicaSet(object)
    case 'ConfigMap':
    case 'ServiceAccount':
    case 'Event':
      return object
  }
}
