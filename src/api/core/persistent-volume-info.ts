import type { PersistentVolume } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'
import { objectIndex } from '../meta/object-index.ts'

export const persistentVolumeInfo = kindInfo<PersistentVolume>(
  'PersistentVolume',
  'PersistentVolume',
  {
    podSpecPath: null,
    shortNames: ['pv'],
    indexes: [
      objectIndex(
        'claim',
        ({ spec }: PersistentVolume) => spec?.claimRef,
        (claim) => (claim === undefined ? [] : [`${claim.namespace ?? ''}/${claim.name ?? ''}`]),
      ),
    ],
  },
)
