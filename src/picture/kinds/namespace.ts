import type { Namespace } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const namespacePicture: KindPicture<Namespace> = { ...UNSEEN, label: 'Namespace' }
