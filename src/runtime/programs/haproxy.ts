// haproxy: it reads its configuration, finds its servers, and passes on what it is asked.
import { versionOf } from '../images/tags.ts'
import type { Task } from '#sim/task.ts'
import { answerText } from '../network/http.ts'
import { pathOf, type Invocation } from '../process/command.ts'
import { readHaproxyConfig, type HaproxyConfig, type HaproxyServer } from './haproxy-config.ts'
import { optionOf, serve, type ServerCall } from './server.ts'

/** `haproxy -f file`. */
export function* haproxy(invocation: Invocation): Task<number> {
  const { args } = invocation
  const file = optionOf(args, '-f')
  if (args.includes('-v') || args.includes('-vv') || file === undefined)
    return printUsage(invocation, file === undefined && !args.some((arg) => arg.startsWith('-v')))
  const config = readHaproxyConfig(invocation, pathOf(invocation, file))
  if (!('proxies' in config)) return alert(invocation, 'its configuration is wrong', config)
  const lost = yield* lostServers(invocation, file, config)
  if (lost.length > 0)
    return alert(invocation, 'it cannot find a server', [
      ...lost,
      'config : Failed to initialize server(s) addr.',
    ])
  if (args.includes('-c')) {
    invocation.stdout.write('Configuration file is valid\n')
    return 0
  }
  const ports = [...new Set(config.proxies.flatMap((proxy) => proxy.ports))]
  if (ports.length === 0)
    return alert(invocation, 'its configuration has no `bind`', [
      "[haproxy.main()] No enabled listener found (check for 'bind' directives) ! Exiting.",
    ])
  head(invocation)
  return yield* serve(invocation, {
    ports,
    startMs: 60,
    banner: [],
    stopCode: 0,
    stopMs: 20,
    bindError: (busy) => {
      const proxy = config.proxies.find((one) => one.ports.includes(busy))
      return [
        `Binding [${file}:${proxy?.line ?? 1}] for frontend ${proxy?.name ?? ''}: cannot bind socket (Address already in use) for [0.0.0.0:${busy}]`,
        '[haproxy.main()] Some protocols failed to start their listeners! Exiting.',
      ]
        .map((line) => headOf('ALERT', line, invocation))
        .join('\n')
    },
    bindTries: 1,
    answer: (call) => passOn(invocation, config, call),
  })
}

const haproxyOf = ({ system }: Invocation): string => versionOf(system.image, 'haproxy') ?? '3.2.9'

function headOf(level: 'NOTICE' | 'ALERT', text: string, { process }: Invocation): string {
  return `${`[${level}]`.padEnd(11)}(${process.pid}) : ${text}`
}

function head(invocation: Invocation): void {
  for (const line of [
    `haproxy version is ${haproxyOf(invocation)}`,
    'path to executable is /usr/local/sbin/haproxy',
  ])
    invocation.stderr.write(`${headOf('NOTICE', line, invocation)}\n`)
}

/** Says why it does not start, in its words and for the journal. */
function alert(invocation: Invocation, because: string, lines: readonly string[]): 1 {
  head(invocation)
  for (const line of lines) invocation.stderr.write(`${headOf('ALERT', line, invocation)}\n`)
  invocation.process.because = because
  return 1
}

function printUsage(invocation: Invocation, isWrong: boolean): number {
  invocation.stdout.write(`HAProxy version ${haproxyOf(invocation)} - https://haproxy.org/\n`)
  return isWrong ? 1 : 0
}

/** Servers whose names nobody knows, and that must be known at the start. */
function* lostServers(
  { system }: Invocation,
  file: string,
  { proxies }: HaproxyConfig,
): Task<readonly string[]> {
  const lost: string[] = []
  for (const proxy of proxies)
    for (const { name, host, line, later } of proxy.servers) {
      if (later || host === '' || host.startsWith('/')) continue
      const ip = yield* system.net.resolve(host)
      if (ip === undefined)
        lost.push(
          `config : [${file}:${line}] : 'server ${proxy.name}/${name}' : could not resolve address '${host}'.`,
        )
    }
  return lost
}

/** The answer of the first server that takes the call, of the backend that the port leads to. */
function* passOn(invocation: Invocation, config: HaproxyConfig, call: ServerCall): Task<string> {
  const { net } = invocation.system
  for (const { host, port } of serversOf(config, call.port)) {
    const result = yield* net.call(host, port, call.text)
    if (result.kind === 'answered') return result.text
  }
  return answerText(
    503,
    '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
    { type: 'text/html' },
  )
}

function serversOf({ proxies }: HaproxyConfig, port: number): readonly HaproxyServer[] {
  const proxy = proxies.find((one) => one.ports.includes(port))
  if (proxy === undefined) return []
  const wanted = proxy.uses.findLast(({ word }) => word === 'default_backend') ?? proxy.uses[0]
  const backend = proxies.find(
    (one) => one.name === wanted?.backend && (one.kind === 'backend' || one.kind === 'listen'),
  )
  return [...proxy.servers, ...(backend?.servers ?? [])]
}
