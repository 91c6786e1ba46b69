// Follows pkg/printers/internalversion/printers.go printStatefulSet (v1.36).
import type { StatefulSet } from '#api/generated/types.ts'
import { ageOf, column, type Printer, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

export const statefulSetPrinter: Printer<StatefulSet> = {
  columns: [column('Name'), column('Ready'), column('Age'), wide('Containers'), wide('Images')],
  cells: ({ metadata, spec, status }, { nowMs }) => [
    metadata.name ?? '',
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    ageOf(metadata.creationTimestamp, nowMs),
    ...containerCells(spec?.template),
  ],
}
