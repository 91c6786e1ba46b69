// Clients of databases: psql, mysql, mongosh. They reach a server or say why not; what they ask has no answer but the simplest.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import type { CallResult } from '../network/access.ts'
import type { Command, Invocation } from '../process/command.ts'
import { optionOf } from './server.ts'

simplified(
  'database-clients',
  'psql, mysql and mongosh find out whether their server answers; a statement then succeeds, `select` of a plain number or text prints it, and nothing else is looked up.',
  { programs: 'psql mysql mariadb mongosh mongo pg_dump mysqldump createdb'.split(' ') },
)

/** '-h db' and '-hdb'. */
function shortOption(args: readonly string[], letter: string, long: string): string | undefined {
  const glued = args.find(
    (arg) => arg.startsWith(`-${letter}`) && arg.length > 2 && !arg.startsWith('--'),
  )
  return glued?.slice(2) ?? optionOf(args, `-${letter}`, `--${long}`)
}

/** The value of `select 1`, or `select 'x'`; null for another statement. */
function selected(statement: string): string | null {
  return (
    /^\s*select\s+(?:(\d+)|'([^']*)')(?:\s+as\s+\w+)?\s*;?\s*$/i
      .exec(statement)
      ?.slice(1)
      .find((one) => one !== undefined) ?? null
  )
}

function* psql(invocation: Invocation): Task<number> {
  const { args, env, stderr, stdout, system } = invocation
  const uri = args
    .map((arg) => /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^:/?]+)(?::(\d+))?/.exec(arg))
    .find((match) => match !== null)
  if (args.includes('--version') || args.includes('-V')) {
    stdout.write('psql (PostgreSQL) 16.4\n')
    return 0
  }
  const host = uri?.[1] ?? shortOption(args, 'h', 'host') ?? env.get('PGHOST') ?? 'localhost'
  const port = Number(uri?.[2] ?? shortOption(args, 'p', 'port') ?? env.get('PGPORT') ?? 5432)
  const result = yield* system.net.call(host, port, '')
  if (result.kind === 'unknown host') {
    stderr.write(
      `psql: error: could not translate host name "${host}" to address: Name or service not known\n`,
    )
    return 2
  }
  if (result.kind !== 'answered') {
    const words = result.kind === 'refused' ? 'Connection refused' : 'No route to host'
    stderr.write(
      `psql: error: connection to server at "${host}" (${result.ip}), port ${port} failed: ${words}\n\tIs the server running on that host and accepting TCP/IP connections?\n`,
    )
    return 2
  }
  const statement =
    optionOf(args, '-c', '--command') ??
    args.find((arg) => /^-\w*c$/.test(args[args.indexOf(arg) - 1] ?? ''))
  if (statement === undefined) return 0
  const value = selected(statement)
  const plain = args.some((arg) => /^-\w*t/.test(arg))
  if (value !== null)
    stdout.write(
      plain
        ? `${/^-\w*A/.test(args.join(' ')) || args.some((arg) => /^-\w*A/.test(arg)) ? '' : ' '}${value}\n`
        : ` ?column? \n----------\n ${value.padStart(8)}\n(1 row)\n\n`,
    )
  else
    stdout.write(
      `${statement
        .trim()
        .split(/\s+/)
        .slice(0, /^(create|drop|alter)/i.test(statement.trim()) ? 2 : 1)
        .join(' ')
        .toUpperCase()
        .replace(/;$/, '')}\n`,
    )
  return 0
}

function* mysql(invocation: Invocation): Task<number> {
  const { args, env, stderr, stdout, system } = invocation
  if (args.includes('--version') || args.includes('-V')) {
    stdout.write('mysql  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)\n')
    return 0
  }
  const host = shortOption(args, 'h', 'host') ?? env.get('MYSQL_HOST') ?? 'localhost'
  const port = Number(shortOption(args, 'P', 'port') ?? 3306)
  if (args.some((arg) => /^-p.+|^--password=./.test(arg)))
    stderr.write(
      'mysql: [Warning] Using a password on the command line interface can be insecure.\n',
    )
  const result = yield* system.net.call(host, port, '')
  if (result.kind !== 'answered') {
    stderr.write(`${mysqlError(host, port, result)}\n`)
    return 1
  }
  const statement = optionOf(args, '-e', '--execute') ?? ''
  const value = selected(statement)
  if (value !== null) stdout.write(`${value}\n${value}\n`)
  return 0
}

function mysqlError(host: string, port: number, result: CallResult): string {
  if (result.kind === 'unknown host')
    return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`
  if (host === 'localhost')
    return "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)"
  return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${result.kind === 'refused' ? 111 : 113})`
}

function* mongosh(invocation: Invocation): Task<number> {
  const { args, stderr, stdout, system } = invocation
  const uri = args
    .map((arg) => /^(?:mongodb:\/\/(?:[^@/]*@)?)?([\w.-]+)(?::(\d+))?(?:\/|$)/.exec(arg))
    .find((match) => match !== null && !match[0].startsWith('-'))
  const host =
    optionOf(args, '--host') ??
    (uri?.[0].startsWith('mongodb') === true ? uri[1] : undefined) ??
    '127.0.0.1'
  const port = Number(optionOf(args, '--port') ?? uri?.[2] ?? 27017)
  const result = yield* system.net.call(host, port, '')
  if (result.kind === 'unknown host') {
    stderr.write(`MongoNetworkError: getaddrinfo ENOTFOUND ${host}\n`)
    return 1
  }
  if (result.kind !== 'answered') {
    stderr.write(`MongoNetworkError: connect ECONNREFUSED ${result.ip}:${port}\n`)
    return 1
  }
  const code = optionOf(args, '--eval') ?? ''
  if (/ping/.test(code))
    stdout.write(args.includes('--quiet') && /\.ok\b/.test(code) ? '1\n' : '{ ok: 1 }\n')
  return 0
}

export const DATABASE_CLIENTS: readonly (readonly [string, Command])[] = [
  ['psql', psql],
  ['mysql', mysql],
  ['mariadb', mysql],
  ['mongosh', mongosh],
  ['mongo', mongosh],
]
