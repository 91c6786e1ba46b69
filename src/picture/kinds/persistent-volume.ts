import type { PersistentVolume } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const persistentVolumePicture: KindPicture<PersistentVolume> = {
  ...UNSEEN,
  label: 'PersistentVolume',
}
