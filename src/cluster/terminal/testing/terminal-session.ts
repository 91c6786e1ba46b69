// A person at the terminal, for tests: with all of kubectl's commands.
import { provideLateCommands } from '#kubectl/late.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { createTerminalSession } from '#scenario/terminal-session.ts'

provideLateCommands(LATE_COMMANDS)

/** Makes a session with a scenario that runs until `untilMs` at least. */
export const terminalSession = createTerminalSession
