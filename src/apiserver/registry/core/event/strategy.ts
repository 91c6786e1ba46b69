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
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<Event>
