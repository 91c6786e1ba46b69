// StorageClasses.
// Follows pkg/apis/storage/validation/validation.go (v1.36), ValidateStorageClass.
import { isDns1123Subdomain, isQualifiedName } from '#api/meta/formats.ts'
import type { StorageClass, TopologySelectorTerm } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { byteLength } from '#lib/byte-length.ts'
import {
  duplicate,
  eachItem,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
} from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateLabelName } from '../../../validation/validate-labels.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'

const META_RULES = { namespaced: false, nameFormat: isDns1123Subdomain }
const MAX_PARAMETERS = 512
const MAX_PARAMETER_BYTES = 262144

/** The errors of the parameters of a class. */
export function validateParameters(
  parameters: Readonly<Record<string, string>>,
): readonly FieldError[] {
  const path = rootPath('parameters')
  const entries = Object.entries(parameters)
  if (entries.length > MAX_PARAMETERS) return [tooLong(path, MAX_PARAMETERS)]
  const errors = entries
    .filter(([key]) => key === '')
    .map(([key]) => invalid(path, key, 'field can not be empty.'))
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  return bytes > MAX_PARAMETER_BYTES ? [...errors, tooLong(path, MAX_PARAMETER_BYTES)] : errors
}

function validateChoice(
  field: string,
  value: string,
  supported: readonly string[],
): readonly FieldError[] {
  return supported.includes(value) ? [] : [notSupported(rootPath(field), value, supported)]
}

type Term = Sparse<TopologySelectorTerm>

/** Follows ValidateTopologySelectorTerm of pkg/apis/core/validation. */
function validateTopologyTerm(
  { matchLabelExpressions = [] }: Term,
  path: FieldPath,
): readonly FieldError[] {
  const keys = new Set<string>()
  return eachItem(
    matchLabelExpressions,
    path.child('matchLabelExpressions'),
    ({ key = '', values = [] }, at) => {
      const isTaken = keys.has(key)
      keys.add(key)
      const list = at.child('values')
      return [
        ...(values.length === 0 ? [required(list)] : []),
        ...values.flatMap((value, index) =>
          values.indexOf(value) < index ? [duplicate(list.index(index), value)] : [],
        ),
        ...validateLabelName(key, at.child('key')),
        ...(isTaken ? [duplicate(at.child('key'), key)] : []),
      ]
    },
  )
}

/** What a term allows, to tell terms apart that say the same; one that allows nothing is like another. */
function meaningOf({ matchLabelExpressions = [] }: Term): string {
  const entries = matchLabelExpressions.map(({ key = '', values = [] }) => [key, values.toSorted()])
  return JSON.stringify(entries.toSorted())
}

function validateTopologies(terms: readonly Term[]): readonly FieldError[] {
  // Upstream begins with as many empty terms as there are.
  const meanings = terms.map(() => '[]')
  return eachItem(terms, rootPath('allowedTopologies'), (term, path) => {
    const meaning = meaningOf(term)
    const alike = meanings.filter((one) => one === meaning)
    meanings.push(meaning)
    return [
      ...validateTopologyTerm(term, path),
      ...alike.map(() => duplicate(path.child('matchLabelExpressions'), '')),
    ]
  })
}

/** The errors of the name of a provisioner. */
export function validateProvisioner(provisioner: string, path: FieldPath): readonly FieldError[] {
  const lower = provisioner.toLowerCase()
  return provisioner === '' ? [required(path)] : invalidEach(path, lower, isQualifiedName(lower))
}

/** The errors of a StorageClass. */
export function validateStorageClass(storageClass: Sparse<StorageClass>): readonly FieldError[] {
  const { provisioner = '', reclaimPolicy = '', volumeBindingMode } = storageClass
  return [
    ...validateObjectMeta(storageClass.metadata ?? {}, META_RULES),
    ...validateProvisioner(provisioner, rootPath('provisioner')),
    ...validateParameters(storageClass.parameters ?? {}),
    ...(reclaimPolicy === ''
      ? []
      : validateChoice('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain'])),
    ...(volumeBindingMode === undefined
      ? [required(rootPath('volumeBindingMode'))]
      : validateChoice('volumeBindingMode', volumeBindingMode, [
          'Immediate',
          'WaitForFirstConsumer',
        ])),
    ...validateTopologies(storageClass.allowedTopologies ?? []),
  ]
}
