// What all servers have in common: they start, open their ports, answer, and stop when a signal comes.
import { createFuture, spawn, wait, type Future, type Task } from '#sim/task.ts'
import { parseRequest, type HttpRequest } from '../network/http.ts'
import type { Listener, Request } from '../network/network.ts'
import { complain, type Invocation } from '../process/command.ts'
import type { Signal } from '../process/signals.ts'

export interface ServerCall extends Request {
  /** Undefined when the caller does not speak HTTP. */
  readonly http: HttpRequest | undefined
  /** The port that was called. */
  readonly port: number
}

export interface Server {
  readonly ports: readonly number[]
  readonly startMs: number
  /** What it prints once it is ready. */
  readonly banner: readonly string[]
  readonly stopCode: number
  readonly stopMs: number
  /** What it prints when a port is in use; null for the words of Go programs. */
  readonly bindError: ((port: number) => string) | null
  /** How often it tries to open a port, half a second apart. */
  readonly bindTries: number
  /** May depend on files, and on the time when it asks `system` for it; on more only when it says `unforeseen`. */
  answer(call: ServerCall): Task<string> | string
}

const RETRY_MS = 500

/** Runs a server until SIGTERM, SIGINT or SIGQUIT. */
export function* serve(invocation: Invocation, server: Server): Task<number> {
  const { system, process } = invocation
  const stop = createFuture<Signal>()
  process.onSignal = (signal) => {
    if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') stop.settle(signal)
    return true
  }
  yield* wait(system.sleep(server.startMs))
  const listeners: Listener[] = []
  try {
    for (const port of server.ports) {
      const listener = yield* open(invocation, server, port)
      if (listener === undefined) return 1
      listeners.push(listener)
    }
    for (const line of server.banner) invocation.stdout.write(`${line}\n`)
    const ports = server.ports.map((port) => `:${port}`).join(', ')
    system.setActivity(ports === '' ? 'running' : `serving on ${ports}`)
    const signal = yield* wait(stop)
    system.setActivity('stopping')
    yield* wait(system.sleep(server.stopMs))
    process.because = `it received SIG${signal}`
    return server.stopCode
  } finally {
    for (const listener of listeners) system.net.close(listener)
  }
}

function* open(invocation: Invocation, server: Server, port: number): Task<Listener | undefined> {
  const { system, process } = invocation
  for (let tried = 0; tried < server.bindTries; tried += 1) {
    if (tried > 0) yield* wait(system.sleep(RETRY_MS))
    const listener = system.net.listen(
      port,
      'TCP',
      (request) => answerTo(server, port, request),
      true,
    )
    if (listener !== undefined) return listener
    const words = server.bindError?.(port)
    if (words === undefined)
      complain(invocation, `listen tcp :${port}: bind: address already in use`)
    else invocation.stderr.write(`${words}\n`)
  }
  if (server.bindTries > 1) invocation.stderr.write('nginx: [emerg] still could not bind()\n')
  process.because = `port ${port} is in use already in its Pod`
  return undefined
}

function answerTo(server: Server, port: number, request: Request): Future<string> {
  const answer = server.answer({ ...request, port, http: parseRequest(request.text) })
  if (typeof answer !== 'string') return spawn(answer).done
  const settled = createFuture<string>()
  settled.settle(answer)
  return settled
}

/** The value of '--name=value', '-name value' and the like; undefined when the option is not there. */
export function optionOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    for (const name of names) {
      if (arg === name) return args[index + 1]
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1)
    }
  }
  return undefined
}
