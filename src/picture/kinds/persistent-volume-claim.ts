import type { PersistentVolumeClaim } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const persistentVolumeClaimPicture: KindPicture<PersistentVolumeClaim> = {
  ...UNSEEN,
  place: 'line',
  label: 'PVC',
  facts: ({ spec, status }) => [
    ['Phase', status?.phase ?? ''],
    ['Volume', spec?.volumeName ?? ''],
  ],
}
