// Tools that speak over the network, with the output of busybox and of curl.
import { createFuture, settledFuture, wait, type Task } from '#sim/task.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { baseOf } from '../filesystem/path.ts'
import type { CallResult } from '../network/access.ts'
import { parseAnswer, requestText, statusText } from '../network/http.ts'
import { isIp } from '../network/network.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { writeWhole } from '../process/device-files.ts'
import { parseOptions } from './options.ts'

export interface Url {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  readonly target: string
}

/** Takes a URL apart; a bare host means http. Undefined when it is none. */
export function parseUrl(text: string): Url | undefined {
  const match = /^(?:(https?):\/\/)?(?:[^@/]*@)?([^/:?#]+)(?::(\d+))?([/?][^#]*)?/.exec(text)
  const [, scheme, host, port, target] = match ?? []
  if (host === undefined) return undefined
  const secure = scheme === 'https'
  const path = target === undefined ? '/' : target.startsWith('?') ? `/${target}` : target
  return { secure, host, port: Number(port ?? (secure ? 443 : 80)), target: path }
}

/** What to do when a name does not exist: the program may say that it waits for it. */
export function noteOutcome(
  invocation: Invocation,
  host: string,
  result: CallResult | undefined,
): void {
  const good = result?.kind === 'answered'
  if (good) invocation.system.unblock()
  else invocation.system.block(isIp(host) ? `waiting for ${host}` : `waiting for \`${host}\``)
}

/** BusyBox `wget`. */
export function* wget(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'qcSs',
    valued: 'OTUPYt',
    long: [
      'spider',
      'quiet',
      'no-check-certificate',
      'header=',
      'timeout=',
      'tries=',
      'post-data=',
      'output-document=',
      'server-response',
    ],
  })
  const [address = ''] = operands
  const url = parseUrl(address)
  if (url === undefined) return complain(invocation, 'missing URL')
  const quiet = flags.has('q') || flags.has('quiet')
  const timeoutMs = Number(values.get('T') ?? values.get('timeout') ?? 900) * 1000
  const call = { timeoutMs, agent: 'Wget', body: values.get('post-data') }
  const tries = values.has('t') ? Number(values.get('t')) || MOST_TRIES : 1
  let result = yield* request(invocation, url, call)
  // What refuses is not asked again.
  for (let tried = 1; tried < tries && isLate(result); tried += 1) {
    yield* wait(invocation.system.sleep(Math.min(tried, 10) * 1000))
    result = yield* request(invocation, url, call)
  }
  noteOutcome(invocation, url.host, result)
  const failed = invocation.system.flavour === 'gnu' ? gnuFailure(url, result) : null
  if (failed !== null) {
    const stamp = invocation.system.stamp('%Y-%m-%d %H:%M:%S')
    const text = `--${stamp}--  http://${url.host}${url.target}\n${failed.text.replace('STAMP', stamp)}`
    if (!quiet) invocation.stderr.write(text)
    return failed.code
  }
  if (result === undefined) return complain(invocation, 'download timed out')
  if (result.kind === 'unknown host') return complain(invocation, `bad address '${url.host}'`)
  if (!quiet)
    invocation.stderr.write(
      `Connecting to ${url.host}${url.port === 80 ? '' : `:${url.port}`} (${result.ip}:${url.port})\n`,
    )
  if (result.kind === 'refused')
    return complain(invocation, `can't connect to remote host (${result.ip}): Connection refused`)
  if (result.kind === 'unreachable')
    return complain(invocation, `can't connect to remote host (${result.ip}): No route to host`)
  const answer = parseAnswer(result.text)
  if (answer === undefined)
    return complain(invocation, 'error getting response: Resource temporarily unavailable')
  if (flags.has('S'))
    invocation.stderr.write(`  HTTP/1.1 ${answer.statusCode} ${statusText(answer.statusCode)}\n`)
  if (answer.statusCode >= 400) {
    return complain(
      invocation,
      `server returned error: HTTP/1.1 ${answer.statusCode} ${statusText(answer.statusCode)}`,
    )
  }
  if (flags.has('spider') || flags.has('s')) {
    if (!quiet) invocation.stderr.write('remote file exists\n')
    return 0
  }
  const file = values.get('O') ?? values.get('output-document') ?? fileNameOf(url)
  return save(invocation, file, answer.body, quiet)
}

const MOST_TRIES = 20

const isLate = (result: CallResult | undefined): boolean =>
  result === undefined || result.kind === 'unreachable'

/** How GNU Wget 1.21 ends without a page; null when there is one. */
function gnuFailure(
  { host, port }: Url,
  result: CallResult | undefined,
): { readonly code: number; readonly text: string } | null {
  if (result?.kind === 'unknown host') {
    const text = `Resolving ${host} (${host})... failed: Name or service not known.\nwget: unable to resolve host address ‘${host}’\n`
    return { code: 4, text }
  }
  const ip = result?.ip ?? ''
  const resolving = isIp(host) ? '' : `Resolving ${host} (${host})... ${ip}\n`
  const place = isIp(host) ? `${host}:${port}` : `${host} (${host})|${ip}|:${port}`
  const connecting = `${resolving}Connecting to ${place}... `
  if (result?.kind !== 'answered') {
    const words = result?.kind === 'refused' ? 'Connection refused' : 'Connection timed out'
    return { code: 4, text: `${connecting}failed: ${words}.\n` }
  }
  const { statusCode = 200 } = parseAnswer(result.text) ?? {}
  if (statusCode < 400) return null
  const status = `${statusCode} ${statusText(statusCode)}`
  const text = `${connecting}connected.\nHTTP request sent, awaiting response... ${status}\nSTAMP ERROR ${statusCode}: ${statusText(statusCode)}.\n\n`
  return { code: 8, text }
}

