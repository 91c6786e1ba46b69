// Programs of demonstration images: small HTTP servers, and those that use up memory or CPU.
import { createFuture, wait, type Task } from '#sim/task.ts'
import { dateText } from '#api/meta/date-text.ts'
import { bytesOf } from '../commands/amounts.ts'
import { parseSleep } from '../commands/options.ts'
import { answerText } from '../network/http.ts'
import { complain, type Command, type Invocation } from '../process/command.ts'
import { takeMemory } from '../process/memory.ts'
import { optionOf, serve, type Server, type ServerCall } from './server.ts'

const WEB: Omit<Server, 'ports' | 'answer'> = {
  startMs: 60,
  banner: [],
  stopCode: 0,
  stopMs: 10,
  bindError: null,
  bindTries: 1,
}
const TEXT = { type: 'text/plain' }
const HEALTHY_FOR_MS = 10_000

/** A server with one text for every path. */
function page(
  port: number,
  text: (invocation: Invocation, call: ServerCall) => string,
  rest: Partial<Server> = {},
): Command {
  return (invocation) =>
    serve(invocation, {
      ...WEB,
      ports: [port],
      answer: (call) => answerText(200, text(invocation, call), TEXT),
      ...rest,
    })
}

/** `agnhost`: the subcommands that the documentation uses. */
const agnhost: Command = (invocation) => {
  const [subcommand = 'pause', ...args] = invocation.args
  switch (subcommand) {
    case 'netexec':
      return netexec({ ...invocation, args })
    case 'liveness':
      return liveness(invocation)
    case 'serve-hostname':
      return page(
        Number(optionOf(args, '--port') ?? 9376),
        ({ system }) => system.hostname,
      )(invocation)
    case 'pause':
      invocation.stdout.write('Paused\n')
      return waitForSignal(invocation)
    default:
      return page(8080, ({ system }) => system.hostname)(invocation)
  }
}

/** HTTP echo server of agnhost: /hostname, /clientip, /echo?msg=, /healthz, /exit?code=. */
function* netexec(invocation: Invocation): Task<number> {
  const { system, process } = invocation
  const port = Number(optionOf(invocation.args, '--http-port') ?? 8080)
  const answer = ({ http, fromIp }: ServerCall): string => {
    const query = new Map(
      (http?.target.split('?')[1] ?? '')
        .split('&')
        .map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''] as const),
    )
    switch (http?.path.toLowerCase()) {
      case '/hostname':
        return answerText(200, system.hostname, TEXT)
      case '/clientip':
        return answerText(200, `${fromIp}:40000`, TEXT)
      case '/echo':
        return answerText(Number(query.get('code') ?? 200) || 200, query.get('msg') ?? '', TEXT)
      case '/healthz':
        return answerText(200, '', TEXT)
      case '/exit':
        if (system.unforeseen()) return ''
        system.sleep(Number(query.get('timeout') ?? 0) * 1000).whenSettled(() => {
          process.end({ code: Number(query.get('code') ?? 0) & 255, because: '/exit was called' })
        })
        return answerText(200, '', TEXT)
      default:
        return answerText(200, `NOW: ${dateText('%F %T', system.nowMs())} +0000 UTC`, TEXT)
    }
  }
  return yield* serve(invocation, {
    ...WEB,
    ports: [port],
    banner: [`Started HTTP server on port ${port}`],
    answer,
  })
}

/** Healthy for ten seconds, then /healthz answers 500. */
function liveness(invocation: Invocation): Task<number> {
  const startedMs = invocation.system.nowMs()
  const answer = ({ http }: ServerCall): string => {
    const ageMs = invocation.system.nowMs() - startedMs
    if (http?.path !== '/healthz') return answerText(200, dateText('%F %T', startedMs), TEXT)
    return ageMs <= HEALTHY_FOR_MS
      ? answerText(200, 'ok', TEXT)
      : answerText(500, `error: ${ageMs / 1000}`, TEXT)
  }
  return serve(invocation, { ...WEB, ports: [8080], answer })
}

/** Runs until a signal comes, and then ends with 0, as pause does. */
function waitForSignal(invocation: Invocation): Task<number> {
  return serve(invocation, { ...WEB, startMs: 0, ports: [], answer: () => '' })
}

