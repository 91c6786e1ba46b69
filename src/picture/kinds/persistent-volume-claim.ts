import type { PersistentVolumeClaim } from '#api/generated/types.ts'
import { referenceTo } from '#api/core/pod-references.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const persistentVolumeClaimPicture: KindPicture<PersistentVolumeClaim> = {
  ...UNSEEN,
  place: 'line',
  label: 'PVC',
  refersTo: ({ spec }) => {
    const { storageClassName = '', volumeName = '' } = spec ?? {}
    return [
      ...(storageClassName === ''
        ? []
        : [referenceTo('StorageClass', undefined, storageClassName, 'storageClassName')]),
      // The volume comes when it is bound, or is gone: the claim itself says so.
      ...(volumeName === ''
        ? []
        : [referenceTo('PersistentVolume', undefined, volumeName, 'volumeName', true)]),
    ]
  },
  facts: ({ spec, status }) => [
    ['Phase', status?.phase ?? ''],
    ['Volume', spec?.volumeName ?? ''],
  ],
}
