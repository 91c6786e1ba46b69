// The late programs themselves: the page has them in a part of their own.
import { awk } from '../commands/awk.ts'
import { withCheckedOptions } from '../commands/check-options.ts'
import { checksum } from '../commands/checksums.ts'
import { dd } from '../commands/dd.ts'
import { apk, aptGet, git, installer } from '../commands/packages.ts'
import { cmp, comm, fold, nl, paste, rev, shuf, tac } from '../commands/rearrange.ts'
import { gzip, tar } from '../commands/tar.ts'
import type { Command } from '../process/command.ts'
import { DATABASE_CLIENTS } from '../programs/database-clients.ts'
import { DATABASES } from '../programs/databases.ts'
import { DEMOS } from '../programs/demos.ts'
import { envoy } from '../programs/envoy.ts'
import { busyboxHttpd } from '../programs/file-server.ts'
import { haproxy } from '../programs/haproxy.ts'
import { httpd } from '../programs/httpd.ts'
import { LANGUAGES } from '../programs/languages.ts'
import { PODINFO } from '../programs/podinfo.ts'

const PROGRAMS = new Map<string, Command>([
  ...DATABASES,
  ...DATABASE_CLIENTS,
  ...DEMOS,
  ...LANGUAGES,
  ...PODINFO,
  [
    'httpd',
    (invocation) =>
      invocation.system.flavour === 'busybox' ? busyboxHttpd(invocation) : httpd(invocation),
  ],
  ['httpd-foreground', httpd],
  ['haproxy', haproxy],
  ['envoy', envoy],
  ['apk', apk],
  ['apt', aptGet],
  ['apt-get', aptGet],
  ['awk', awk],
  ['cmp', cmp],
  ['comm', comm],
  ['dd', dd],
  ['dnf', installer],
  ['fold', fold],
  ['gawk', awk],
  ['git', git],
  ['gunzip', gzip],
  ['gzip', gzip],
  ['mawk', awk],
  ['md5sum', checksum('md5')],
  ['microdnf', installer],
  ['nl', nl],
  ['npm', installer],
  ['paste', paste],
  ['pip', installer],
  ['pip3', installer],
  ['rev', rev],
  ['sha1sum', checksum('sha1')],
  ['sha256sum', checksum('sha256')],
  ['sha512sum', checksum('sha512')],
  ['shuf', shuf],
  ['tac', tac],
  ['tar', tar],
  ['yum', installer],
  ['zcat', gzip],
])

/** The late programs by name, those with a grammar of options behind a look at them. */
export const LATE_PROGRAMS: ReadonlyMap<string, Command> = new Map(
  [...PROGRAMS].map(([name, command]) => [name, withCheckedOptions(name, command)]),
)
