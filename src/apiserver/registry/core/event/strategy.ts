// Events. Follows pkg/registry/core/event/strategy.go (v1.36).
import { eventInfo } from '#api/core/event-info.ts'
import type { Event } from '#api/generated/types.ts'
import {
  asGiven,
  atOnce,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'

export const eventStrategy = {
  info: eventInfo,
  isChecked: false,
  setDefaults: asGiven,
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: noErrors,
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: noErrors,
  warningsOnUpdate: noWarnings,
  validateStatusUpdate: noErrors,
  ...atOnce,
  selectableFields: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  scale: null,
} satisfies Strategy<Event>
