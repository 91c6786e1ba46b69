// What it takes to check definitions and their objects: the page's worker has it in a part of its own.
import { customStrategy } from './custom-strategy.ts'
import { takeCustom } from './take-custom.ts'
import { unknownFormats } from './unknown-formats.ts'
import { validateDefinition, validateDefinitionChange } from './validate-definition.ts'

export const EXTENSIONS = {
  customStrategy,
  takeCustom,
  unknownFormats,
  validateDefinition,
  validateDefinitionChange,
}

export type Extensions = typeof EXTENSIONS
