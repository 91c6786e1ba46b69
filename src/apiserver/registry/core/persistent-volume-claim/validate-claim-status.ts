// What the status of a claim may say.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePersistentVolumeClaimStatusUpdate.
import type { PersistentVolumeClaim, Quantity } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import { quantityOf, value } from '#api/meta/quantity.ts'
import { invalid, invalidEach, notSupported, required } from '../../../validation/errors.ts'
import {
  resourceEntries,
  validateResourceQuantity,
} from '../../../validation/pod/validate-resources.ts'
import { isNativeResource } from '../../../validation/resource-names.ts'

const STATUS = rootPath('status')
const RESIZE_STATUSES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
]

function validateBasicResource(quantity: Quantity, path: FieldPath): readonly FieldError[] {
  if (quantityOf(quantity).nano >= 0n) return []
  return [invalid(path, value(quantity), 'must be a valid resource quantity')]
}

function validateResourceKey(name: string, path: FieldPath): readonly FieldError[] {
  const errors = invalidEach(path, name, isQualifiedName(name))
  if (errors.length > 0 || !isNativeResource(name) || name === 'storage') return errors
  return [notSupported(path, name, ['storage'])]
}

/** The errors of a changed status. */
export function validateClaimStatusUpdate({
  spec,
  status,
}: PersistentVolumeClaim): readonly FieldError[] {
  const statuses = STATUS.child('allocatedResourceStatuses')
  const allocated = STATUS.child('allocatedResources')
  return [
    ...((spec?.accessModes ?? []).length === 0 ? [required(rootPath('Spec', 'accessModes'))] : []),
    ...resourceEntries(status?.capacity).flatMap(([name, quantity]) =>
      validateBasicResource(quantity, STATUS.child('capacity').key(name)),
    ),
    ...Object.entries(status?.allocatedResourceStatuses ?? {}).flatMap(([name, state]) => [
      ...validateResourceKey(name, statuses),
      ...(RESIZE_STATUSES.includes(state) ? [] : [notSupported(statuses, name, RESIZE_STATUSES)]),
    ]),
    ...resourceEntries(status?.allocatedResources).flatMap(([name, quantity]) => {
      const errors = validateResourceKey(name, allocated)
      if (errors.length > 0) return errors
      const basic = validateBasicResource(quantity, allocated.key(name))
      if (basic.length > 0) return basic
      return validateResourceQuantity('storage', quantity, allocated.key(name))
    }),
  ]
}
