// The errors of an object that is created, whatever its kind.
import type { FieldError } from '#api/meta/field-error.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { isDns1123Label, isDns1123Subdomain } from './formats.ts'
import type { Sparse } from './sparse.ts'
import { validateConfigMap, validateSecret } from './validate-config.ts'
import { validateNode } from './validate-node.ts'
import { validateObjectMeta } from './validate-object-meta.ts'
import {
  validatePersistentVolume,
  validateStorageClass,
} from './volume/validate-persistent-volume.ts'
import { validatePersistentVolumeClaim } from './volume/validate-persistent-volume-claim.ts'
import { validatePod } from './pod/validate-pod.ts'
import { validateReplicaSet } from './validate-replica-set.ts'
import { validateService } from './service/validate-service.ts'

/** Validates an object that has its defaults. The errors are in the order of the API server. */
export function validateObject(
  object: Sparse<ApiObject> & { readonly kind: ApiObject['kind'] },
): readonly FieldError[] {
  switch (object.kind) {
    case 'Pod':
      return validatePod(object)
    case 'Node':
      return validateNode(object)
    case 'ConfigMap':
      return validateConfigMap(object)
    case 'Secret':
      return validateSecret(object)
    case 'Service':
      return validateService(object)
    case 'PersistentVolumeClaim':
      return validatePersistentVolumeClaim(object)
    case 'PersistentVolume':
      return validatePersistentVolume(object)
    case 'StorageClass':
      return validateStorageClass(object)
    case 'ReplicaSet':
      return validateReplicaSet(object)
    case 'Namespace':
      return validateObjectMeta(object.metadata ?? {}, {
        namespaced: false,
        nameFormat: isDns1123Label,
      })
    case 'ServiceAccount':
      return validateObjectMeta(object.metadata ?? {}, {
        namespaced: true,
        nameFormat: isDns1123Subdomain,
      })
    case 'Event':
      return []
  }
}
