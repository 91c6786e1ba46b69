import type { PersistentVolume } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const persistentVolumeInfo = kindInfo<PersistentVolume>(
  'PersistentVolume',
  'PersistentVolume',
  { shortNames: ['pv'] },
)
