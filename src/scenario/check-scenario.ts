// The editor's and `podscape check`'s view of a scenario: everything that is wrong, without a run.
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
  return readTree(files, admit, decode, options)
}
