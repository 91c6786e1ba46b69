// ConfigMaps.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateConfigMap.
import type { ConfigMap } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isConfigMapKey, isDns1123Subdomain } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import { decodedLength } from '../../../defaults/base64.ts'
import { invalid, invalidEach, tooLong } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'

const MAX_BYTES = 1048576
const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const DATA = rootPath('data')
type TextMap = Readonly<Record<string, string>>

/** The errors of a ConfigMap. That it is too large is reported at a path that prints as '[]'. */
export function validateConfigMap(object: Sparse<ConfigMap>): readonly FieldError[] {
  const data: TextMap = object.data ?? {}
  const binary: TextMap = object.binaryData ?? {}
  const bytes =
    Object.values(data).reduce((sum, text) => sum + byteLength(text), 0) +
    Object.values(binary).reduce((sum, text) => sum + decodedLength(text), 0)
  return [
    ...validateObjectMeta(object.metadata ?? {}, META_RULES),
    ...sortedEntries(data).flatMap(([key]) => [
      ...invalidEach(DATA.key(key), key, isConfigMapKey(key)),
      ...(Object.hasOwn(binary, key)
        ? [invalid(DATA.key(key), key, 'duplicate of key present in binaryData')]
        : []),
    ]),
    ...sortedEntries(binary).flatMap(([key]) =>
      invalidEach(rootPath('binaryData').key(key), key, isConfigMapKey(key)),
    ),
    ...(bytes > MAX_BYTES ? [tooLong(rootPath(''), MAX_BYTES)] : []),
  ]
}
