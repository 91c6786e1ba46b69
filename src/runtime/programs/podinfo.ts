// podinfo, the web application of many examples, and `podcli`, which its probes call.
// Follows pkg/api/http/server.go and health.go, and cmd/podcli/check.go (6.x).
import { versionOf } from '../images/tags.ts'
import { simplified } from '#lib/simplified.ts'
import { wait, type Task } from '#sim/task.ts'
import { parseUrl } from '../commands/network.ts'
import { answerText, parseAnswer, requestText } from '../network/http.ts'
import type { Command, Invocation } from '../process/command.ts'
import { optionOf, serve, type ServerCall } from './server.ts'

const podinfoOf = ({ image }: Invocation['system']): string =>
  versionOf(image, 'podinfo') ?? '6.9.2'

simplified(
  'podinfo-answers',
  'podinfo answers `/`, `/api/info`, `/version`, `/env`, `/metrics`, `/status/<code>`, `/healthz` and `/readyz`, with fewer fields and log lines than it has; any other path is 404. podcli checks http and tcp.',
  { programs: ['podinfo', 'podcli'] },
)

/** `podinfo --port 9898`, with metrics on another port where it is asked for. */
function podinfo(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  const port = Number(optionOf(args, '--port') ?? 9898)
  const metrics = Number(optionOf(args, '--port-metrics') ?? 0)
  const grpc = Number(optionOf(args, '--grpc-port') ?? 0)
  const states = { isReady: !args.includes('--unready'), isHealthy: !args.includes('--unhealthy') }
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
    answer: (call) => answer(invocation, states, call),
  })
}

interface States {
  isReady: boolean
  readonly isHealthy: boolean
}

function answer({ system, env, args }: Invocation, states: States, { http }: ServerCall): string {
  if (http === undefined) return ''
  const json = (code: number, value: object): string =>
    answerText(code, JSON.stringify(value, null, 2), { type: 'application/json; charset=utf-8' })
  const state = (isGood: boolean): string =>
    isGood ? json(200, { status: 'OK' }) : answerText(503, '')
  const change = /^\/readyz\/(enable|disable)$/.exec(http.path)?.[1]
  if (change !== undefined && http.method === 'POST') {
    if (system.unforeseen()) return ''
    states.isReady = change === 'enable'
    return answerText(202, '')
  }
  const status = /^\/status\/([2-5]\d\d)$/.exec(http.path)?.[1]
  if (status !== undefined) return json(Number(status), { status: Number(status) })
  switch (http.path) {
    case '/healthz':
      return state(states.isHealthy)
    case '/readyz':
      system.unforeseen()
      return state(states.isReady)
    case '/version':
      return json(200, { commit: 'unknown', version: podinfoOf(system) })
    case '/env':
      return json(
        200,
        [...env].map(([name, value]) => `${name}=${value}`),
      )
    case '/metrics':
      return answerText(200, 'promhttp_metric_handler_requests_total{code="200"} 1\n', {
        type: 'text/plain',
      })
    case '/':
    case '/api/info':
      return json(200, {
        hostname: system.hostname,
        version: podinfoOf(system),
        color: optionOf(args, '--ui-color') ?? env.get('PODINFO_UI_COLOR') ?? '#34577c',
        message:
          optionOf(args, '--ui-message') ??
          env.get('PODINFO_UI_MESSAGE') ??
          `greetings from podinfo v${podinfoOf(system)}`,
        goos: 'linux',
        goarch: 'amd64',
      })
    default:
      return answerText(404, '404 page not found\n', { type: 'text/plain; charset=utf-8' })
  }
}

/** `podcli check http|tcp address`: asks until it is answered or has tried as often as it may. */
function* podcli(invocation: Invocation): Task<number> {
  const { args, system, stdout } = invocation
  const [verb = '', kind = '', target = ''] = args
  if (verb === 'version') {
    stdout.write(`${podinfoOf(system)}\n`)
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
    // It waits before its first try and not before its second.
    if (tried !== 1) yield* wait(system.sleep(1000))
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
