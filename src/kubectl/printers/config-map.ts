// Follows pkg/printers/internalversion/printers.go printConfigMap (v1.36).
import type { ConfigMap } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

export const configMapPrinter: Printer<ConfigMap> = {
  columns: [column('Name'), column('Data'), column('Age')],
  cells: ({ metadata, data, binaryData }, { nowMs }) => [
    metadata.name ?? '',
    String(Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length),
    ageOf(metadata.creationTimestamp, nowMs),
  ],
}
