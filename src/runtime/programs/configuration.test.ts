import { expect, test } from 'vitest'
import { createBench } from '../testing/bench.ts'

interface Case {
  readonly image: string
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  /** A file that is mounted, and its text. */
  readonly file?: readonly [folder: string, name: string, text: string]
  readonly exitCode: number | null
  /** Lines that stand in its log, the last ones of it when it ends. */
  readonly log: readonly string[]
}

const APACHE = '/usr/local/apache2/conf'
const LOADS = 'LoadModule mpm_event_module modules/mod_mpm_event.so\nListen 80\n'
const httpdFile = (text: string): Pick<Case, 'image' | 'file'> => ({
  image: 'httpd:2.4',
  file: [APACHE, 'httpd.conf', text],
})
const HAPROXY = '/usr/local/etc/haproxy'
const F = `${HAPROXY}/haproxy.cfg`
const haproxyFile = (text: string): Pick<Case, 'image' | 'file'> => ({
  image: 'haproxy:3.2',
  file: [HAPROXY, 'haproxy.cfg', text],
})
const password = { POSTGRES_PASSWORD: 'x' }
const root = { MYSQL_ROOT_PASSWORD: 'x', MARIADB_ROOT_PASSWORD: 'x' }

// The texts were seen: Apache 2.4.71, haproxy 2.6, PostgreSQL 15, MariaDB 10.11.
const CASES: readonly (readonly [string, Case])[] = [
  [
    'httpd without its file',
    {
      image: 'httpd:2.4',
      args: ['httpd-foreground', '-f', '/no/httpd.conf'],
      exitCode: 1,
      log: ['httpd: Could not open configuration file /no/httpd.conf: No such file or directory'],
    },
  ],
  [
    'httpd with a directive that no module brings',
    {
      ...httpdFile(`${LOADS}ProxyPass / http://web/\n`),
      exitCode: 1,
      log: [
        `AH00526: Syntax error on line 3 of ${APACHE}/httpd.conf:`,
        "Invalid command 'ProxyPass', perhaps misspelled or defined by a module not included in the server configuration",
      ],
    },
  ],
  [
    'httpd with a section that is not closed',
    {
      ...httpdFile(`${LOADS}FooBar\n<VirtualHost *:80>\n`),
      exitCode: 1,
      log: [
        `httpd: Syntax error on line 4 of ${APACHE}/httpd.conf: ${APACHE}/httpd.conf:4: <VirtualHost> was not closed.`,
      ],
    },
  ],
  [
    'httpd without a module for processes',
    {
      ...httpdFile('FooBar x\nListen 80\n'),
      exitCode: 1,
      log: ['AH00534: httpd: Configuration error: No MPM loaded.'],
    },
  ],
  [
    'httpd with a folder that is not there',
    {
      ...httpdFile(`${LOADS}DocumentRoot /no/docs\n`),
      exitCode: 1,
      log: [
        `AH00526: Syntax error on line 3 of ${APACHE}/httpd.conf:`,
        "DocumentRoot '/no/docs' is not a directory, or is not readable",
      ],
    },
  ],
  [
    'httpd with a directive at the wrong place',
    {
      ...httpdFile(`${LOADS}<Directory /tmp>\nListen 81\n</Directory>\n`),
      exitCode: 1,
      log: [
        `AH00526: Syntax error on line 4 of ${APACHE}/httpd.conf:`,
        'Listen not allowed in <Directory> context',
      ],
    },
  ],
  [
    'httpd that includes a file that is not there',
    {
      ...httpdFile(`${LOADS}Include conf/extra.conf\n`),
      exitCode: 1,
      log: [
        `httpd: Syntax error on line 3 of ${APACHE}/httpd.conf: Could not open configuration file ${APACHE}/extra.conf: No such file or directory`,
      ],
    },
  ],
  [
    'httpd with a file of its own',
    { ...httpdFile(`${LOADS}ServerName web\n`), exitCode: null, log: [] },
  ],
  [
    'haproxy without its file',
    {
      image: 'haproxy:3.2',
      exitCode: 1,
      log: [
        `[ALERT]    (1) : config : Cannot open configuration file/directory ${F} : No such file or directory`,
      ],
    },
  ],
  [
    'haproxy with faults on several lines',
    {
      ...haproxyFile('frontend f\n  bind *:99999\n  foo bar\nbackend b\n  mode htp\n'),
      exitCode: 1,
      log: [
        `[ALERT]    (1) : config : parsing [${F}:2] : 'bind' : invalid port '99999'`,
        `[ALERT]    (1) : config : parsing [${F}:3] : unknown keyword 'foo' in 'frontend' section`,
        `[ALERT]    (1) : config : parsing [${F}:5] : unknown proxy mode 'htp'.`,
        `[ALERT]    (1) : config : Error(s) found in configuration file : ${F}`,
        '[ALERT]    (1) : config : Fatal errors found in configuration.',
      ],
    },
  ],
  [
    'haproxy with a backend that is not there',
    {
      ...haproxyFile('frontend f\n  bind *:80\n  default_backend nob\n'),
      exitCode: 1,
      log: [
        "[ALERT]    (1) : config : Proxy 'f': unable to find required default_backend: 'nob'.",
        '[ALERT]    (1) : config : Fatal errors found in configuration.',
      ],
    },
  ],
  [
    'haproxy with a server that nobody knows',
    {
      ...haproxyFile('listen f\n  bind *:80\n  server s1 no-such-service:80\n'),
      exitCode: 1,
      log: [
        `[ALERT]    (1) : config : [${F}:3] : 'server f/s1' : could not resolve address 'no-such-service'.`,
        '[ALERT]    (1) : config : Failed to initialize server(s) addr.',
      ],
    },
  ],
  [
    'haproxy that cuts its last line',
    {
      ...haproxyFile('frontend f\n  bind *:80'),
      exitCode: 1,
      log: [
        `[ALERT]    (1) : config : parsing [${F}:2]: Missing LF on last line, file might have been truncated at position 12.`,
        `[ALERT]    (1) : config : Error(s) found in configuration file : ${F}`,
        '[ALERT]    (1) : config : Fatal errors found in configuration.',
      ],
    },
  ],
  [
    'haproxy with a server that may come later',
    {
      ...haproxyFile('listen f\n  bind *:80\n  server s1 no-such-service:80 init-addr last,none\n'),
      exitCode: null,
      log: [],
    },
  ],
  [
    'postgres with a parameter that it does not know',
    {
      image: 'postgres:16',
      env: password,
      args: ['postgres', '-c', 'max_conections=200'],
      exitCode: 1,
      log: ['FATAL:  unrecognized configuration parameter "max_conections"'],
    },
  ],
  [
    'postgres with a number that is none',
    {
      image: 'postgres:16',
      env: password,
      args: ['-p', 'abc'],
      exitCode: 1,
      log: ['FATAL:  invalid value for parameter "port": "abc"'],
    },
  ],
  [
    'postgres with a switch that is neither on nor off',
    {
      image: 'postgres:16',
      env: password,
      args: ['-c', 'ssl=maybe'],
      exitCode: 1,
      log: ['FATAL:  parameter "ssl" requires a Boolean value'],
    },
  ],
  [
    'postgres with parameters that are right',
    {
      image: 'postgres:16',
      env: password,
      args: 'shared_buffers=256MB my.setting=1 fsync=off timezone=UTC DateStyle=ISO config_file=/etc/passwd'
        .split(' ')
        .flatMap((setting) => ['-c', setting]),
      exitCode: null,
      log: ['PostgreSQL init process complete; ready for start up.'],
    },
  ],
  [
    'postgres with a configuration file that is not there',
    {
      image: 'postgres:16',
      env: password,
      args: ['-c', 'config_file=/etc/postgresql/postgresql.conf'],
      exitCode: 2,
      log: [
        'postgres: could not access the server configuration file "/etc/postgresql/postgresql.conf": No such file or directory',
      ],
    },
  ],
  [
    'postgres with a parameter that was settled when it was built',
    {
      image: 'postgres:16',
      env: password,
      args: ['-c', 'block_size=4096'],
      exitCode: 1,
      log: ['FATAL:  parameter "block_size" cannot be changed'],
    },
  ],
  [
    'postgres in a folder that is not empty',
    {
      image: 'postgres:16',
      env: password,
      file: ['/var/lib/postgresql/data', 'notes', 'x'],
      exitCode: 1,
      log: ['initdb: error: directory "/var/lib/postgresql/data" exists but is not empty'],
    },
  ],
  [
    'postgres in a folder with a database',
    {
      image: 'postgres:16',
      file: ['/var/lib/postgresql/data', 'PG_VERSION', '16\n'],
      exitCode: null,
      log: ['PostgreSQL Database directory appears to contain a database; Skipping initialization'],
    },
  ],
  [
    'mysql with an option that it does not know',
    {
      image: 'mysql:8',
      env: root,
      args: ['--foo=bar'],
      exitCode: 1,
      log: [
        'mysqld failed while attempting to check config',
        '\tcommand was: mysqld --foo=bar --verbose --help',
        "Z 0 [ERROR] [MY-000067] [Server] unknown variable 'foo=bar'.",
      ],
    },
  ],
  [
    'mariadb with an option that it does not know',
    {
      image: 'mariadb:11',
      env: root,
      args: ['--foo'],
      exitCode: 1,
      log: ["[ERROR] mariadbd: unknown option '--foo'"],
    },
  ],
  [
    'mysql with options that it knows',
    {
      image: 'mysql:8',
      env: root,
      args: ['--character-set-server=utf8mb4', '--skip-name-resolve', '--loose-foo=1'],
      exitCode: null,
      log: ['MySQL init process done. Ready for start up.'],
    },
  ],
  [
    'envoy without a configuration',
    {
      image: 'envoyproxy/envoy:v1.31-latest',
      args: ['envoy', '-c', '/etc/envoy/none.yaml'],
      exitCode: 1,
      log: [
        "error initializing configuration '/etc/envoy/none.yaml': unable to read file: /etc/envoy/none.yaml",
      ],
    },
  ],
  ['envoy with that of its image', { image: 'envoyproxy/envoy', exitCode: null, log: [] }],
]

