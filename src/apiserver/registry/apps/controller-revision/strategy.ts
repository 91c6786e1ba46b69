// ControllerRevisions: what a DaemonSet or StatefulSet was, which does not change any more.
// Follows pkg/registry/apps/controllerrevision/strategy.go and ValidateControllerRevision of
// pkg/apis/apps/validation/validation.go (v1.36).
import { controllerRevisionInfo } from '#api/apps/controller-revision-info.ts'
import type { ControllerRevision } from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE, isDns1123Subdomain } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { invalid, required } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
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
const DATA = rootPath('data')

function validateControllerRevision({
  metadata,
  revision,
}: Sparse<ControllerRevision>): readonly FieldError[] {
  return [
    ...validateObjectMeta(metadata ?? {}, META_RULES),
    ...validateNonNegative(revision, rootPath('revision')),
  ]
}

function validateData(data: unknown): readonly FieldError[] {
  if (data === undefined || data === null) return [required(DATA, 'data is mandatory')]
  return typeof data === 'object' && !Array.isArray(data)
    ? []
    : [required(DATA, 'data must be a valid JSON object')]
}

export const controllerRevisionStrategy = {
  info: controllerRevisionInfo,
  isChecked: () => true,
  setDefaults: asGiven,
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: (revision) => [...validateControllerRevision(revision), ...validateData(revision.data)],
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateControllerRevision(next),
    ...(equal(next.data, old.data) ? [] : [invalid(DATA, next.data, IMMUTABLE)]),
  ],
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<ControllerRevision>
