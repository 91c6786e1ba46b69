// The command line tools that are simulated, by name.
import { lateProgram } from '../late/programs.ts'
import { lateShell } from '../late/shell.ts'
import type { Command } from '../process/command.ts'
import { TOOL_NAMES } from './names.ts'

/** The tool of this name, with a look at its options first; undefined when it is not simulated, or while it is not loaded. */
export function findCommand(name: string): Command | undefined {
  return TOOL_NAMES.has(name) ? lateShell()?.toolNamed(name) : lateProgram(name)
}
