// Follows pkg/printers/internalversion/printers.go printPersistentVolumeClaim (v1.36).
import type { PersistentVolumeClaim } from '#api/generated/types.ts'
import { accessModesText } from './access-modes.ts'
import { ageOf, column, type Printer, UNSET, wide } from './printer.ts'

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

export const persistentVolumeClaimPrinter: Printer<PersistentVolumeClaim> = {
  columns: [
    column('Name'),
    column('Status'),
    column('Volume'),
    column('Capacity'),
    column('Access Modes'),
    column('StorageClass'),
    column('VolumeAttributesClass'),
    column('Age'),
    wide('VolumeMode'),
  ],
  cells({ metadata, spec, status }, { nowMs }) {
    const volume = spec?.volumeName ?? ''
    return [
      metadata.name ?? '',
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      volume,
      volume === '' ? '' : String(status?.capacity?.['storage'] ?? 0),
      volume === '' ? '' : accessModesText(status?.accessModes),
      metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? '',
      spec?.volumeAttributesClassName ?? UNSET,
      ageOf(metadata.creationTimestamp, nowMs),
      spec?.volumeMode ?? UNSET,
    ]
  },
}
