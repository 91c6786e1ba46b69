// Databases, queues and the like: what they print, what they need, where they listen.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { answerText } from '../network/http.ts'
import type { Command, Invocation, System } from '../process/command.ts'
import { MYSQL_SERVERS } from './mysql.ts'
import { postgres } from './postgres.ts'
import { readRedisConfig } from './redis-config.ts'
import { optionOf, serve, type Server } from './server.ts'

simplified(
  'databases-without-data',
  'databases open their port and keep no data; redis answers PING, GET and SET. mysqld and mariadbd know an option by the word that it begins with, and of a wrong value PostgreSQL looks at the unit and the range in part and at nothing in its files.',
  {
    programs: 'postgres mysqld mariadbd mongod memcached redis-server rabbitmq-server'.split(' '),
  },
)

const PLAIN: Omit<Server, 'ports' | 'answer'> = {
  startMs: 200,
  banner: [],
  stopCode: 0,
  stopMs: 100,
  bindError: null,
  bindTries: 1,
}

/** A server that opens ports and says nothing to those who call. */
function quiet(
  ports: readonly number[],
  banner: readonly string[],
  rest: Partial<Server> = {},
): Command {
  return (invocation) => serve(invocation, { ...PLAIN, ports, banner, answer: () => '', ...rest })
}

/** A server of Kubernetes' own: its ports answer every HTTP request with 'ok'. */
function healthy(ports: readonly number[], banner: readonly string[]): Command {
  return quiet(ports, banner, {
    answer: ({ http }) => (http === undefined ? '' : answerText(200, 'ok', { type: 'text/plain' })),
  })
}

/** `redis-server`, with the port of its command line or configuration. */
function* redis(invocation: Invocation): Task<number> {
  const { system } = invocation
  const config = readRedisConfig(invocation)
  if (typeof config === 'string') {
    invocation.process.because = 'its configuration is wrong'
    invocation.stdout.write(config)
    return 1
  }
  const { port } = config
  const data = new Map<string, string>()
  return yield* serve(invocation, {
    ...PLAIN,
    ports: [port],
    startMs: 60,
    banner: [
      '1:C * Redis is starting',
      '1:M * Server initialized',
      '1:M * Ready to accept connections tcp',
    ],
    bindError: (busy) =>
      `1:M # Warning: Could not create server TCP listening socket *:${busy}: bind: Address already in use\n1:M # Failed listening on port ${busy} (tcp), aborting.`,
    answer: ({ text }) =>
      text
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map((line) => redisAnswer(system, data, line))
        .join(''),
  })
}

function redisAnswer(system: System, data: Map<string, string>, line: string): string {
  const [verb = '', key = '', ...value] = line.trim().split(/\s+/)
  switch (verb.toUpperCase()) {
    case 'PING':
      return '+PONG\r\n'
    case 'SET':
      if (system.unforeseen()) return ''
      if (data.size < 1000) data.set(key, value.join(' ').slice(0, 10_000))
      return '+OK\r\n'
    case 'GET': {
      system.unforeseen()
      const found = data.get(key)
      return found === undefined ? '$-1\r\n' : `$${found.length}\r\n${found}\r\n`
    }
    case 'QUIT':
      return '+OK\r\n'
    default:
      return `-ERR unknown command '${verb}'\r\n`
  }
}

/** `redis-cli ping|get|set` against a host. */
function* redisCli(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  const host = optionOf(args, '-h') ?? '127.0.0.1'
  const port = Number(optionOf(args, '-p') ?? 6379)
  const words = args.filter(
    (arg, index) => !/^-[hpan]$/.test(arg) && !/^-[hpan]$/.test(args[index - 1] ?? ''),
  )
  const result = yield* system.net.call(host, port, `${words.join(' ')}\r\n`)
  if (result.kind !== 'answered') {
    const problem =
      result.kind === 'unknown host' ? 'Name or service not known' : 'Connection refused'
    invocation.stderr.write(`Could not connect to Redis at ${host}:${port}: ${problem}\n`)
    return 1
  }
  invocation.stdout.write(
    `${result.text
      .replace(/^\+/, '')
      .replace(/^\$-1/, '(nil)')
      .replace(/^\$\d+\r\n/, '')
      .trim()}\n`,
  )
  return 0
}

/** Asks a database on this host whether its port is open. */
function isReady(port: number, yes: string, no: string, noCode: number): Command {
  return function* (invocation) {
    const host = optionOf(invocation.args, '-h', '--host') ?? '127.0.0.1'
    const result = yield* invocation.system.net.call(
      host,
      Number(optionOf(invocation.args, '-p', '-P') ?? port),
      '',
    )
    const good = result.kind === 'answered'
    invocation.stdout.write(`${(good ? yes : no).replace('%h', host)}\n`)
    return good ? 0 : noCode
  }
}

export const DATABASES: readonly (readonly [string, Command])[] = [
  ['redis-server', redis],
  ['redis-cli', redisCli],
  ['redis-sentinel', quiet([26379], ['1:X * Ready to accept connections tcp'])],
  ['postgres', postgres],
  ['pg_isready', isReady(5432, '%h:5432 - accepting connections', '%h:5432 - no response', 2)],
  ...MYSQL_SERVERS,
  [
    'mysqladmin',
    isReady(3306, 'mysqld is alive', "mysqladmin: connect to server at '%h' failed", 1),
  ],
  [
    'mariadb-admin',
    isReady(3306, 'mysqld is alive', "mariadb-admin: connect to server at '%h' failed", 1),
  ],
  [
    'mongod',
    quiet(
      [27017],
      ['{"s":"I","c":"NETWORK","msg":"Waiting for connections","attr":{"port":27017}}'],
      { startMs: 500 },
    ),
  ],
  ['memcached', quiet([11211], [])],
  ['rabbitmq-server', quiet([5672, 4369, 25672], ['completed with 3 plugins.'], { startMs: 1500 })],
  ['kube-proxy', healthy([10256, 10249], [])],
  ['coredns', healthy([53, 8080, 8181, 9153], ['.:53', 'CoreDNS-1.12.1'])],
  [
    'fluentd',
    quiet(
      [24224],
      ['[info]: starting fluentd', '[info]: #0 fluentd worker is now running worker=0'],
    ),
  ],
  ['fluent-bit', quiet([2020], ['[ info] [output:stdout:stdout.0] worker #0 started'])],
  ['prometheus', healthy([9090], ['level=INFO msg="Server is ready to receive web requests."'])],
  ['node_exporter', healthy([9100], ['level=INFO msg="Listening on" address=[::]:9100'])],
  ['grafana', healthy([3000], ['logger=http.server msg="HTTP Server Listen" address=[::]:3000'])],
  ['traefik', healthy([80, 8080], [])],
  ['caddy', healthy([80, 443, 2019], ['{"level":"info","msg":"serving initial configuration"}'])],
  ['apache2-foreground', healthy([80], ['Apache/2.4 configured -- resuming normal operations'])],
  ['goproxy', quiet([8080], [])],
]
