import type { PersistentVolumeClaim } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const persistentVolumeClaimInfo = kindInfo<PersistentVolumeClaim>(
  'PersistentVolumeClaim',
  'PersistentVolumeClaim',
  { podSpecPath: null, shortNames: ['pvc'] },
)
