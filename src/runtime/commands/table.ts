// The command line tools themselves: the page has them in a part of their own, with the shell.
import { print, type Command } from '../process/command.ts'
import { base64, tr } from './characters.ts'
import { withCheckedOptions } from './check-options.ts'
import { cp, mv } from './copy-files.ts'
import { find } from './find.ts'
import { cut, uniq } from './lines.ts'
import { sort } from './sort.ts'
import { ls, stat } from './list-files.ts'
import { install, ln, mkdir, mkfifo, mktemp, rmdir, touch, truncate, unlink } from './make-files.ts'
import { df, du, free, mount, sysctl, uptime } from './machine.ts'
import { chmod, chown } from './modes.ts'
import { rm } from './remove-files.ts'
import { curl } from './curl.ts'
import { date } from './date.ts'
import { expr } from './expr.ts'
import { grep } from './grep.ts'
import { sed } from './sed/sed.ts'
import { dig, host } from './dig.ts'
import { getent } from './getent.ts'
import { nc, ping, wget } from './network.ts'
import { nslookup } from './nslookup.ts'
import { basename, dirname, readlink } from './paths.ts'
import { echo, printf } from './print.ts'
import { ps } from './ps.ts'
import { seq } from './seq.ts'
import * as system from './system.ts'
import { test } from './test.ts'
import { cat, head, tail, tee, wc } from './text.ts'
import { xargs } from './xargs.ts'

const nothing: Command = () => 0

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['[', test],
  ['base64', base64],
  ['free', free],
  ['basename', basename],
  ['cat', cat],
  ['chgrp', chown],
  ['chmod', chmod],
  ['chown', chown],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['df', df],
  ['dig', dig],
  ['dirname', dirname],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['env', system.env],
  ['expr', expr],
  ['false', () => 1],
  ['fgrep', grep],
  ['find', find],
  ['getent', getent],
  ['grep', grep],
  ['head', head],
  ['host', host],
  ['hostname', system.hostname],
  ['id', system.id],
  ['install', install],
  ['kill', system.kill],
  ['killall', system.killall],
  ['ln', ln],
  ['ls', ls],
  ['mkdir', mkdir],
  ['mkfifo', mkfifo],
  ['mktemp', mktemp],
  ['mount', mount],
  ['mv', mv],
  ['nc', nc],
  ['ncat', nc],
  ['netcat', nc],
  ['nohup', system.nohup],
  ['nproc', system.printing(() => '2')],
  ['nslookup', nslookup],
  ['pgrep', system.pidof],
  ['pidof', system.pidof],
  ['ping', ping],
  ['pkill', system.killall],
  ['printenv', system.printenv],
  ['printf', printf],
  ['ps', ps],
  ['pwd', (invocation) => (print(invocation, `${invocation.cwd}\n`) ? 0 : 1)],
  ['readlink', readlink],
  ['realpath', readlink],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['sleep', system.sleep],
  ['sort', sort],
  ['stat', stat],
  ['sync', nothing],
  ['sysctl', sysctl],
  ['tail', tail],
  ['tee', tee],
  ['test', test],
  ['timeout', system.timeout],
  ['touch', touch],
  ['tr', tr],
  ['true', nothing],
  ['truncate', truncate],
  ['uname', system.uname],
  ['uniq', uniq],
  ['unlink', unlink],
  ['uptime', uptime],
  ['usleep', system.usleep],
  ['wc', wc],
  ['wget', wget],
  ['which', system.which],
  ['whoami', system.printing(() => 'root')],
  ['xargs', xargs],
  ['yes', system.yes],
])

/** The names of all of them. */
export const NAMES_OF_TABLE: readonly string[] = [...COMMANDS.keys()]

/** The tool of this name, with a look at its options first; undefined when there is none. */
export function toolNamed(name: string): Command | undefined {
  const command = COMMANDS.get(name)
  return command === undefined ? undefined : withCheckedOptions(name, command)
}
