// Services. Follows pkg/registry/core/service/strategy.go and storage/storage.go (v1.36).
import { serviceInfo } from '#api/core/service-info.ts'
import type { Service } from '#api/generated/types.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { atOnce, type Strategy } from '../../strategy.ts'
import { asSparse } from '../../../validation/sparse.ts'
import { allocateService, allocateServiceUpdate } from './allocate-service.ts'
import { prepareServiceForUpdate } from './prepare-service-for-update.ts'
import { setDefaultsIngressStatus, setDefaultsService } from './service-defaults.ts'
import { serviceWarnings } from './service-warnings.ts'
import { validateServiceAddressChange } from './update-service.ts'
import { validateServiceStatusUpdate } from './validate-service-status.ts'
import { validateService, validateServiceRules } from './validate-service.ts'

export const serviceStrategy = {
  info: serviceInfo,
  isChecked: () => true,
  setDefaults: setDefaultsService,
  prepareForCreate: (service) => ({ ...service, status: { loadBalancer: {} } }),
  beginCreate: allocateService,
  validate: validateService,
  warningsOnCreate: serviceWarnings,
  prepareForUpdate: prepareServiceForUpdate,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateServiceAddressChange(next.spec ?? {}, old.spec ?? {}),
    ...validateServiceRules(asSparse(next), asSparse(old)),
  ],
  warningsOnUpdate: serviceWarnings,
  prepareForStatusUpdate: (next) =>
    next.spec?.type === 'LoadBalancer' ? { ...next, ...setDefaultsIngressStatus(next) } : next,
  validateStatusUpdate: validateServiceStatusUpdate,
  ...atOnce,
  allowCreateOnUpdate: true,
  beginUpdate: allocateServiceUpdate,
  scale: null,
} satisfies Strategy<Service>
