// All programs that are simulated, by the name of their file: tools, shells, servers.
import { isCommand } from '../commands/names.ts'
import { findCommand } from '../commands/registry.ts'
import type { Command } from '../process/command.ts'
import { lateShell } from '../late/shell.ts'
import { entrypoint } from './entrypoint.ts'
import { nginx } from './web.ts'

/** Ends at once as long as the shell is not loaded: then all is run again with it. */
const sh: Command = (invocation) => lateShell()?.sh(invocation) ?? 0

const PROGRAMS = new Map<string, Command>([
  ['sh', sh],
  ['bash', sh],
  ['ash', sh],
  ['dash', sh],
  ['nginx', nginx],
  ['docker-entrypoint.sh', entrypoint],
  ['entrypoint.sh', entrypoint],
])

/** The program of this name; undefined when it is not simulated. */
export function findProgram(name: string): Command | undefined {
  return PROGRAMS.get(name) ?? findCommand(name)
}

/** Whether there is a program of this name. */
export function isProgram(name: string): boolean {
  return PROGRAMS.has(name) || isCommand(name)
}
