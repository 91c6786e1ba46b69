// Follows pkg/printers/internalversion/printers.go printPriorityClass (v1.36).
import type { PriorityClass } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

export const priorityClassPrinter: Printer<PriorityClass> = {
  columns: [
    column('Name'),
    column('Value'),
    column('Global-Default'),
    column('Age'),
    column('PreemptionPolicy'),
  ],
  cells: ({ metadata, value, globalDefault, preemptionPolicy }, { nowMs }) => [
    metadata.name ?? '',
    String(value ?? 0),
    String(globalDefault ?? false),
    ageOf(metadata.creationTimestamp, nowMs),
    preemptionPolicy ?? '',
  ],
}
