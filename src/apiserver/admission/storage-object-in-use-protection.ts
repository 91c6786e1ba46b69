// Volumes and claims are not removed while something uses them.
// Follows plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go (v1.36).
import type { ObjectMeta } from '#api/generated/types.ts'
import type { AdmissionPlugin } from './admission-types.ts'

function withFinalizer(metadata: ObjectMeta, finalizer: string): ObjectMeta {
  const finalizers = metadata.finalizers ?? []
  return finalizers.includes(finalizer)
    ? metadata
    : { ...metadata, finalizers: [...finalizers, finalizer] }
}

export const storageObjectInUseProtection = {
  name: 'StorageObjectInUseProtection',
  admit(object) {
    if (object.kind === 'PersistentVolumeClaim') {
      return {
        object: {
          ...object,
          metadata: withFinalizer(object.metadata, 'kubernetes.io/pvc-protection'),
        },
      }
    }
    if (object.kind === 'PersistentVolume') {
      return {
        object: {
          ...object,
          metadata: withFinalizer(object.metadata, 'kubernetes.io/pv-protection'),
        },
      }
    }
    return { object }
  },
} satisfies AdmissionPlugin
