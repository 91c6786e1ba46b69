// `kubectl explain` with all descriptions of the API, which are large: who opens a terminal loads them, and the command line.
import descriptions from '#api/generated/descriptions.json'
import { explainWith } from './commands/explain.ts'
import type { LateCommands } from './late.ts'
import { LATE_COMMANDS } from './late-commands.ts'

/** All late commands, and the one that has the words. */
export const LATE_COMMANDS_AND_WORDS: LateCommands = {
  ...LATE_COMMANDS,
  reading: { ...LATE_COMMANDS.reading, explain: explainWith(descriptions) },
}
