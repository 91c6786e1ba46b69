import type { ControllerRevision } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const controllerRevisionInfo = kindInfo<ControllerRevision>(
  'ControllerRevision.apps',
  'ControllerRevision',
  { podSpecPath: null },
)