function fileNameOf(url: Url): string {
  const path = url.target.split('?')[0] ?? '/'
  return path.endsWith('/') ? 'index.html' : baseOf(path)
}

/** Puts what was downloaded where it was asked for: '-' prints it. */
export function save(invocation: Invocation, file: string, body: string, quiet: boolean): number {
  if (file === '-') return body === '' || print(invocation, body) ? 0 : 1
  if (!quiet) invocation.stderr.write(`saving to '${file}'\n`)
  const error = writeWhole(invocation, file, body)
  if (error !== null) return complain(invocation, `can't open '${file}': ${ERROR_TEXTS[error]}`)
  if (!quiet)
    invocation.stderr.write(
      `${file.padEnd(20)} 100% |${'*'.repeat(32)}| ${String(body.length).padStart(5)}  0:00:00 ETA\n'${file}' saved\n`,
    )
  return 0
}

interface RequestOptions {
  readonly timeoutMs: number
  readonly agent: string
  readonly method?: string | undefined
  readonly body?: string | undefined
}

/** Sends a request; undefined when nothing came back in time. */
export function* request(
  invocation: Invocation,
  url: Url,
  options: RequestOptions,
): Task<CallResult | undefined> {
  const { system } = invocation
  const method = options.method ?? (options.body === undefined ? 'GET' : 'POST')
  const text = requestText(url.host, url.target, {
    method,
    agent: options.agent,
    body: options.body ?? '',
  })
  const startedMs = system.clockMs()
  const result = yield* system.net.call(url.host, url.port, text)
  // An unreachable host answers after seconds only; a shorter timeout comes first.
  return result.kind === 'unreachable' && system.clockMs() - startedMs > options.timeoutMs
    ? undefined
    : result
}

/** `nc`: looks whether a port is open (`-z`), sends its input, or listens for one call (`-l`). */
export function* nc(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(
    invocation.args.map((arg) => (arg === '-lk' ? '-lk' : arg)),
    { flags: 'zvluknN', valued: 'wpeisq' },
  )
  if (flags.has('l'))
    return yield* ncListen(invocation, Number(values.get('p') ?? operands.at(-1)), flags.has('k'))
  const [host = '', portText = ''] = operands
  const port = Number(portText)
  if (host === '' || !Number.isInteger(port) || port <= 0)
    return complain(invocation, 'usage: nc [-l] [-zv] host port')
  const input = flags.has('z') ? '' : yield* invocation.stdin.rest()
  const protocol = flags.has('u') ? 'UDP' : 'TCP'
  const result = yield* invocation.system.net.call(host, port, input, protocol)
  noteOutcome(invocation, host, result)
  const isGnu = invocation.system.flavour === 'gnu'
  if (result.kind === 'unknown host')
    return complain(
      invocation,
      isGnu
        ? `getaddrinfo for host "${host}" port ${port}: Name or service not known`
        : `bad address '${host}'`,
    )
  if (result.kind !== 'answered') {
    const words = result.kind === 'refused' ? 'Connection refused' : 'No route to host'
    const where = `${host} (${result.ip}) port ${port} (${protocol.toLowerCase()})`
    if (isGnu && flags.has('v')) return complain(invocation, `connect to ${where} failed: ${words}`)
    if (flags.has('z') && !flags.has('v')) return 1
    return complain(invocation, `${host} (${result.ip}:${port}): ${words}`)
  }
  if (flags.has('v')) invocation.stderr.write(`${host} (${result.ip}:${port}) open\n`)
  return flags.has('z') || result.text === '' || print(invocation, result.text) ? 0 : 1
}

/** Listens; a call gets the standard input as its answer, and what it sent is printed. */
function* ncListen(invocation: Invocation, port: number, keeps: boolean): Task<number> {
  const { system } = invocation
  const answer = yield* invocation.stdin.rest()
  const called = createFuture<void>()
  const listener = system.net.listen(port, 'TCP', (call) => {
    print(invocation, call.text)
    if (!keeps) called.settle()
    return settledFuture(answer)
  })
  if (listener === undefined) return complain(invocation, 'bind: Address already in use')
  system.setActivity(`listening on :${port}`)
  try {
    yield* wait(called)
  } finally {
    system.net.close(listener)
  }
  return 0
}

/** `ping`: every known address answers. */
export function* ping(invocation: Invocation): Task<number> {
  const { values, operands } = parseOptions(invocation.args, { flags: 'q46', valued: 'cWwiIs' })
  const [host = ''] = operands
  const ip = yield* invocation.system.net.resolve(host)
  noteOutcome(invocation, host, ip === undefined ? undefined : { kind: 'answered', ip, text: '' })
  if (ip === undefined && invocation.system.flavour === 'gnu') {
    complain(invocation, `${host}: Name or service not known`)
    return 2
  }
  if (ip === undefined) return complain(invocation, `bad address '${host}'`)
  print(invocation, `PING ${host} (${ip}): 56 data bytes\n`)
  const count = Number(values.get('c') ?? Infinity)
  for (let number = 0; number < count; number += 1) {
    if (number > 0) yield* wait(invocation.system.sleep(1000))
    if (!print(invocation, `64 bytes from ${ip}: seq=${number} ttl=63 time=0.1 ms\n`)) return 1
  }
  print(
    invocation,
    `\n--- ${host} ping statistics ---\n${count} packets transmitted, ${count} packets received, 0% packet loss\n`,
  )
  return 0
}
