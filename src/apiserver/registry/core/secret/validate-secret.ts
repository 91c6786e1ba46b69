// Secrets.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateSecret.
import { isConfigMapKey, isDns1123Subdomain } from '#api/meta/formats.ts'
import { goJsonProblem } from '#lib/go-json-problem.ts'
import type { Secret } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { decodeBase64, decodedLength } from '../../../defaults/base64.ts'
import { invalid, invalidEach, required, tooLong } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'

const MAX_BYTES = 1048576
const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const DATA = rootPath('data')
type TextMap = Readonly<Record<string, string>>

function validateJson(data: TextMap, key: string): readonly FieldError[] {
  const path = DATA.key(key)
  if (!Object.hasOwn(data, key)) return [required(path)]
  const bytes = decodeBase64(data[key] ?? '')
  const problem = goMapProblem(bytes === undefined ? '' : new TextDecoder().decode(bytes))
  return problem === null ? [] : [invalid(path, '<secret contents redacted>', problem)]
}

/** What Go says of a text that it cannot read as a map; null when it can. */
function goMapProblem(text: string): string | null {
  const problem = goJsonProblem(text)
  if (problem !== null) return problem
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && !Array.isArray(value)) return null
  const word = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  return `json: cannot unmarshal ${word} into Go value of type map[string]interface {}`
}

function requireKeys(data: TextMap, keys: readonly string[]): readonly FieldError[] {
  return keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(DATA.key(key)))
}

function validateSecretType(secret: Sparse<Secret>, data: TextMap): readonly FieldError[] {
  switch (secret.type) {
    case 'kubernetes.io/service-account-token': {
      const key = 'kubernetes.io/service-account.name'
      const annotations = secret.metadata?.annotations ?? {}
      const named = Object.hasOwn(annotations, key) && annotations[key] !== ''
      return named ? [] : [required(rootPath('metadata', 'annotations').key(key))]
    }
    case 'kubernetes.io/dockercfg':
      return validateJson(data, '.dockercfg')
    case 'kubernetes.io/dockerconfigjson':
      return validateJson(data, '.dockerconfigjson')
    case 'kubernetes.io/basic-auth': {
      const missing = requireKeys(data, ['username', 'password'])
      return missing.length === 2 ? missing : []
    }
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [required(DATA.key('ssh-privatekey'))] : []
    case 'kubernetes.io/tls':
      return requireKeys(data, ['tls.crt', 'tls.key'])
    default:
      return []
  }
}

/** The errors of a Secret whose stringData was merged into data. */
export function validateSecret(secret: Sparse<Secret>): readonly FieldError[] {
  const data: TextMap = secret.data ?? {}
  const bytes = Object.values(data).reduce((sum, text) => sum + decodedLength(text), 0)
  return [
    ...validateObjectMeta(secret.metadata ?? {}, META_RULES),
    ...sortedEntries(data).flatMap(([key]) => invalidEach(DATA.key(key), key, isConfigMapKey(key))),
    ...(bytes > MAX_BYTES ? [tooLong(DATA, MAX_BYTES)] : []),
    ...validateSecretType(secret, data),
  ]
}
