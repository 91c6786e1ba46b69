// Follows pkg/printers/internalversion/printers.go printPersistentVolume (v1.36).
import type { PersistentVolume } from '#api/generated/types.ts'
import { accessModesText } from './access-modes.ts'
import { ageOf, column, type Printer, UNSET, wide } from './printer.ts'

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

export const persistentVolumePrinter: Printer<PersistentVolume> = {
  columns: [
    column('Name'),
    column('Capacity'),
    column('Access Modes'),
    column('Reclaim Policy'),
    column('Status'),
    column('Claim'),
    column('StorageClass'),
    column('VolumeAttributesClass'),
    column('Reason'),
    column('Age'),
    wide('VolumeMode'),
  ],
  cells({ metadata, spec, status }, { nowMs }) {
    const claim = spec?.claimRef
    return [
      metadata.name ?? '',
      String(spec?.capacity?.['storage'] ?? 0),
      accessModesText(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? '',
      spec?.volumeAttributesClassName ?? UNSET,
      status?.reason ?? '',
      ageOf(metadata.creationTimestamp, nowMs),
      spec?.volumeMode ?? UNSET,
    ]
  },
}