test.for(CASES)('%s', ([, { image, args = [], env = {}, file, exitCode, log }]) => {
  const bench = createBench()
  const sandbox = bench.sandbox('web')
  const mounts = []
  if (file !== undefined) {
    const [mountPath, path, content] = file
    bench.volume('web', {
      name: 'config',
      type: 'configMap',
      files: [{ path, content, mode: 0o644 }],
    })
    mounts.push({ volumeName: 'config', mountPath, subPath: '', readOnly: false })
  }
  const id = bench.start(sandbox, { image, args, env, mounts })
  bench.pass(20_000)
  const text = bench.node.service.logs(id, 200).join('\n')
  for (const line of log) expect(text).toContain(line)
  expect(bench.record(id).exitCode).toBe(exitCode)
})

test('podinfo answers the probes of its examples', () => {
  const bench = createBench()
  const sandbox = bench.sandbox('web')
  const id = bench.start(sandbox, { image: 'ghcr.io/stefanprodan/podinfo:6.9.2' })
  bench.pass(2000)
  const check = ['podcli', 'check', 'http', 'localhost:9898/healthz']
  const run = (command: readonly string[]) =>
    bench.settle(bench.node.service.exec(id, command, 5000))
  expect(run(check).exitCode).toBe(0)
  const ready = ['podcli', 'check', 'http', 'localhost:9898/readyz']
  const turn = (state: string) =>
    run(['curl', '-s', '-i', '-X', 'POST', `localhost:9898/readyz/${state}`]).output
  expect(turn('disable')).toMatch(/^HTTP\/1.1 202 Accepted\s[^{}]*$/)
  expect(run(ready).exitCode).toBe(1)
  expect(run(['curl', '-s', 'localhost:9898/readyz']).output).toBe('')
  expect(run(check).exitCode).toBe(0)
  turn('enable')
  expect(run(ready).exitCode).toBe(0)
  expect(run(['podcli', 'check', 'tcp', 'localhost:9898']).exitCode).toBe(0)
  expect(run(['curl', '-s', 'localhost:9898/version']).output).toBe(
    '{\n  "commit": "unknown",\n  "version": "6.9.2"\n}',
  )
  expect(run(['curl', '-sf', 'localhost:9898/nowhere']).exitCode).toBe(22)
  expect(bench.record(id).finishedAtMs).toBeNull()
})
