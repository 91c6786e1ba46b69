import type { StorageClass } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const storageClassPicture: KindPicture<StorageClass> = {
  ...UNSEEN,
  ghost: true,
  label: 'StorageClass',
}
