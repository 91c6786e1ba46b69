// Follows pkg/printers/internalversion/printers.go printNamespace (v1.36).
import type { Namespace } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

export const namespacePrinter: Printer<Namespace> = {
  columns: [column('Name'), column('Status'), column('Age')],
  cells: ({ metadata, status }, { nowMs }) => [
    metadata.name ?? '',
    status?.phase ?? '',
    ageOf(metadata.creationTimestamp, nowMs),
  ],
}
