// The command line tools that are simulated, by name.
import { print, type Command } from '../process/command.ts'
import { awk } from './awk.ts'
import { base64, tr } from './characters.ts'
import { checksum } from './checksums.ts'
import { cp, mv } from './copy-files.ts'
import { dd } from './dd.ts'
import { find } from './find.ts'
import { cut, sort, uniq } from './lines.ts'
import { ls, stat } from './list-files.ts'
import { install, ln, mkdir, mkfifo, mktemp, rmdir, touch, truncate, unlink } from './make-files.ts'
import { df, du, free, mount, sysctl, uptime } from './machine.ts'
import { chmod, chown } from './modes.ts'
import { apk, aptGet, git, installer } from './packages.ts'
import { gzip, tar } from './tar.ts'
import { rm } from './remove-files.ts'
import { curl } from './curl.ts'
import { date } from './date.ts'
import { expr } from './expr.ts'
import { grep, sed } from './grep.ts'
import { dig, host } from './dig.ts'
import { getent } from './getent.ts'
import { nc, ping, wget } from './network.ts'
import { nslookup } from './nslookup.ts'
import { echo, printf } from './print.ts'
import { seq } from './seq.ts'
import * as system from './system.ts'
import { test } from './test.ts'
import { cat, head, tail, tee, wc } from './text.ts'

const nothing: Command = () => 0

const COMMANDS = new Map<string, Command>([
  ['[', test],
  ['apk', apk],
  ['apt', aptGet],
  ['apt-get', aptGet],
  ['awk', awk],
  ['base64', base64],
  ['free', free],
  ['gawk', awk],
  ['mawk', awk],
  ['basename', system.basename],
  ['cat', cat],
  ['chgrp', chown],
  ['chmod', chmod],
  ['chown', chown],
  ['cp', cp],
  ['curl', curl],
  ['cut', cut],
  ['date', date],
  ['dd', dd],
  ['df', df],
  ['dig', dig],
  ['dirname', system.dirname],
  ['dnf', installer],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['env', system.env],
  ['expr', expr],
  ['false', () => 1],
  ['fgrep', grep],
  ['find', find],
  ['getent', getent],
  ['git', git],
  ['grep', grep],
  ['gunzip', gzip],
  ['gzip', gzip],
  ['head', head],
  ['host', host],
  ['hostname', system.hostname],
  ['id', system.id],
  ['install', install],
  ['kill', system.kill],
  ['killall', system.killall],
  ['ln', ln],
  ['ls', ls],
  ['md5sum', checksum('md5')],
  ['microdnf', installer],
  ['mkdir', mkdir],
  ['mkfifo', mkfifo],
  ['mktemp', mktemp],
  ['mount', mount],
  ['mv', mv],
  ['npm', installer],
  ['nc', nc],
  ['ncat', nc],
  ['netcat', nc],
  ['nohup', system.nohup],
  ['nproc', system.printing(() => '2')],
  ['nslookup', nslookup],
  ['pgrep', system.pidof],
  ['pidof', system.pidof],
  ['ping', ping],
  ['pip', installer],
  ['pip3', installer],
  ['pkill', system.killall],
  ['printenv', system.printenv],
  ['printf', printf],
  ['ps', system.ps],
  ['pwd', (invocation) => (print(invocation, `${invocation.cwd}\n`) ? 0 : 1)],
  ['readlink', system.readlink],
  ['realpath', system.readlink],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['sha1sum', checksum('sha1')],
  ['sha256sum', checksum('sha256')],
  ['sha512sum', checksum('sha512')],
  ['sleep', system.sleep],
  ['sort', sort],
  ['stat', stat],
  ['sync', nothing],
  ['sysctl', sysctl],
  ['tail', tail],
  ['tar', tar],
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
  ['xargs', system.xargs],
  ['yes', system.yes],
  ['yum', installer],
  ['zcat', gzip],
])

/** The tool of this name; undefined when it is not simulated. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.get(name)
}
