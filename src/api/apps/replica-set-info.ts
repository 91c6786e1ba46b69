import type { ReplicaSet } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const replicaSetInfo = kindInfo<ReplicaSet>('ReplicaSet.apps', 'ReplicaSet', {
  shortNames: ['rs'],
  categories: ['all'],
})
