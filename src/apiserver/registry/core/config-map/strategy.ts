// ConfigMaps. Follows pkg/registry/core/configmap/strategy.go (v1.36).
import { configMapInfo } from '#api/core/config-map-info.ts'
import type { ConfigMap } from '#api/generated/types.ts'
import { validateImmutable } from '../../../validation/validate-immutable.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import {
  asGiven,
  atOnce,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'
import { validateConfigMap } from './validate-config-map.ts'

export const configMapStrategy = {
  info: configMapInfo,
  isChecked: () => true,
  setDefaults: asGiven,
  prepareForCreate: asGiven,
  beginCreate: nothingToAllocate,
  validate: validateConfigMap,
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateImmutable(next, old),
    ...validateConfigMap(next),
  ],
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<ConfigMap>
