// PriorityClasses. Follows pkg/registry/scheduling/priorityclass/strategy.go and
// pkg/apis/scheduling/validation/validation.go (v1.36).
import type { PriorityClass } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { priorityClassInfo } from '#api/scheduling/priority-class-info.ts'
import { SYSTEM_PRIORITY_CLASSES } from '#api/scheduling/system-priority-classes.ts'
import { IMMUTABLE, isDns1123Subdomain } from '#api/meta/formats.ts'
import { forbidden, invalid, notSupported, required } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
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

const META_RULES = { namespaced: false, nameFormat: isDns1123Subdomain }
const SYSTEM_PREFIX = 'system-'
const HIGHEST_USER_PRIORITY = 1000000000
const POLICIES = ['PreemptLowerPriority', 'Never']

function validatePriorityClass(object: Sparse<PriorityClass>): readonly FieldError[] {
  const { metadata = {}, value = 0, preemptionPolicy } = object
  const { name = '' } = metadata
  const isSystem = name.startsWith(SYSTEM_PREFIX)
  const errors = [...validateObjectMeta(metadata, META_RULES)]
  if (isSystem && !SYSTEM_PRIORITY_CLASSES.has(name)) {
    const detail = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`
    errors.push(forbidden(rootPath('metadata', 'name'), detail))
  } else if (!isSystem && value > HIGHEST_USER_PRIORITY) {
    const detail = `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`
    errors.push(forbidden(rootPath('value'), detail))
  }
  const path = rootPath('preemptionPolicy')
  if (preemptionPolicy === '') errors.push(required(path))
  else if (preemptionPolicy !== undefined && !POLICIES.includes(preemptionPolicy))
    errors.push(notSupported(path, preemptionPolicy, POLICIES))
  return errors
}

function validatePriorityClassUpdate(
  next: PriorityClass,
  old: PriorityClass,
): readonly FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...((next.value ?? 0) === (old.value ?? 0)
      ? []
      : [forbidden(rootPath('value'), 'may not be changed in an update.')]),
    ...(next.preemptionPolicy === old.preemptionPolicy
      ? []
      : [invalid(rootPath('preemptionPolicy'), next.preemptionPolicy, IMMUTABLE)]),
  ]
}

export const priorityClassStrategy = {
  info: priorityClassInfo,
  isChecked: () => true,
  setDefaults: (object) => ({
    ...object,
    value: object.value ?? 0,
    preemptionPolicy: object.preemptionPolicy ?? 'PreemptLowerPriority',
  }),
  prepareForCreate: (object) => ({ ...object, metadata: { ...object.metadata, generation: 1 } }),
  beginCreate: nothingToAllocate,
  validate: validatePriorityClass,
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: validatePriorityClassUpdate,
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<PriorityClass>
