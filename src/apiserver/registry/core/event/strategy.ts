// Events. Follows pkg/registry/core/event/strategy.go (v1.36).
import { eventInfo } from '#api/core/event-info.ts'
import type { Event, ObjectMeta } from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import { invalid, invalidEach, required } from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { validateObjectMetaAccessor } from '../../../validation/validate-object-meta.ts'
import {
  asGiven,
  atOnce,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'

const META_RULES = { namespaced: true, nameFormat: () => [] }
const LOOKED_AT = ['labels', 'annotations', 'ownerReferences', 'finalizers'] as const
const MAX_REPORTING_INSTANCE = 128
const MAX_ACTION = 128
const MAX_REASON = 128
const MAX_NOTE = 1024

/** Components write nothing else, by the thousand. */
const hasOnlyPlace = (metadata: Sparse<ObjectMeta>): boolean =>
  metadata.name !== undefined && LOOKED_AT.every((field) => metadata[field] === undefined)

const needs = (field: string, value: string, most: number): readonly FieldError[] => [
  ...(value === '' ? [required(rootPath(field))] : []),
  ...(byteLength(value) > most
    ? [invalid(rootPath(field), '', `can have at most ${most} characters`)]
    : []),
]

/** What an Event of the newer kind, which has an eventTime, must say. */
function validateNewer(event: Sparse<Event>): readonly FieldError[] {
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '' } = event
  const path = rootPath('reportingComponent')
  const { message = '' } = event
  return [
    ...(reportingComponent === '' ? [required(path)] : []),
    ...invalidEach(path, reportingComponent, isQualifiedName(reportingComponent)),
    ...needs('reportingInstance', reportingInstance, MAX_REPORTING_INSTANCE),
    ...needs('action', action, MAX_ACTION),
    ...needs('reason', reason, MAX_REASON),
    ...(byteLength(message) > MAX_NOTE
      ? [invalid(rootPath('message'), '', `can have at most ${MAX_NOTE} characters`)]
      : []),
  ]
}

/** Follows legacyValidateEvent of pkg/apis/core/validation/events.go. */
function legacyValidateEvent(event: Sparse<Event>): readonly FieldError[] {
  const { metadata = {}, involvedObject = {}, eventTime } = event
  const { namespace = '' } = involvedObject
  const place = metadata.namespace ?? 'default'
  const isNewer = eventTime !== undefined
  // An object without a namespace is told of in the default one.
  const isThere =
    namespace === ''
      ? ['', 'default', ...(isNewer ? ['kube-system'] : [])].includes(place)
      : namespace === place || isNewer
  const detail = 'does not match event.namespace'
  return [
    ...(isThere ? [] : [invalid(rootPath('involvedObject', 'namespace'), namespace, detail)]),
    ...(isNewer ? validateNewer(event) : []),
  ]
}

export const eventStrategy = {
  info: eventInfo,
  isChecked: (event) => event.reportingComponent === undefined || !hasOnlyPlace(event.metadata),
  setDefaults: asGiven,
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate(event) {
    const errors = legacyValidateEvent(event)
    const { metadata = {} } = event
    if (errors.length > 0 || hasOnlyPlace(metadata)) return errors
    return validateObjectMetaAccessor(metadata, META_RULES)
  },
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next) => legacyValidateEvent(asSparse(next)),
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  allowCreateOnUpdate: true,
  defaultGarbageCollectionPolicy: 'Unsupported',
  scale: null,
} satisfies Strategy<Event>
