// All programs that are simulated, by the name of their file: tools, shells, servers.
import { findCommand } from '../commands/registry.ts'
import type { Command } from '../process/command.ts'
import { sh } from '../shell/sh.ts'
import { DATABASE_CLIENTS } from './database-clients.ts'
import { DATABASES } from './databases.ts'
import { DEMOS } from './demos.ts'
import { envoy } from './envoy.ts'
import { busyboxHttpd } from './file-server.ts'
import { entrypoint } from './entrypoint.ts'
import { LANGUAGES } from './languages.ts'
import { haproxy } from './haproxy.ts'
import { httpd } from './httpd.ts'
import { nginx } from './web.ts'

const PROGRAMS = new Map<string, Command>([
  ...DATABASES,
  ...DATABASE_CLIENTS,
  ...DEMOS,
  ...LANGUAGES,
  ['sh', sh],
  ['bash', sh],
  ['ash', sh],
  ['dash', sh],
  ['nginx', nginx],
  [
    'httpd',
    (invocation) =>
      invocation.system.flavour === 'busybox' ? busyboxHttpd(invocation) : httpd(invocation),
  ],
  ['httpd-foreground', httpd],
  ['haproxy', haproxy],
  ['envoy', envoy],
  ['docker-entrypoint.sh', entrypoint],
  ['entrypoint.sh', entrypoint],
])

/** The program of this name; undefined when it is not simulated. */
export function findProgram(name: string): Command | undefined {
  return PROGRAMS.get(name) ?? findCommand(name)
}
