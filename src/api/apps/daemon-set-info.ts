import type { DaemonSet } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const daemonSetInfo = kindInfo<DaemonSet>('DaemonSet.apps', 'DaemonSet', {
  podSpecPath: ['spec', 'template', 'spec'],
  shortNames: ['ds'],
  categories: ['all'],
})
