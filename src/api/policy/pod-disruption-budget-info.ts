import type { PodDisruptionBudget } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const podDisruptionBudgetInfo = kindInfo<PodDisruptionBudget>(
  'PodDisruptionBudget.policy',
  'PodDisruptionBudget',
  { podSpecPath: null, shortNames: ['pdb'] },
)
