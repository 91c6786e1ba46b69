// Follows pkg/printers/internalversion/printers.go printDeployment (v1.36).
import type { Deployment } from '#api/generated/types.ts'
import { formatLabelSelector } from './label-selector.ts'
import { ageOf, column, type Printer, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

export const deploymentPrinter: Printer<Deployment> = {
  columns: [
    column('Name'),
    column('Ready'),
    column('Up-to-date'),
    column('Available'),
    column('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells: ({ metadata, spec, status }, { nowMs }) => [
    metadata.name ?? '',
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    String(status?.updatedReplicas ?? 0),
    String(status?.availableReplicas ?? 0),
    ageOf(metadata.creationTimestamp, nowMs),
    ...containerCells(spec?.template),
    formatLabelSelector(spec?.selector),
  ],
}
