// A claim grows when it is bound and its class allows it.
// Follows plugin/pkg/admission/storage/persistentvolume/resize/admission.go (v1.36).
import type { PersistentVolumeClaim } from '#api/generated/types.ts'
import { quantityOf } from '#api/meta/quantity.ts'
import { forbiddenStatus, pluginFor } from './admission-types.ts'

const CLASS_BETA = 'volume.beta.kubernetes.io/storage-class'

const sizeOf = ({ spec }: PersistentVolumeClaim): bigint =>
  quantityOf(spec?.resources?.requests?.['storage'] ?? '0').nano

const classOf = ({ metadata, spec }: PersistentVolumeClaim): string =>
  metadata.annotations?.[CLASS_BETA] ?? spec?.storageClassName ?? ''

export const persistentVolumeClaimResize = pluginFor({
  name: 'PersistentVolumeClaimResize',
  kinds: ['PersistentVolumeClaim'],
  operations: ['UPDATE'],
  validate({ object, old, context }) {
    if (old === null || sizeOf(object) <= sizeOf(old)) return null
    if (old.status?.phase !== 'Bound')
      return forbiddenStatus(object, 'Only bound persistent volume claims can be expanded')
    const name = classOf(object)
    const allowed = context
      .storageClasses()
      .some(({ metadata, allowVolumeExpansion }) => metadata.name === name && allowVolumeExpansion)
    if (name !== '' && name === classOf(old) && allowed) return null
    const why =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
    return forbiddenStatus(object, why)
  },
})
