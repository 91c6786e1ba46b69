import type { StatefulSet } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const statefulSetInfo = kindInfo<StatefulSet>('StatefulSet.apps', 'StatefulSet', {
  podSpecPath: ['spec', 'template', 'spec'],
  shortNames: ['sts'],
  categories: ['all'],
})
