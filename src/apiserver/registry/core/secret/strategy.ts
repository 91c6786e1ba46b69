// Secrets. Follows pkg/registry/core/secret/strategy.go (v1.36).
import { secretInfo } from '#api/core/secret-info.ts'
import type { Secret } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { invalid } from '../../../validation/errors.ts'
import { validateImmutable } from '../../../validation/validate-immutable.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { asGiven, atOnce, noErrors, nothingToAllocate, type Strategy } from '../../strategy.ts'
import { tlsWarnings } from '../../../warnings/tls-warnings.ts'
import { mergeStringData } from './merge-string-data.ts'
import { validateSecret } from './validate-secret.ts'

function validateSecretUpdate(next: Secret, old: Secret): readonly FieldError[] {
  const typeErrors = next.type === old.type ? [] : [invalid(rootPath('type'), next.type, IMMUTABLE)]
  return [...typeErrors, ...validateImmutable(next, old), ...validateSecret(next)]
}

export const secretStrategy = {
  info: secretInfo,
  isChecked: () => true,
  setDefaults: (secret) => mergeStringData({ ...secret, type: secret.type || 'Opaque' }),
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: validateSecret,
  warningsOnCreate: tlsWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateSecretUpdate(next, old),
  ],
  warningsOnUpdate: tlsWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<Secret>