/** `http-echo -text=... -listen=:5678`. */
const httpEcho: Command = (invocation) => {
  const text = optionOf(invocation.args, '-text', '--text') ?? invocation.env.get('ECHO_TEXT')
  const listen = optionOf(invocation.args, '-listen', '--listen') ?? ':5678'
  const port = Number(listen.slice(listen.lastIndexOf(':') + 1))
  if (text === undefined) {
    invocation.stderr.write('Missing -text option!\n')
    return 127
  }
  return page(port, () => `${text}\n`, { banner: [`[INFO] server is listening on ${listen}`] })(
    invocation,
  )
}

/** `socat tcp-listen:5432,fork tcp-connect:host:port`: passes calls on. */
const socat: Command = (invocation) => {
  const [from = '', to = ''] = invocation.args.filter((arg) => !arg.startsWith('-'))
  const port = Number(/listen:(\d+)/i.exec(from)?.[1] ?? Number.NaN)
  const target = /^(?:tcp4?|tcp-connect):([^:,]+):(\d+)/i.exec(to)
  if (Number.isNaN(port)) return complain(invocation, 'exactly 2 addresses required')
  return serve(invocation, {
    ...WEB,
    ports: [port],
    stopCode: 143,
    *answer({ text }) {
      if (target === null) return ''
      const result = yield* invocation.system.net.call(target[1] ?? '', Number(target[2]), text)
      return result.kind === 'answered' ? result.text : ''
    },
  })
}

/** `stress`: uses memory and CPU; with more memory than the limit the kernel ends it. */
function* stress(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  const count = (...names: readonly string[]): number => Number(optionOf(args, ...names) ?? 0) || 0
  const workers = count('--vm', '-m')
  const used = workers * (bytesOf(optionOf(args, '--vm-bytes') ?? '256M') ?? 0)
  const cpu = count('--cpu', '-c')
  invocation.stdout.write(
    `stress: info: [1] dispatching hogs: ${cpu} cpu, 0 io, ${workers} vm, 0 hdd\n`,
  )
  yield* takeMemory(invocation, used)
  system.setActivity(cpu > 0 ? 'busy' : `using ${Math.round(used / 1024 / 1024)} MiB of memory`)
  const timeout = parseSleep(optionOf(args, '--timeout', '-t') ?? 'inf') ?? null
  yield* wait(timeout === null ? createFuture<void>() : system.sleep(timeout))
  invocation.stdout.write(
    `stress: info: [1] successful run completed in ${Math.round((timeout ?? 0) / 1000)}s\n`,
  )
  return 0
}

/** `stress` of the image vish/stress: -cpus 2 -mem-total 150Mi. */
function* stressGo(invocation: Invocation): Task<number> {
  const { args, system } = invocation
  const memory = optionOf(args, '-mem-total', '--mem-total') ?? '0'
  const cpus = Number(optionOf(args, '-cpus', '--cpus') ?? 0)
  invocation.stderr.write(
    `Allocating "${memory}" memory, in "4Ki" chunks, with a 1ms sleep between allocations\n`,
  )
  if (cpus > 0)
    invocation.stderr.write(`Spawning a thread to consume CPU\n`.repeat(Math.min(8, cpus)))
  yield* takeMemory(invocation, bytesOf(memory) ?? 0)
  invocation.stderr.write(`Allocated "${memory}" memory\n`)
  system.setActivity(cpus > 0 ? 'busy' : 'running')
  yield* wait(createFuture<void>())
  return 0
}

export const DEMOS: readonly (readonly [string, Command])[] = [
  ['agnhost', agnhost],
  ['pause', waitForSignal],
  [
    'hello-app',
    page(8080, ({ system }) => `Hello, world!\nVersion: 1.0.0\nHostname: ${system.hostname}\n`, {
      banner: ['Server listening on port 8080'],
      stopCode: 2,
    }),
  ],
  ['node-hello', page(8080, () => 'Hello Kubernetes!')],
  ['http-echo', httpEcho],
  [
    'echoserver',
    page(
      8080,
      ({ system }, { http }) =>
        `Hostname: ${system.hostname}\n\nRequest Information:\n\tmethod=${http?.method ?? ''}\n\treal path=${http?.target ?? ''}\n`,
    ),
  ],
  [
    'whoami-server',
    page(
      80,
      ({ system }, { fromIp }) =>
        `Hostname: ${system.hostname}\nIP: ${system.net.ip}\nRemoteAddr: ${fromIp}\n`,
      { stopCode: 2 },
    ),
  ],
  [
    'hello',
    (invocation) => (
      invocation.stdout.write(
        'Hello from Docker!\nThis message shows that your installation appears to be working correctly.\n',
      ),
      0
    ),
  ],
  ['socat', socat],
  ['stress', stress],
  ['stress-ng', stress],
  ['stress-go', stressGo],
]
