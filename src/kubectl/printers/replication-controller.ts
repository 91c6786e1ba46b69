// Follows pkg/printers/internalversion/printers.go printReplicationController (v1.36).
import type { ReplicationController } from '#api/generated/types.ts'
import { ageOf, column, formatLabels, type Printer, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

export const replicationControllerPrinter: Printer<ReplicationController> = {
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
  cells: ({ metadata, spec, status }, { nowMs }) => [
    metadata.name ?? '',
    String(spec?.replicas ?? 0),
    String(status?.replicas ?? 0),
    String(status?.readyReplicas ?? 0),
    ageOf(metadata.creationTimestamp, nowMs),
    ...containerCells(spec?.template),
    formatLabels(spec?.selector),
  ],
}
