// StorageClasses. Follows pkg/registry/storage/storageclass/strategy.go (v1.36).
import type { StorageClass } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { storageClassInfo } from '#api/storage/storage-class-info.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { invalid } from '../../../validation/errors.ts'
import { goMap } from '../../../validation/go-text.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import {
  asGiven,
  atOnce,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'
import { validateStorageClass } from './validate-storage-class.ts'

function validateStorageClassUpdate(next: StorageClass, old: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = []
  if (!equal(next.parameters ?? {}, old.parameters ?? {})) {
    errors.push(invalid(rootPath('parameters'), goMap(next.parameters), IMMUTABLE))
  }
  for (const field of ['provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const) {
    if (next[field] !== old[field]) errors.push(invalid(rootPath(field), next[field], IMMUTABLE))
  }
  return errors
}

export const storageClassStrategy = {
  info: storageClassInfo,
  isChecked: () => true,
  setDefaults: (storageClass) => ({
    ...storageClass,
    reclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
    volumeBindingMode: storageClass.volumeBindingMode ?? 'Immediate',
  }),
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: validateStorageClass,
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next, old) => [
    ...validateStorageClass(next),
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateStorageClassUpdate(next, old),
  ],
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<StorageClass>
