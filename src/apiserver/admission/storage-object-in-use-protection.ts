// Volumes, claims and classes of attributes are not removed while something uses them.
// Follows plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go (v1.36).
import type { ObjectMeta } from '#api/generated/types.ts'
import { pluginFor } from './admission-types.ts'

function withFinalizer(metadata: ObjectMeta, finalizer: string): ObjectMeta {
  const finalizers = metadata.finalizers ?? []
  return finalizers.includes(finalizer)
    ? metadata
    : { ...metadata, finalizers: [...finalizers, finalizer] }
}

const FINALIZERS = {
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
  PersistentVolume: 'kubernetes.io/pv-protection',
  VolumeAttributesClass: 'kubernetes.io/vac-protection',
} as const

export const storageObjectInUseProtection = pluginFor({
  name: 'StorageObjectInUseProtection',
  kinds: ['PersistentVolumeClaim', 'PersistentVolume', 'VolumeAttributesClass'],
  operations: ['CREATE'],
  admit: ({ object }) => ({
    object: { ...object, metadata: withFinalizer(object.metadata, FINALIZERS[object.kind]) },
  }),
})
