// PostgreSQL as its official image starts it: the entrypoint makes a database where there is none, and the server reads
// its options. Follows docker-entrypoint.sh of docker-library/postgres, and postmaster.c and guc.c (15) for the words.
import { versionOf } from '../images/tags.ts'
import { wait, type Task } from '#sim/task.ts'
import { joinPath } from '../filesystem/path.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { makeFolders } from '../commands/make-files.ts'
import { type Invocation, pathOf } from '../process/command.ts'
import { BOOLEANS, FIXED, INTEGERS, OTHERS } from './postgres-parameters.ts'
import { serve } from './server.ts'

const NEEDED = ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD', 'POSTGRES_PASSWORD_FILE']
const NO_PASSWORD =
  'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html\n'
const ENTRYPOINT_MS = 120
/** How long `initdb` and the first start for its scripts take. */
const INIT_MS = 480

/** `postgres`, with what the entrypoint does before it. */
export function* postgres(invocation: Invocation): Task<number> {
  const { env, system, stderr, stdout } = invocation
  const folder = env.get('PGDATA') ?? '/var/lib/postgresql/data'
  yield* wait(system.sleep(ENTRYPOINT_MS))
  if (system.files.stat(joinPath(folder, 'PG_VERSION')).ok) {
    stdout.write(
      '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n',
    )
  } else {
    if (NEEDED.every((name) => (env.get(name) ?? '') === '')) {
      stderr.write(NO_PASSWORD)
      const names = NEEDED.map((name) => `\`${name}\``).join(', ')
      return end(invocation, `none of the variables ${names} is set`)
    }
    const problem = initdb(invocation, folder)
    if (problem !== null) {
      stderr.write(problem)
      return end(invocation, `\`${folder}\` cannot become its data directory`)
    }
    yield* wait(system.sleep(INIT_MS))
    stdout.write('\nPostgreSQL init process complete; ready for start up.\n\n')
  }
  return yield* startServer(invocation)
}

function end({ process }: Invocation, because: string): 1 {
  process.because = because
  return 1
}

/** Makes the data directory; what `initdb` says when it cannot. */
function initdb(invocation: Invocation, folder: string): string | null {
  const { files } = invocation.system
  const list = files.list(folder)
  if (list.ok && list.value.length > 0) {
    const detail = list.value.includes('lost+found')
      ? 'initdb: detail: It contains a lost+found directory, perhaps due to it being a mount point.\ninitdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n'
      : `initdb: hint: If you want to create a new database system, either remove or empty the directory "${folder}" or run initdb with an argument other than "${folder}".\n`
    return `initdb: error: directory "${folder}" exists but is not empty\n${detail}`
  }
  makeFolders(invocation, folder)
  const written = files.write(joinPath(folder, 'PG_VERSION'), '18\n')
  if (written.ok) return null
  const reason = written.error === 'EROFS' ? 'Read-only file system' : 'Operation not permitted'
  return `initdb: error: could not change permissions of directory "${folder}": ${reason}\n`
}

function* startServer(invocation: Invocation): Task<number> {
  const { system, process } = invocation
  const log = (text: string): string => `${system.stamp('%F %T.000 UTC')} [${process.pid}] ${text}`
  const options = readOptions(invocation.args)
  if (typeof options === 'string') {
    invocation.stderr.write(options.startsWith('postgres: ') ? options : `${log(options)}\n`)
    return end(invocation, 'its options are wrong')
  }
  const file = options.get('config_file')
  const content = file === undefined ? null : system.files.read(pathOf(invocation, file))
  if (content?.ok === false) {
    const what = `could not access the server configuration file "${file}"`
    invocation.stderr.write(`postgres: ${what}: ${ERROR_TEXTS[content.error]}\n`)
    end(invocation, `there is no \`${file}\``)
    return 2
  }
  const port = Number(options.get('port') ?? 5432)
  return yield* serve(invocation, {
    ports: [port],
    startMs: 120,
    banner: [
      log(
        `LOG:  starting PostgreSQL ${versionOf(system.image, 'postgres') ?? '18.1'} on x86_64-pc-linux-gnu, 64-bit`,
      ),
      log(`LOG:  listening on IPv4 address "0.0.0.0", port ${port}`),
      log(`LOG:  listening on IPv6 address "::", port ${port}`),
      log('LOG:  database system is ready to accept connections'),
    ],
    stopCode: 0,
    stopMs: 200,
    bindError: (busy) =>
      [
        'LOG:  could not bind IPv4 address "0.0.0.0": Address already in use',
        `HINT:  Is another postmaster already running on port ${busy}? If not, wait a few seconds and retry.`,
        'WARNING:  could not create listen socket for "*"',
        'FATAL:  could not create any TCP/IP sockets',
        'LOG:  database system is shut down',
      ]
        .map(log)
        .join('\n'),
    bindTries: 1,
    answer: () => '',
  })
}

