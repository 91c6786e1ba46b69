import type { PodDisruptionBudget } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const podDisruptionBudgetPicture: KindPicture<PodDisruptionBudget> = {
  ...UNSEEN,
  place: 'line',
  label: 'PDB',
  facts: ({ spec, status }) => [
    ['At least', String(spec?.minAvailable ?? 'any number')],
    ['At most gone', String(spec?.maxUnavailable ?? 'any number')],
    ['Allowed now', String(status?.disruptionsAllowed ?? 0)],
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
