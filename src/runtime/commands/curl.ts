// `curl`, with the numbers of its errors.
import { wait, type Task } from '#sim/task.ts'
import { parseAnswer, statusText, type HttpAnswer } from '../network/http.ts'
import { print, type Invocation } from '../process/command.ts'
import { noteOutcome, parseUrl, request, save, type Url } from './network.ts'
import { parseOptions } from './options.ts'

const MAX_REDIRECTS = 5
const MOST_DELAY_S = 600
const LONG_OPTIONS = (
  'silent fail location head include insecure show-error verbose output= request= data= header= max-time= ' +
  'connect-timeout= write-out= retry= retry-delay= retry-connrefused retry-all-errors user-agent= http1.1 compressed'
).split(' ')

interface Failure {
  readonly code: number
  readonly message: string
}

interface Call {
  readonly timeoutMs: number
  readonly method: string | undefined
  readonly body: string | undefined
  readonly follows: boolean
}

/** Fetches a URL and prints it; the exit code is curl's own. */
export function* curl(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'sSfLkIiv#gN46',
    valued: 'oXdHmwuATeb',
    long: LONG_OPTIONS,
  })
  const option = (letter: string, long: string): string | undefined =>
    values.get(letter) ?? values.get(long)
  const has = (letter: string, long: string): boolean => flags.has(letter) || flags.has(long)
  if (invocation.args.some((arg) => arg === '--version' || arg === '-V'))
    return print(invocation, 'curl 8.9.1 (x86_64-pc-linux-gnu) libcurl/8.9.1 OpenSSL/3.3.2\n')
      ? 0
      : 1
  const url = parseUrl(operands[0] ?? '')
  if (url === undefined) {
    invocation.stderr.write("curl: try 'curl --help' for more information\n")
    return 2
  }
  const method = has('I', 'head') ? 'HEAD' : option('X', 'request')
  const call = {
    timeoutMs: Number(option('m', 'max-time') ?? values.get('connect-timeout') ?? 300) * 1000,
    method,
    body: option('d', 'data'),
    follows: has('L', 'location'),
  }
  const result = yield* fetchAgain(invocation, { url, call, values, flags })
  const failure = 'code' in result ? result : failureOf(result, has('f', 'fail'))
  if (failure !== null) {
    const quiet = has('s', 'silent') && !has('S', 'show-error')
    if (!quiet) invocation.stderr.write(`curl: (${failure.code}) ${failure.message}\n`)
    return failure.code
  }
  if ('code' in result) return result.code
  const head = has('i', 'include') || method === 'HEAD' ? headOf(result) : ''
  const body = method === 'HEAD' ? '' : result.body
  const status = save(invocation, option('o', 'output') ?? '-', head + body, true)
  const format = option('w', 'write-out') ?? ''
  const written = format
    .replaceAll('%{http_code}', String(result.statusCode))
    .replaceAll('\\n', '\n')
  if (written !== '') print(invocation, written)
  return status
}

interface Fetching {
  readonly url: Url
  readonly call: Call
  readonly values: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
}

/** Asks again as often as --retry says while the failure may pass, after one second, two, four ... */
function* fetchAgain(
  invocation: Invocation,
  { url, call, values, flags }: Fetching,
): Task<HttpAnswer | Failure> {
  const most = Number(values.get('retry') ?? 0) || 0
  const delay = values.get('retry-delay')
  for (let tried = 0; ; tried += 1) {
    const result = yield* fetchAnswer(invocation, url, call)
    if (tried >= most || !isPassing(result, flags)) return result
    const seconds = Number(delay ?? 0) || Math.min(2 ** tried, MOST_DELAY_S)
    yield* wait(invocation.system.sleep(seconds * 1000))
  }
}

function isPassing(result: HttpAnswer | Failure, flags: ReadonlySet<string>): boolean {
  if (!('code' in result)) return [408, 429, 500, 502, 503, 504].includes(result.statusCode)
  if (flags.has('retry-all-errors') || result.code === 28) return true
  return result.code === 7 && flags.has('retry-connrefused')
}

function failureOf(answer: HttpAnswer, fails: boolean): Failure | null {
  if (!fails || answer.statusCode < 400) return null
  return { code: 22, message: `The requested URL returned error: ${answer.statusCode}` }
}

/** The answer after redirections, or why there is none. */
function* fetchAnswer(invocation: Invocation, first: Url, call: Call): Task<HttpAnswer | Failure> {
  let url = first
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const { timeoutMs, method, body } = call
    const result = yield* request(invocation, url, { timeoutMs, agent: 'curl/8.5.0', method, body })
    noteOutcome(invocation, url.host, result)
    if (result === undefined) {
      return { code: 28, message: `Connection timed out after ${timeoutMs} milliseconds` }
    }
    if (result.kind === 'unknown host') {
      return { code: 6, message: `Could not resolve host: ${url.host}` }
    }
    if (result.kind !== 'answered') {
      const where = `${url.host} port ${url.port}`
      return {
        code: 7,
        message: `Failed to connect to ${where} after 1 ms: Couldn't connect to server`,
      }
    }
    if (result.text === '') return { code: 52, message: 'Empty reply from server' }
    const answer = parseAnswer(result.text)
    if (answer === undefined) return { code: 1, message: 'Received HTTP/0.9 when not allowed' }
    const next = parseUrl(answer.headers.get('location') ?? '')
    const redirects = answer.statusCode >= 300 && answer.statusCode < 400
    if (!redirects || !call.follows || next === undefined) return answer
    url = next
  }
  return { code: 47, message: `Maximum (${MAX_REDIRECTS}) redirects followed` }
}

function headOf(answer: HttpAnswer): string {
  const lines = [...answer.headers].map(
    ([name, value]) => `${name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase())}: ${value}`,
  )
  return `HTTP/1.1 ${answer.statusCode} ${statusText(answer.statusCode)}\n${lines.join('\n')}\n\n`
}
