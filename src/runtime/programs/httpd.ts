// Apache's httpd: it reads its configuration, opens its ports and serves the files of a folder.
import type { Task } from '#sim/task.ts'
import { joinPath } from '../filesystem/path.ts'
import { versionOf } from '../images/tags.ts'
import { pathOf, type Invocation } from '../process/command.ts'
import { readHttpdConfig } from './httpd-config.ts'
import { optionOf, serve } from './server.ts'
import { fileAnswer } from './web.ts'

const MAIN_FILE = '/usr/local/apache2/conf/httpd.conf'

/** `httpd`, and `httpd-foreground`, which starts it. */
export function* httpd(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  const server = `Apache/${versionOf(system.image, 'httpd') ?? '2.4.65'} (Unix)`
  if (args.includes('-v')) return printLines(invocation, [`Server version: ${server}`])
  const file = pathOf(invocation, optionOf(args, '-f') ?? MAIN_FILE)
  const config = readHttpdConfig(invocation, file, 'httpd')
  if (!('ports' in config)) {
    invocation.process.because = 'its configuration is wrong'
    printLines(invocation, config)
    return 1
  }
  const { ports, documentRoot, serverName } = config
  if (args.includes('-t')) return printLines(invocation, ['Syntax OK'])
  const guess = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${system.net.ip}. Set the 'ServerName' directive globally to suppress this message`
  if (serverName === null) printLines(invocation, [guess, guess])
  if (ports.length === 0) {
    invocation.process.because = 'its configuration has no Listen'
    printLines(invocation, NO_SOCKETS)
    return 1
  }
  const log = (module: string, text: string): string =>
    `[${system.stamp('%a %b %d %H:%M:%S.000000 %Y')}] [${module}:notice] [pid 1:tid 1] ${text}`
  return yield* serve(invocation, {
    ports,
    startMs: 150,
    banner: [
      log('mpm_event', `AH00489: ${server} configured -- resuming normal operations`),
      log('core', "AH00094: Command line: 'httpd -D FOREGROUND'"),
    ],
    stopCode: 0,
    stopMs: 40,
    bindError: (busy) =>
      ['[::]', '0.0.0.0']
        .map(
          (ip) =>
            `(98)Address already in use: AH00072: make_sock: could not bind to address ${ip}:${busy}`,
        )
        .concat(NO_SOCKETS)
        .join('\n'),
    bindTries: 1,
    answer: ({ http, fromIp }) => {
      const path = http?.path ?? '/'
      const when = system.stamp('%d/%b/%Y:%H:%M:%S +0000')
      const answer = fileAnswer(invocation, joinPath(documentRoot, path), path, server)
      invocation.stdout.write(
        `${fromIp} - - [${when}] "${http?.method ?? '-'} ${http?.target ?? '-'} HTTP/1.1" ${answer.slice(9, 12)}\n`,
      )
      return answer
    },
  })
}

const NO_SOCKETS = ['no listening sockets available, shutting down', 'AH00015: Unable to open logs']

function printLines(invocation: Invocation, lines: readonly string[]): 0 {
  for (const line of lines) invocation.stderr.write(`${line}\n`)
  return 0
}
