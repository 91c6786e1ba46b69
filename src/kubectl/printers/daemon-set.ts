// Follows pkg/printers/internalversion/printers.go printDaemonSet (v1.36).
import type { DaemonSet } from '#api/generated/types.ts'
import { formatLabelSelector } from './label-selector.ts'
import { ageOf, column, formatLabels, type Printer, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

export const daemonSetPrinter: Printer<DaemonSet> = {
  columns: [
    column('Name'),
    column('Desired'),
    column('Current'),
    column('Ready'),
    column('Up-to-date'),
    column('Available'),
    column('Node Selector'),
    column('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells: ({ metadata, spec, status }, { nowMs }) => [
    metadata.name ?? '',
    String(status?.desiredNumberScheduled ?? 0),
    String(status?.currentNumberScheduled ?? 0),
    String(status?.numberReady ?? 0),
    String(status?.updatedNumberScheduled ?? 0),
    String(status?.numberAvailable ?? 0),
    formatLabels(spec?.template?.spec?.nodeSelector),
    ageOf(metadata.creationTimestamp, nowMs),
    ...containerCells(spec?.template),
    formatLabelSelector(spec?.selector),
  ],
}
