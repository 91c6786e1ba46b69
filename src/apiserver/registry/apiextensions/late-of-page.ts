// The same as `late.ts` for the page: what checks definitions is a part of its own, which is loaded when there is one.
import { asGiven, atOnce, noErrors, nothingToAllocate, noWarnings } from '../strategy.ts'
import { customInfo, definedKind } from '#api/meta/custom-kind.ts'
import type { Extensions } from './extensions.ts'
import type { ExtensionsLoading } from './late.ts'

let loaded: Extensions | null = null
let wasMissed = false

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
  if (loaded === null) wasMissed = true
  return loaded ?? UNCHECKED
}

export const extensionsLoading: ExtensionsLoading = {
  isNeeded(texts) {
    if (loaded !== null) return false
    for (const text of texts) if (text.includes('CustomResourceDefinition')) return true
    return false
  },
  missed: () => wasMissed,
  async load() {
    loaded ??= (await import('./extensions.ts')).EXTENSIONS
    wasMissed = false
  },
}
