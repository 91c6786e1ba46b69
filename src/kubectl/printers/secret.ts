// Follows pkg/printers/internalversion/printers.go printSecret (v1.36).
import type { Secret } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

export const secretPrinter: Printer<Secret> = {
  columns: [column('Name'), column('Type'), column('Data'), column('Age')],
  cells: ({ metadata, type, data }, { nowMs }) => [
    metadata.name ?? '',
    type ?? '',
    String(Object.keys(data ?? {}).length),
    ageOf(metadata.creationTimestamp, nowMs),
  ],
}
