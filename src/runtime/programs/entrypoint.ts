// The entrypoint scripts of the official images: they prepare something and then run their arguments.
import { wait, type Task } from '#sim/task.ts'
import { baseOf } from '../filesystem/path.ts'
import { runOther } from '../commands/system.ts'
import type { Invocation } from '../process/command.ts'

const DEFAULTS: readonly string[] = [
  'redis-server',
  'postgres',
  'mariadbd',
  'mysqld',
  'mongod',
  'memcached',
  'node',
  'bash',
  'curl',
  'envoy',
  'traefik',
]

/** `docker-entrypoint.sh`: options, or a configuration file, go to the image's own program. */
export function* entrypoint(invocation: Invocation): Task<number> {
  const { args, process, system } = invocation
  const [first = ''] = args
  const place = system.locate(first, invocation.cwd, invocation.env.get('PATH') ?? '')
  const needsProgram =
    first === '' || first.startsWith('-') || first.endsWith('.conf') || place.kind !== 'found'
  const own = DEFAULTS.find((name) => system.locate(name, '/', '/usr/local/bin').kind === 'found')
  const argv = needsProgram && own !== undefined ? [own, ...args] : args
  if (baseOf(argv[0] ?? '') === 'nginx') {
    invocation.stdout.write('/docker-entrypoint.sh: Configuration complete; ready for start up\n')
  }
  yield* wait(system.sleep(20))
  process.argv = argv
  return yield* runOther(invocation, argv)
}
