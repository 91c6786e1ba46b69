// Follows pkg/printers/internalversion/printers.go printPodDisruptionBudget (v1.36).
import type { PodDisruptionBudget } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

const NOT_GIVEN = 'N/A'

export const podDisruptionBudgetPrinter: Printer<PodDisruptionBudget> = {
  columns: [
    column('Name'),
    column('Min Available'),
    column('Max Unavailable'),
    column('Allowed Disruptions'),
    column('Age'),
  ],
  cells: ({ metadata, spec, status }, { nowMs }) => [
    metadata.name ?? '',
    String(spec?.minAvailable ?? NOT_GIVEN),
    String(spec?.maxUnavailable ?? NOT_GIVEN),
    String(status?.disruptionsAllowed ?? 0),
    ageOf(metadata.creationTimestamp, nowMs),
  ],
}
