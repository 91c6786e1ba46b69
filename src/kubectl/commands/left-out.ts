// Commands of kubectl that are not simulated: of their lines only the flags are read.
import { flagTableOf } from '../completion/command-line.ts'
import { parseCommandLine, type UsageError } from '../flags.ts'
import { notSimulated } from '../usage.ts'

/** What is wrong with the flags of a command (its path and the words behind it); else that it is not simulated. */
export function leftOutCommand(path: string, words: readonly string[]): UsageError {
  const read = parseCommandLine(path, flagTableOf(path), words)
  return read.ok ? notSimulated(path) : read
}
