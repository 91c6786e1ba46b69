// What the API server answers to a container that calls it without a name.
// Follows k8s.io/apiserver/pkg/server/healthz/healthz.go (v0.36) in the words of its health.
import { simplified } from '#lib/simplified.ts'
import { answerText, type HttpRequest } from './http.ts'

simplified(
  'api-server-over-http',
  'a container that calls the API server is told its version and its health, and else that it is forbidden.',
)

const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.2', platform: 'linux/amd64' }

/** The answer to a request; `failed` names the checks of its health that fail. '' for what is not HTTP. */
export function apiServerAnswer(
  request: HttpRequest | undefined,
  failed: readonly string[],
): string {
  if (request === undefined) return ''
  const { path } = request
  const [, endpoint] = /^\/(livez|readyz|healthz)$/.exec(path) ?? []
  if (endpoint !== undefined) return health(endpoint, failed)
  if (path === '/version') return json(200, VERSION)
  return json(403, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `forbidden: User "system:anonymous" cannot get path "${path}"`,
    reason: 'Forbidden',
    details: {},
    code: 403,
  })
}

function health(endpoint: string, failed: readonly string[]): string {
  if (failed.length === 0) return answerText(200, 'ok', { type: 'text/plain' })
  const checks = failed.map((name) => `[-]${name} failed: reason withheld\n`).join('')
  return answerText(500, `[+]ping ok\n${checks}${endpoint} check failed\n`, { type: 'text/plain' })
}

function json(code: number, value: unknown): string {
  return answerText(code, JSON.stringify(value, null, 2), { type: 'application/json' })
}
