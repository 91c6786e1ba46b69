// podinfo, the web application of many examples, and `podcli`, which its probes call.
// Follows cmd/podinfo/main.go and cmd/podcli/check.go (6.x).
import { wait, type Task } from '#sim/task.ts'
import { parseUrl } from '../commands/network.ts'
import { answerText, parseAnswer, requestText } from '../network/http.ts'
import type { Command, Invocation } from '../process/command.ts'
import { optionOf, serve, type ServerCall } from './server.ts'

const VERSION = '6.9.2'

/** `podinfo --port 9898`, with metrics on another port where it is asked for. */
function podinfo(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  const port = Number(optionOf(args, '--port') ?? 9898)
  const metrics = Number(optionOf(args, '--port-metrics') ?? 0)
  const grpc = Number(optionOf(args, '--grpc-port') ?? 0)
  const switches = { ready: !args.includes('--unready'), healthy: !args.includes('--unhealthy') }
  const log = (text: string): string =>
    JSON.stringify({ level: 'info', ts: system.stamp('%Y-%m-%dT%H:%M:%S.000Z'), msg: text })
  return serve(invocation, {
    ports: [port, metrics, grpc].filter((one) => one > 0),
    startMs: 80,
    banner: [log('Starting podinfo'), log('Starting HTTP Server.')],
    stopCode: 0,
    stopMs: 3000,
    bindError: null,
    bindTries: 1,
    answer: (call) => answer(invocation, switches, call),
  })
}

interface Switches {
  ready: boolean
  healthy: boolean
}

function answer(
  { system, env, args }: Invocation,
  switches: Switches,
  { http }: ServerCall,
): string {
  if (http === undefined) return ''
  const json = (code: number, value: object): string =>
    answerText(code, `${JSON.stringify(value, null, 2)}\n`, { type: 'application/json' })
  const state = (isGood: boolean): string =>
    json(isGood ? 200 : 503, { status: isGood ? 'OK' : 'error' })
  const isChange = /^\/(readyz|healthz)\/(enable|disable)$/.exec(http.path)
  if (isChange !== null && http.method === 'POST') {
    if (system.unforeseen()) return ''
    switches[isChange[1] === 'readyz' ? 'ready' : 'healthy'] = isChange[2] === 'enable'
    return json(202, { status: 'OK' })
  }
  switch (http.path) {
    case '/healthz':
      system.unforeseen()
      return state(switches.healthy)
    case '/readyz':
      system.unforeseen()
      return state(switches.ready)
    case '/version':
      return json(200, { version: VERSION, commit: 'unknown' })
    case '/env':
      return json(
        200,
        [...env].map(([name, value]) => `${name}=${value}`),
      )
    case '/metrics':
      return answerText(200, 'promhttp_metric_handler_requests_total{code="200"} 1\n', {
        type: 'text/plain',
      })
    default:
      return json(200, {
        hostname: system.hostname,
        version: VERSION,
        color: optionOf(args, '--ui-color') ?? env.get('PODINFO_UI_COLOR') ?? '#34577c',
        message:
          optionOf(args, '--ui-message') ??
          env.get('PODINFO_UI_MESSAGE') ??
          `greetings from podinfo v${VERSION}`,
        goos: 'linux',
        goarch: 'amd64',
      })
  }
}

/** `podcli check http|tcp address`: asks until it is answered or has tried as often as it may. */
function* podcli(invocation: Invocation): Task<number> {
  const { args, system, stdout } = invocation
  const [verb = '', kind = '', target = ''] = args
  if (verb === 'version') {
    stdout.write(`${VERSION}\n`)
    return 0
  }
  const port = /^[^/]+:(\d+)$/.exec(target)?.[1]
  const url = kind === 'tcp' ? parseUrl(`http://${target}`) : parseUrl(target)
  if (verb !== 'check' || url === undefined || (kind === 'tcp' && port === undefined)) {
    stdout.write('address is required! example: check http http://localhost:9898/healthz\n')
    return 1
  }
  const tries = 1 + Number(optionOf(args, '--retry') ?? 0)
  for (let tried = 0; tried < tries; tried += 1) {
    if (tried > 0) yield* wait(system.sleep(1000))
    const request = kind === 'tcp' ? '' : requestText(url.host, url.target, { agent: 'podcli' })
    const result = yield* system.net.call(url.host, url.port, request)
    const code = result.kind === 'answered' ? (parseAnswer(result.text)?.statusCode ?? 0) : 0
    const isGood = kind === 'tcp' ? result.kind === 'answered' : code >= 200 && code < 400
    const status = code > 0 ? { 'status code': code } : {}
    stdout.write(
      `${JSON.stringify({ level: 'info', msg: isGood ? 'check succeed' : 'check failed', address: target, ...status })}\n`,
    )
    if (isGood) return 0
  }
  return 1
}

export const PODINFO: readonly (readonly [string, Command])[] = [
  ['podinfo', podinfo],
  ['podcli', podcli],
]
