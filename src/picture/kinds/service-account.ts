import type { ServiceAccount } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const serviceAccountPicture: KindPicture<ServiceAccount> = {
  ...UNSEEN,
  ghost: true,
  label: 'ServiceAccount',
}
