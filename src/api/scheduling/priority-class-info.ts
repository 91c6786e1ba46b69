import type { PriorityClass } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const priorityClassInfo = kindInfo<PriorityClass>(
  'PriorityClass.scheduling.k8s.io',
  'PriorityClass',
  { podSpecPath: null, shortNames: ['pc'] },
)
