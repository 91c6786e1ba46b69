import type { ReplicationController } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const replicationControllerInfo = kindInfo<ReplicationController>(
  'ReplicationController',
  'ReplicationController',
  { podSpecPath: ['spec', 'template', 'spec'], shortNames: ['rc'], categories: ['all'] },
)
