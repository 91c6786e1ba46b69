import type { PodDisruptionBudget } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { templateOf } from './owner-words.ts'

export const podDisruptionBudgetPicture: KindPicture<PodDisruptionBudget> = {
  ...UNSEEN,
  place: 'line',
  label: 'PDB',
  guard({ metadata, spec, status }) {
    const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0 } = status ?? {}
    return {
      text: `budget: ${disruptionsAllowed} may go`,
      title: `Budget ${metadata.name ?? ''}: ${currentHealthy} are healthy, ${desiredHealthy} must be, so that ${disruptionsAllowed} may be evicted`,
      watches: (owner) => matchesLabelSelector(spec?.selector, templateOf(owner)?.metadata?.labels),
    }
  },
  facts: ({ spec, status }) => [
    ['At least', String(spec?.minAvailable ?? 'any number')],
    ['At most gone', String(spec?.maxUnavailable ?? 'any number')],
    ['Allowed now', String(status?.disruptionsAllowed ?? 0)],
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
