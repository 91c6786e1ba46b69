// Follows pkg/printers/internalversion/printers.go printServiceAccount (v1.36).
import type { ServiceAccount } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

export const serviceAccountPrinter: Printer<ServiceAccount> = {
  columns: [column('Name'), column('Age')],
  cells: ({ metadata }, { nowMs }) => [
    metadata.name ?? '',
    ageOf(metadata.creationTimestamp, nowMs),
  ],
}
