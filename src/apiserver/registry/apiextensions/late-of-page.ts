// The same as `late.ts` for the page: what checks definitions is a part of its own, which is loaded when there is one.
import { asGiven, atOnce, noErrors, nothingToAllocate, noWarnings } from '../strategy.ts'
import { lateUntil } from '#lib/late-part.ts'
import { customInfo, definedKind } from '#api/meta/custom-kind.ts'
import type { Extensions } from './extensions.ts'

const late = lateUntil(
  (text) => text.includes('CustomResourceDefinition'),
  async () => (await import('./extensions.ts')).EXTENSIONS,
)

export const extensionsLoading = late.loading

/** Takes everything as it is; what ran by this is run again. */
const UNCHECKED: Extensions = {
  customStrategy: (definition) => ({
    info: customInfo(definedKind(definition)),
    isChecked: () => true,
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
  }),
  takeCustom: (object) => ({ object, unknown: [], problem: null }),
  unknownFormats: () => [],
  validateDefinition: noErrors,
  validateDefinitionChange: noErrors,
}

export function extensions(): Extensions {
  const loaded = late.get()
  if (loaded === null) late.miss()
  return loaded ?? UNCHECKED
}
