// Files that volumes make of the keys of ConfigMaps and Secrets, of fields of the Pod, and of tokens.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateKeyToPath, validateDownwardAPIVolumeFile and
// validateProjectionSources.
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { eachItem, forbidden, invalid, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import {
  VOLUME_FIELDS,
  validateFieldRef,
  validateResourceFieldRef,
} from '../pod/validate-field-selectors.ts'
import { validateLocalNonReservedPath } from '../validate-paths.ts'

const MAX_MODE = 0o777
const MIN_TOKEN_SECONDS = 600
const MAX_TOKEN_SECONDS = 2 ** 32

/** The errors of file permissions; missing ones have none. */
export function validateMode(mode: number | undefined, path: FieldPath): readonly FieldError[] {
  return mode === undefined || (mode >= 0 && mode <= MAX_MODE)
    ? []
    : [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
}

/** The errors of one entry of `items`. */
export function validateKeyToPath(item: Sparse<KeyToPath>, path: FieldPath): readonly FieldError[] {
  const { key = '', path: file = '' } = item
  return [
    ...(key === '' ? [required(path.child('key'))] : []),
    ...(file === '' ? [required(path.child('path'))] : []),
    ...validateLocalNonReservedPath(file, path.child('path')),
    ...validateMode(item.mode, path.child('mode')),
  ]
}

/** The errors of a file of the downward API; upstream leaves its index out of the path. */
export function validateDownwardFile(
  file: Sparse<DownwardAPIVolumeFile>,
  path: FieldPath,
): readonly FieldError[] {
  const { path: name = '', fieldRef, resourceFieldRef } = file
  const errors: FieldError[] = []
  if (name === '') errors.push(required(path.child('path')))
  errors.push(...validateLocalNonReservedPath(name, path.child('path')))
  if (fieldRef !== undefined) {
    errors.push(...validateFieldRef(fieldRef, VOLUME_FIELDS, path.child('fieldRef')))
    if (resourceFieldRef !== undefined) {
      errors.push(
        invalid(
          path,
          'resource',
          'fieldRef and resourceFieldRef can not be specified simultaneously',
        ),
      )
    }
  } else if (resourceFieldRef === undefined) {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  } else {
    errors.push(...validateResourceFieldRef(resourceFieldRef, true, path.child('resourceFieldRef')))
  }
  return [...errors, ...validateMode(file.mode, path.child('mode'))]
}

/** Remembers the paths of a projected volume, and complains about the second use of one. */
type Claim = (file: string, value: string) => readonly FieldError[]

function claims(path: FieldPath): Claim {
  const taken = new Set<string>()
  return (file, value) => {
    if (taken.has(file)) return [invalid(path, value, 'conflicting duplicate paths')]
    taken.add(file)
    return []
  }
}

type Keyed = NonNullable<Sparse<VolumeProjection>['configMap']>

function validateKeyedSource(
  { name = '', items }: Keyed,
  claim: Claim,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...(name === '' ? [required(path.child('name'))] : []),
    ...eachItem(items, path.child('items'), (item, itemPath) => [
      ...validateKeyToPath(item, itemPath),
      ...((item.path ?? '') === '' ? [] : claim(item.path ?? '', name)),
    ]),
  ]
}

/** The path of the token is reported at the volume, as upstream does. */
function validateToken(
  { expirationSeconds = 0, path: file = '' }: Sparse<ServiceAccountTokenProjection>,
  path: FieldPath,
  volumePath: FieldPath,
): readonly FieldError[] {
  const at = path.child('expirationSeconds')
  const errors: FieldError[] = []
  if (expirationSeconds < MIN_TOKEN_SECONDS) {
    errors.push(invalid(at, expirationSeconds, 'may not specify a duration less than 10 minutes'))
  }
  if (expirationSeconds > MAX_TOKEN_SECONDS) {
    errors.push(
      invalid(at, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'),
    )
  }
  const filePath = volumePath.child('path')
  return [
    ...errors,
    ...(file === '' ? [required(filePath)] : validateLocalNonReservedPath(file, filePath)),
  ]
}

function validateSource(
  source: Sparse<VolumeProjection>,
  claim: Claim,
  path: FieldPath,
  volumePath: FieldPath,
): readonly FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source
  const errors: FieldError[] = []
  if (secret !== undefined) errors.push(...validateKeyedSource(secret, claim, path.child('secret')))
  if (configMap !== undefined)
    errors.push(...validateKeyedSource(configMap, claim, path.child('configMap')))
  for (const file of downwardAPI?.items ?? []) {
    errors.push(...validateDownwardFile(file, path.child('downwardAPI')))
    if ((file.path ?? '') !== '') errors.push(...claim(file.path ?? '', file.path ?? ''))
  }
  if (serviceAccountToken !== undefined) {
    errors.push(
      ...validateToken(serviceAccountToken, path.child('serviceAccountToken'), volumePath),
    )
  }
  const count = Object.values(source).filter((value) => value !== undefined).length
  if (count > 1) errors.push(forbidden(path, 'may not specify more than 1 volume type per source'))
  return errors
}

/** The errors of a projected volume. Sources behind feature gates were dropped before. */
export function validateProjectedVolume(
  volume: Sparse<ProjectedVolumeSource>,
  path: FieldPath,
): readonly FieldError[] {
  const claim = claims(path)
  return [
    ...validateMode(volume.defaultMode, path.child('defaultMode')),
    ...eachItem(volume.sources, path.child('sources'), (source, itemPath) =>
      validateSource(source, claim, itemPath, path),
    ),
  ]
}
