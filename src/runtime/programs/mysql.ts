// MySQL and MariaDB as their official images start them: the entrypoint lets the server check its options, then makes a
// database where there is none. Follows docker-entrypoint.sh of docker-library/mysql and MariaDB/mariadb-docker.
import { versionOf } from '../images/tags.ts'
import { wait, type Task } from '#sim/task.ts'
import { joinPath } from '../filesystem/path.ts'
import { makeFolders } from '../commands/make-files.ts'
import type { Command, Invocation } from '../process/command.ts'
import { optionOf, serve } from './server.ts'

interface Brand {
  readonly program: string
  readonly prefixes: readonly string[]
  server(image: string): string
  /** What is needed, in the words of the entrypoint. */
  readonly needed: string
  readonly startMs: number
  /** How its own log writes the time. */
  readonly stamp: string
  ready(port: number): string
  /** What the server says of an option that it does not know; the first line follows the entrypoint's. */
  unknown(stamp: string, option: string): readonly string[]
}

const MYSQL: Brand = {
  program: 'mysqld',
  prefixes: ['MYSQL'],
  server: (image) => `MySQL Server ${versionOf(image, 'mysql') ?? '8.4.7'}-1.el9`,
  needed:
    '    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD',
  startMs: 900,
  stamp: '%FT%T.000000Z',
  ready: (port) => `[System] [Server] /usr/sbin/mysqld: ready for connections. port: ${port}`,
  unknown: (stamp, option) => {
    const what = option.includes('=') ? `variable '${option.slice(2)}'` : `option '${option}'`
    return [
      `${stamp} 0 [ERROR] [MY-00006${option.includes('=') ? 7 : 8}] [Server] unknown ${what}.`,
      `${stamp} 0 [ERROR] [MY-010119] [Server] Aborting`,
    ]
  },
}

const MARIADB: Brand = {
  program: 'mariadbd',
  prefixes: ['MARIADB', 'MYSQL'],
  server: (image) => `MariaDB Server 1:${versionOf(image, 'mariadb') ?? '12.1.2'}+maria~ubu2404`,
  needed:
    '\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD',
  startMs: 700,
  stamp: '%F %T',
  ready: (port) => `[Note] mariadbd: ready for connections. port: ${port}`,
  unknown: (stamp, option) => {
    const what = option.includes('=') ? `variable '${option.slice(2)}'` : `option '${option}'`
    return [`${stamp} 0 [ERROR] mariadbd: unknown ${what}`]
  },
}

/** What options can begin with: of `mariadbd --help --verbose`, and of MySQL 8.4. */
const FIRST_WORDS = new Set(
  'activate admin allow alter analyze ansi aria audit authentication auto autocommit automatic back basedir big bind binlog block bootstrap bulk caching character check chroot clone collation column completion concurrent connect connection console core create cte daemonize data datadir date datetime deadlock debug default defaults delay delayed des dh disabled disconnect div dragnet early enable encrypt end enforce eq error event expensive expire explain explicit external extra feedback flashback flush ft full gdb general generated getopt group gtid have help high histogram host idle ignore immediate in information init initialize innodb insert install interactive internal join keep key keyring language large last lc license list local lock log long low lower mandatory master max maximum maria memlock metadata min mrr my myisam mysql56 mysqlx named ndb ndbcluster ndbinfo net new no ngram note offline old open optimizer parser partial partition password performance persist persisted pid plugin port preload print private privilege profiling protocol proxy pseudo quarantine query quick quote range rand range read read_only regexp relay replica replicate report require restrict resultset rewriter rowid rpl safe schema secure select server session set sha256 show silent skip slave slow socket sort source sporadic sql ssl stack standalone standard statement storage stored strict super symbolic sync sysdate system table tablespace tc tcp temp temptable terminology thread time timestamp timed tls tmp tmpdir transaction unique unix updatable upgrade use user userstat validate validate_password verbose version wait windowing wsrep xa'.split(
    ' ',
  ),
)

/** The first option that the server cannot know; null when there is none. */
export function unknownOption(args: readonly string[]): string | null {
  const found = args.find((arg) => {
    if (!/^--(?!loose-|skip-|disable-|enable-|maximum-)/.test(arg)) return false
    const name = arg.slice(2).replace(/=.*$/s, '')
    const [first = ''] = name.split(/[-_]/)
    return !FIRST_WORDS.has(first) && !FIRST_WORDS.has(name)
  })
  return found ?? null
}

function database(brand: Brand): Command {
  return function* (invocation) {
    const { args, env, system, stderr } = invocation
    const note = (kind: string, text: string): void =>
      void stderr.write(`${system.stamp('%F %T+00:00')} [${kind}] [Entrypoint]: ${text}\n`)
    yield* wait(system.sleep(120))
    note('Note', `Entrypoint script for ${brand.server(system.image)} started.`)
    const unknown = unknownOption(args)
    if (unknown !== null) {
      const said = brand.unknown(system.stamp(brand.stamp), unknown).join('\n')
      const command = [brand.program, ...args, '--verbose', '--help'].join(' ')
      note(
        'ERROR',
        `${brand.program} failed while attempting to check config\n\tcommand was: ${command}\n\t${said}`,
      )
      return end(invocation, `it does not know the option \`${unknown}\``)
    }
    const folder = optionOf(args, '--datadir') ?? '/var/lib/mysql'
    if (!system.files.stat(joinPath(folder, 'mysql')).ok) {
      const needed = ['ROOT_PASSWORD', 'ALLOW_EMPTY_PASSWORD', 'RANDOM_ROOT_PASSWORD']
      const names = brand.prefixes.flatMap((prefix) =>
        [...needed, 'ALLOW_EMPTY_ROOT_PASSWORD', 'ROOT_PASSWORD_FILE', 'ROOT_PASSWORD_HASH'].map(
          (name) => `${prefix}_${name}`,
        ),
      )
      if (names.every((name) => (env.get(name) ?? '') === '')) {
        note(
          'ERROR',
          `Database is uninitialized and password option is not specified\n${brand.needed}`,
        )
        return end(invocation, 'no variable says what the password of root is')
      }
      if (env.get('MYSQL_USER') === 'root') {
        note(
          'ERROR',
          'MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the root user',
        )
        return end(invocation, '`MYSQL_USER` is root')
      }
      note('Note', 'Initializing database files')
      yield* wait(system.sleep(brand.startMs))
      makeFolders(invocation, joinPath(folder, 'mysql'))
      note('Note', 'MySQL init process done. Ready for start up.')
    }
    return yield* startServer(invocation, brand)
  }
}

function end({ process }: Invocation, because: string): 1 {
  process.because = because
  return 1
}

function startServer(invocation: Invocation, brand: Brand): Task<number> {
  const port = Number(optionOf(invocation.args, '--port', '-P') ?? 3306)
  return serve(invocation, {
    ports: [port],
    startMs: brand.startMs,
    banner: [brand.ready(port)],
    stopCode: 0,
    stopMs: 400,
    bindError: () =>
      "[ERROR] Can't start server: Bind on TCP/IP port: Address already in use\n[ERROR] Do you already have another server running on port: 3306 ?\n[ERROR] Aborting".replace(
        '3306',
        String(port),
      ),
    bindTries: 1,
    answer: () => '',
  })
}

/** `mysqld` and `mariadbd`. */
export const MYSQL_SERVERS: readonly (readonly [string, Command])[] = [
  ['mysqld', database(MYSQL)],
  ['mariadbd', database(MARIADB)],
]