/** Options of one letter that mean a parameter, or nothing here. */
const LETTERS: Readonly<Record<string, string>> = {
  B: 'shared_buffers',
  d: '',
  D: '',
  h: 'listen_addresses',
  k: 'unix_socket_directories',
  N: 'max_connections',
  p: 'port',
  S: 'work_mem',
  t: '',
}
const SWITCHES = /^-[CEFijlOPsn]$/

/** The parameters of a command line, or the words in which `postgres` refuses it. */
export function readOptions(args: readonly string[]): ReadonlyMap<string, string> | string {
  const found = new Map<string, string>()
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    const long = arg.startsWith('--') ? arg.slice(2) : null
    const letter = long === null && arg.startsWith('-') ? arg.charAt(1) : ''
    if (long === null && letter === '') return `postgres: invalid argument: "${arg}"\n${TRY}`
    if (SWITCHES.test(arg)) continue
    const takes = letter === 'c' || Object.hasOwn(LETTERS, letter)
    if (long === null && !takes) return `postgres: invalid option -- '${letter}'\n${TRY}`
    const isApart = long === null && arg.length === 2
    const value = long ?? (isApart ? (args[at + 1] ?? '') : arg.slice(2))
    if (isApart) at += 1
    const name = letter === '' || letter === 'c' ? null : (LETTERS[letter] ?? '')
    const fault = name === null ? take(value, long !== null, found) : set(name, value, found)
    if (fault !== null) return fault
  }
  return found
}

const TRY = 'Try "postgres --help" for more information.\n'

function take(text: string, isLong: boolean, found: Map<string, string>): string | null {
  const equals = text.indexOf('=')
  if (equals < 0) return `FATAL:  ${isLong ? '--' : '-c '}${text} requires a value`
  return set(text.slice(0, equals).replaceAll('-', '_'), text.slice(equals + 1), found)
}

const UNITS = 'HINT:  Valid units for this parameter are'

function set(name: string, value: string, found: Map<string, string>): string | null {
  if (name === '') return null
  const key = name.toLowerCase()
  found.set(key, value)
  if (key.includes('.') || OTHERS.has(key)) return null
  if (FIXED.has(key)) return `FATAL:  parameter "${key}" cannot be changed`
  if (BOOLEANS.has(key))
    return /^(on|off|t(r(ue?)?)?|f(a(l(se?)?)?)?|y(es?)?|no?|[01])$/i.test(value.trim())
      ? null
      : `FATAL:  parameter "${key}" requires a Boolean value`
  if (!INTEGERS.has(key)) return `FATAL:  unrecognized configuration parameter "${name}"`
  const parts = /^\s*(-?\d+(?:\.\d+)?|-?0x[\da-f]+)\s*(\S*)\s*$/i.exec(value)
  const unit = parts?.[2] ?? ''
  if (parts === null) return `FATAL:  invalid value for parameter "${key}": "${value}"`
  if (unit !== '' && !/^(B|kB|MB|GB|TB|us|ms|s|min|h|d)$/.test(unit))
    return `FATAL:  invalid value for parameter "${key}": "${value}"\n${UNITS} "B", "kB", "MB", "GB", and "TB".`
  const range = RANGES[key]
  const number = Number(parts[1])
  if (range === undefined || (number >= range[0] && number <= range[1])) return null
  return `FATAL:  ${number} is outside the valid range for parameter "${key}" (${range[0]} .. ${range[1]})`
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  port: [1, 65_535],
  max_connections: [1, 262_143],
}
