// The command line tools that are simulated, by name.
import { LATE_NAMES } from '../late/names.ts'
import { lateProgram } from '../late/programs.ts'
import { lateShell } from '../late/shell.ts'
import type { Command } from '../process/command.ts'

/** Those of table.ts. */
const NAMES: ReadonlySet<string> = new Set(
  '[ base64 free basename cat chgrp chmod chown cp curl cut date df dig dirname du echo egrep env expr false fgrep find getent grep head host hostname id install kill killall ln ls mkdir mkfifo mktemp mount mv nc ncat netcat nohup nproc nslookup pgrep pidof ping pkill printenv printf ps pwd readlink realpath rm rmdir sed seq sleep sort stat sync sysctl tail tee test timeout touch tr true truncate uname uniq unlink uptime usleep wc wget which whoami xargs yes'.split(
    ' ',
  ),
)

/** The tool of this name, with a look at its options first; undefined when it is not simulated, or while it is not loaded. */
export function findCommand(name: string): Command | undefined {
  return NAMES.has(name) ? lateShell()?.toolNamed(name) : lateProgram(name)
}

/** Whether there is a tool of this name. */
export function isCommand(name: string): boolean {
  return NAMES.has(name) || LATE_NAMES.has(name)
}
