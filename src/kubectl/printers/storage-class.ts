// Follows pkg/printers/internalversion/printers.go printStorageClass (v1.36).
import type { StorageClass } from '#api/generated/types.ts'
import { ageOf, column, type Printer } from './printer.ts'

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class'
const BETA_IS_DEFAULT = 'storageclass.beta.kubernetes.io/is-default-class'

export const storageClassPrinter: Printer<StorageClass> = {
  columns: [
    column('Name'),
    column('Provisioner'),
    column('ReclaimPolicy'),
    column('VolumeBindingMode'),
    column('AllowVolumeExpansion'),
    column('Age'),
  ],
  cells({ metadata, ...storageClass }, { nowMs }) {
    const { annotations = {} } = metadata
    const isDefault = annotations[IS_DEFAULT] === 'true' || annotations[BETA_IS_DEFAULT] === 'true'
    return [
      `${metadata.name ?? ''}${isDefault ? ' (default)' : ''}`,
      storageClass.provisioner,
      storageClass.reclaimPolicy ?? 'Delete',
      storageClass.volumeBindingMode ?? 'Immediate',
      String(storageClass.allowVolumeExpansion ?? false),
      ageOf(metadata.creationTimestamp, nowMs),
    ]
  },
}
