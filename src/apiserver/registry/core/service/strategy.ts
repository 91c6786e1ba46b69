// Services. Follows pkg/registry/core/service/strategy.go and storage/storage.go (v1.36).
import { serviceInfo } from '#api/core/service-info.ts'
import type { Service } from '#api/generated/types.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { asGiven, atOnce, noErrors, type Strategy } from '../../strategy.ts'
import { asSparse } from '../../../validation/sparse.ts'
import { allocateService } from './allocate-service.ts'
import { prepareServiceForUpdate } from './prepare-service-for-update.ts'
import { setDefaultsService } from './service-defaults.ts'
import { serviceWarnings } from './service-warnings.ts'
import { validateServiceAddressChange } from './update-service.ts'
import { validateServiceAddresses } from './validate-service-addresses.ts'
import { validateService, validateServiceSpec } from './validate-service.ts'

export const serviceStrategy = {
  info: serviceInfo,
  isChecked: true,
  setDefaults: setDefaultsService,
  prepareForCreate: (service) => ({ ...service, status: { loadBalancer: {} } }),
  beginCreate: allocateService,
  validate: validateService,
  warningsOnCreate: serviceWarnings,
  prepareForUpdate: prepareServiceForUpdate,
  validateUpdate(next, old) {
    // Addresses that cannot be allocated end the request before anything else is looked at.
    const addresses = validateServiceAddresses(asSparse(next.spec ?? {}))
    return addresses.length > 0
      ? addresses
      : [
          ...validateObjectMetaUpdate(next.metadata, old.metadata),
          ...validateServiceAddressChange(next.spec ?? {}, old.spec ?? {}),
          ...validateServiceSpec(next.spec ?? {}),
        ]
  },
  warningsOnUpdate: serviceWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<Service>
