// Events. Follows pkg/registry/core/event/strategy.go (v1.36).
import { eventInfo } from '#api/core/event-info.ts'
import type { Event } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { normalForm } from '#api/meta/normal-form.ts'
import { invalid } from '../../../validation/errors.ts'
import {
  asGiven,
  atOnce,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'

/** In a namespace: components always say theirs. */
const placed = (event: Event): Event => ({
  ...event,
  metadata: { ...event.metadata, namespace: event.metadata.namespace ?? 'default' },
})

export const eventStrategy = {
  info: eventInfo,
  isChecked: false,
  setDefaults: (event) =>
    event.reportingComponent === undefined ? normalForm('Event', placed(event)) : event,
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: ({ metadata = {}, involvedObject = {} }) => {
    const path = rootPath('involvedObject', 'namespace')
    const { namespace = '' } = involvedObject
    const place = metadata.namespace ?? 'default'
    // An object without a namespace is told of in the default one.
    const isThere =
      namespace === '' ? ['', 'default', 'kube-system'].includes(place) : namespace === place
    return isThere ? [] : [invalid(path, namespace, 'does not match event.namespace')]
  },
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: noErrors,
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<Event>
