// The names of the tools, for who does not want the tools themselves.
import { LATE_NAMES } from '../late/names.ts'

/** Those of table.ts. */
export const TOOL_NAMES: ReadonlySet<string> = new Set(
  '[ base64 free basename cat chgrp chmod chown cp curl cut date df dig dirname du echo egrep env expr false fgrep find getent grep head host hostname id install kill killall ln ls mkdir mkfifo mktemp mount mv nc ncat netcat nohup nproc nslookup pgrep pidof ping pkill printenv printf ps pwd readlink realpath rm rmdir sed seq sleep sort stat sync sysctl tail tee test timeout touch tr true truncate uname uniq unlink uptime usleep wc wget which whoami xargs yes'.split(
    ' ',
  ),
)

/** Whether there is a tool of this name. */
export function isCommand(name: string): boolean {
  return TOOL_NAMES.has(name) || LATE_NAMES.has(name)
}
