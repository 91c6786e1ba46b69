// The editor's and `podscape check`'s view of a scenario: everything that is wrong, without a run.
import { simplifications } from '#lib/simplified.ts'
import type { Admit } from '#manifest/check-files.ts'
import type { DecodeFile } from '#manifest/decode-file.ts'
import { type ParsedScenario, type ReadOptions, readTree } from './parse-scenario.ts'
import type { ScenarioFile } from './types.ts'

/** Reads the files and asks the API server's dry run about each object, in the order of their time. */
export function checkScenario(
  files: readonly ScenarioFile[],
  admit: Admit,
  decode?: DecodeFile,
  options?: ReadOptions,
): ParsedScenario {
  const tree = readTree(files, admit, decode, options)
  return { ...tree, diagnostics: withoutKnown(tree) }
}

/** Of an image of which the scenario says what it does, nothing is assumed. */
function withoutKnown({ diagnostics, scenario }: ParsedScenario): ParsedScenario['diagnostics'] {
  if (scenario.images.length === 0) return diagnostics
  const assumed = simplifications().find(({ id }) => id === 'unknown-images')?.text ?? ''
  const known = new Set(scenario.images.map(({ image }) => `\`${image}\`: ${assumed}`))
  return diagnostics.filter(({ message }) => !known.has(message))
}
