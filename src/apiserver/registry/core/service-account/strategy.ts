// ServiceAccounts. Follows pkg/registry/core/serviceaccount/strategy.go (v1.36).
import { serviceAccountInfo } from '#api/core/service-account-info.ts'
import type { ServiceAccount } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import {
  asGiven,
  atOnce,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }

function validateServiceAccount({ metadata = {} }: Sparse<ServiceAccount>): readonly FieldError[] {
  return validateObjectMeta(metadata, META_RULES)
}

export const serviceAccountStrategy = {
  info: serviceAccountInfo,
  isChecked: true,
  setDefaults: asGiven,
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: validateServiceAccount,
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateServiceAccount(asSparse(next)),
  ],
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<ServiceAccount>
