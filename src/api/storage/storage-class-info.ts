import type { StorageClass } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const storageClassInfo = kindInfo<StorageClass>(
  'StorageClass.storage.k8s.io',
  'StorageClass',
  { podSpecPath: null, shortNames: ['sc'] },
)
