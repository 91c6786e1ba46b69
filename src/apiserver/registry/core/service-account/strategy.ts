// ServiceAccounts. Follows pkg/registry/core/serviceaccount/strategy.go (v1.36).
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { serviceAccountInfo } from '#api/core/service-account-info.ts'
import type { ServiceAccount } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import { asGiven, atOnce, noErrors, nothingToAllocate, type Strategy } from '../../strategy.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }

function validateServiceAccount({ metadata = {} }: Sparse<ServiceAccount>): readonly FieldError[] {
  return validateObjectMeta(metadata, META_RULES)
}

const MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets'

/** Once is enough: nothing is said where the annotation was there before. */
function accountWarnings(
  { metadata }: ServiceAccount,
  old?: ServiceAccount,
): readonly AdmissionWarning[] {
  const hasIt = (account: Pick<ServiceAccount, 'metadata'>): boolean =>
    account.metadata.annotations?.[MOUNTABLE_SECRETS] !== undefined
  if (!hasIt({ metadata }) || (old !== undefined && hasIt(old))) return []
  const text =
    'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets'
  return [warnAt(rootPath('metadata', 'annotations').key(MOUNTABLE_SECRETS), text)]
}

/** References to Secrets name them, and nothing else. */
function cleanSecretReferences(account: ServiceAccount): ServiceAccount {
  const { secrets } = account
  if (secrets === undefined) return account
  return { ...account, secrets: secrets.map(({ name }) => (name === undefined ? {} : { name })) }
}

export const serviceAccountStrategy = {
  info: serviceAccountInfo,
  isChecked: () => true,
  setDefaults: asGiven,
  prepareForCreate: cleanSecretReferences,
  beginCreate: nothingToAllocate,
  validate: validateServiceAccount,
  warningsOnCreate: (account) => accountWarnings(account),
  prepareForUpdate: cleanSecretReferences,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateServiceAccount(asSparse(next)),
  ],
  warningsOnUpdate: accountWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<ServiceAccount>
