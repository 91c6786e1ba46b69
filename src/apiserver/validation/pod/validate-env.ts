// Environment variables of a container and where their values come from.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateEnv and ValidateEnvFrom.
import type {
  ConfigMapKeySelector,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  FileKeySelector,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import {
  isConfigMapKey,
  isDns1123Label,
  isDns1123Subdomain,
  isRelaxedEnvVarName,
} from '#api/meta/formats.ts'
import { eachItem, invalid, invalidEach, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { maskTrailingDash } from '../validate-object-meta.ts'
import {
  ENV_FIELDS,
  validateFieldRef,
  validateResourceFieldRef,
} from './validate-field-selectors.ts'
import { validatePathNoBacksteps } from '../validate-paths.ts'

const SOURCES = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'

/** Required, and of a format. */
function requiredFormat(
  value: string,
  path: FieldPath,
  format: (text: string) => readonly string[],
): readonly FieldError[] {
  return value === '' ? [required(path)] : invalidEach(path, value, format(value))
}

function validateKeySelector(
  selector: Sparse<ConfigMapKeySelector>,
  path: FieldPath,
): readonly FieldError[] {
  const { name = '', key = '' } = selector
  return [
    ...invalidEach(path.child('name'), name, isDns1123Subdomain(name)),
    ...requiredFormat(key, path.child('key'), isConfigMapKey),
  ]
}

function validateFileKeySelector(
  selector: Sparse<FileKeySelector>,
  path: FieldPath,
): readonly FieldError[] {
  const { key = '', volumeName = '', path: file = '' } = selector
  return [
    ...requiredFormat(key, path.child('key'), isRelaxedEnvVarName),
    ...requiredFormat(volumeName, path.child('volumeName'), isDns1123Label),
    ...(file === ''
      ? [required(path.child('path'))]
      : validatePathNoBacksteps(file, path.child('path'))),
  ]
}

function validateSources(
  source: Sparse<EnvVarSource>,
  path: FieldPath,
): readonly (readonly FieldError[])[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source
  const found: (readonly FieldError[])[] = []
  if (fieldRef !== undefined)
    found.push(validateFieldRef(fieldRef, ENV_FIELDS, path.child('fieldRef')))
  if (resourceFieldRef !== undefined) {
    found.push(validateResourceFieldRef(resourceFieldRef, false, path.child('resourceFieldRef')))
  }
  if (configMapKeyRef !== undefined)
    found.push(validateKeySelector(configMapKeyRef, path.child('configMapKeyRef')))
  if (secretKeyRef !== undefined)
    found.push(validateKeySelector(secretKeyRef, path.child('secretKeyRef')))
  if (fileKeyRef !== undefined)
    found.push(validateFileKeySelector(fileKeyRef, path.child('fileKeyRef')))
  return found
}

function validateValueFrom(
  { value = '', valueFrom }: Sparse<EnvVar>,
  path: FieldPath,
): readonly FieldError[] {
  if (valueFrom === undefined) return []
  const sources = validateSources(valueFrom, path)
  const errors = sources.flat()
  if (sources.length === 0) return [...errors, invalid(path, '', `must specify one of: ${SOURCES}`)]
  if (value !== '')
    return [...errors, invalid(path, '', 'may not be specified when `value` is not empty')]
  if (sources.length > 1)
    return [...errors, invalid(path, '', 'may not have more than one field specified at a time')]
  return errors
}

/** The errors of env. */
export function validateEnv(
  variables: readonly Sparse<EnvVar>[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return eachItem(variables, path, (variable, itemPath) => [
    ...requiredFormat(variable.name ?? '', itemPath.child('name'), isRelaxedEnvVarName),
    ...validateValueFrom(variable, itemPath.child('valueFrom')),
  ])
}

/** Upstream looks at these names as if more followed, so that a dash may be the last letter. */
const isNamePrefix = (name: string): readonly string[] => isDns1123Subdomain(maskTrailingDash(name))

/** The errors of envFrom. That none or both sources are named is reported at the list, without an index. */
export function validateEnvFrom(
  sources: readonly Sparse<EnvFromSource>[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return eachItem(sources, path, ({ prefix = '', configMapRef, secretRef }, itemPath) => {
    const errors: FieldError[] = []
    if (prefix !== '')
      errors.push(...invalidEach(itemPath.child('prefix'), prefix, isRelaxedEnvVarName(prefix)))
    for (const [field, reference] of Object.entries({ configMapRef, secretRef })) {
      if (reference === undefined) continue
      errors.push(
        ...requiredFormat(reference.name ?? '', itemPath.child(field, 'name'), isNamePrefix),
      )
    }
    if (configMapRef === undefined && secretRef === undefined) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'))
    }
    return errors
  })
}
