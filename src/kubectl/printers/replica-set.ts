// Follows pkg/printers/internalversion/printers.go printReplicaSet (v1.36).
import type { ReplicaSet } from '#api/generated/types.ts'
import { formatLabelSelector } from './label-selector.ts'
import { ageOf, column, type Printer, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

export const replicaSetPrinter: Printer<ReplicaSet> = {
  columns: [
    column('Name'),
    column('Desired'),
    column('Current'),
    column('Ready'),
    column('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells({ metadata, spec, status }, { nowMs }) {
    return [
      metadata.name ?? '',
      String(spec?.replicas ?? 0),
      String(status?.replicas ?? 0),
      String(status?.readyReplicas ?? 0),
      ageOf(metadata.creationTimestamp, nowMs),
      ...containerCells(spec?.template),
      formatLabelSelector(spec?.selector),
    ]
  },
}
