// The programs of the control plane as containers: what they make of their flags, where they listen, and what the API
// server does without etcd. What they do for the cluster, they do not do here.
// Follows k8s.io/component-base/cli/run.go, github.com/spf13/pflag/flag.go, k8s.io/apiserver/pkg/server/options/etcd.go
// (v0.36) and go.etcd.io/etcd/server/v3/etcdmain/config.go (v3.6).
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { wait } from '#sim/task.ts'
import { apiServerAnswer } from '../network/api-server-answer.ts'
import { answerText } from '../network/http.ts'
import type { Command, Invocation } from '../process/command.ts'
import { klogLine } from '../text/klog-line.ts'
import { type ControlPlaneProgram, type FlagKind, flagsOf } from './control-plane-flags.ts'
import { serve, type Server, type ServerCall } from './server.ts'

simplified(
  'control-plane-flags',
  'of the flags of etcd, kube-apiserver, kube-controller-manager and kube-scheduler the names are checked, and whether a value is a boolean, a number, a duration or an address; only those that say where they listen and where etcd is have an effect. The list of flags that they print with an error is left out.',
  { programs: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] },
)

const SERVER: Omit<Server, 'ports' | 'answer' | 'banner'> = {
  startMs: 300,
  stopCode: 0,
  stopMs: 100,
  bindError: null,
  bindTries: 1,
}

type Values = ReadonlyMap<string, string>

/** The values of the flags; an error is the exit code, and what is wrong has been printed. */
function readFlags(invocation: Invocation, program: ControlPlaneProgram): Values | number {
  const kinds = flagsOf(program)
  const values = new Map<string, string>()
  const { args } = invocation
  const usage = program === 'etcd' ? goUsage : pflagUsage
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    const [, name, given] = /^--?([^=]+)(?:=([^]*))?$/.exec(arg) ?? []
    if (name === undefined) return usage(invocation, { problem: 'argument', arg })
    const flag = name.replaceAll('_', '-')
    const kind = kinds.get(flag)
    if (kind === undefined) return usage(invocation, { problem: 'unknown', arg: name })
    const value = given ?? (kind === 'bool' ? 'true' : args[(index += 1)])
    if (value === undefined) return usage(invocation, { problem: 'no value', arg: name })
    const wrong = whatIsWrong(kind, value)
    if (wrong !== null) return usage(invocation, { problem: 'wrong', arg: flag, value, wrong })
    values.set(flag, value)
  }
  return values
}

interface Misuse {
  readonly problem: 'argument' | 'unknown' | 'no value' | 'wrong'
  readonly arg: string
  readonly value?: string
  readonly wrong?: string
}

const quoted = (text: string): string => JSON.stringify(text)

/** In the words of strconv, time and net; null when the value is one of the kind. */
function whatIsWrong(kind: FlagKind, value: string): string | null {
  const parse = (name: string): string =>
    `strconv.${name}: parsing ${quoted(value)}: invalid syntax`
  switch (kind) {
    case 'any':
      return null
    case 'bool':
      return /^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value)
        ? null
        : parse('ParseBool')
    case 'int':
      return /^[+-]?\d+$/.test(value) ? null : parse('ParseInt')
    case 'float':
      return value !== '' && Number.isFinite(Number(value)) ? null : parse('ParseFloat')
    case 'duration':
      if (
        /^[+-]?(?:0|(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h)(?:(?:\d+\.?\d*)(?:ns|us|µs|ms|s|m|h))*)$/.test(
          value,
        )
      )
        return null
      return /^[+-]?\d+(?:\.\d+)?$/.test(value)
        ? `time: missing unit in duration ${quoted(value)}`
        : `time: invalid duration ${quoted(value)}`
    case 'ip':
      return /^[\d.]+$|:/.test(value.trim()) ? null : `failed to parse IP: ${quoted(value)}`
  }
}

/** As the programs of Kubernetes say it, with exit code 1. */
function pflagUsage(invocation: Invocation, { problem, arg, value, wrong }: Misuse): number {
  const { stderr, name, process, args } = invocation
  const program = name.slice(name.lastIndexOf('/') + 1)
  const words = {
    argument: `${quoted(program)} does not take any arguments, got [${args
      .filter((one) => !one.startsWith('-'))
      .map(quoted)
      .join(' ')}]`,
    unknown:
      arg.length === 1 ? `unknown shorthand flag: '${arg}' in -${arg}` : `unknown flag: --${arg}`,
    'no value': `flag needs an argument: --${arg}`,
    wrong: `invalid argument ${quoted(value ?? '')} for "--${arg}" flag: ${wrong ?? ''}`,
  }
  process.because = `it does not understand its flags: ${words[problem]}`
  stderr.write(`Usage:\n  ${program} [flags]\n\nError: ${words[problem]}\n`)
  return 1
}

/** As the flag package of Go says it, with exit code 2; etcd looks at arguments itself. */
function goUsage(invocation: Invocation, { problem, arg, value, wrong }: Misuse): number {
  const { stderr, process } = invocation
  const words = {
    argument: `error verifying flags, ${quoted(arg)} is not a valid flag. See 'etcd --help'.`,
    unknown: `flag provided but not defined: -${arg}`,
    'no value': `flag needs an argument: -${arg}`,
    wrong: `invalid value ${quoted(value ?? '')} for flag -${arg}: ${wrong?.startsWith('strconv') === true ? 'parse error' : (wrong ?? '')}`,
  }
  process.because = `it does not understand its flags: ${words[problem]}`
  stderr.write(`${words[problem]}\n`)
  if (problem === 'argument') return 1
  stderr.write('Usage:\n\n  etcd [flags]\n    Start an etcd server.\n\n')
  return 2
}

function klog(invocation: Invocation, text: string): string {
  return klogLine(invocation.system.nowMs(), text)
}

/** The end of a program that could not do its work. */
function failed(invocation: Invocation, error: string, code = 1): number {
  invocation.process.because = error
  invocation.stderr.write(
    `${klog(invocation, `Erun.go:72] "command failed" err=${quoted(error)}`)}\n`,
  )
  return code
}

const healthy = ({ http }: ServerCall): string =>
  http === undefined ? '' : answerText(200, 'ok', { type: 'text/plain' })

/** The ports of URLs in one flag after the other. */
function portsOf(...lists: readonly string[]): readonly number[] {
  const urls = lists.flatMap((list) => list.split(',')).filter((url) => url !== '')
  return [...new Set(urls.map((url) => Number(/:(\d+)\/?$/.exec(url)?.[1] ?? 0)))]
}

const etcd: Command = function* (invocation) {
  const flags = readFlags(invocation, 'etcd')
  if (typeof flags === 'number') return flags
  return yield* serve(invocation, {
    ...SERVER,
    ports: portsOf(
      flags.get('listen-client-urls') ?? 'http://localhost:2379',
      flags.get('listen-peer-urls') ?? 'http://localhost:2380',
      flags.get('listen-metrics-urls') ?? '',
    ),
    banner: ['{"level":"info","msg":"ready to serve client requests"}'],
    answer: healthy,
  })
}

/** Scheduler and controller manager. `stopCode`: what a SIGTERM makes of it. */
function clientOfApi(
  program: 'kube-controller-manager' | 'kube-scheduler',
  port: number,
  stopCode: number,
): Command {
  return function* (invocation) {
    const flags = readFlags(invocation, program)
    if (typeof flags === 'number') return flags
    const secure = Number(flags.get('secure-port') ?? port)
    return yield* serve(invocation, {
      ...SERVER,
      stopCode,
      ports: [secure],
      banner: [klog(invocation, `Isecure_serving.go:211] Serving securely on 127.0.0.1:${secure}`)],
      answer: healthy,
    })
  }
}

/** It tries to reach etcd for so long when it starts. */
const ETCD_DIAL_MS = 20_000
const ETCD_RETRY_MS = 1000
/** From there to the moment when it listens: it makes its APIs and fills its caches. */
const API_SERVER_START_MS = 2500

const apiServer: Command = function* (invocation) {
  const flags = readFlags(invocation, 'kube-apiserver')
  if (typeof flags === 'number') return flags
  const servers = (flags.get('etcd-servers') ?? '').split(',').filter((url) => url !== '')
  const missing = [
    ...(servers.length === 0 ? ['--etcd-servers must be specified'] : []),
    ...(flags.has('service-account-issuer') ? [] : ['service-account-issuer is a required flag']),
  ]
  if (missing.length > 0)
    return failed(invocation, missing.length === 1 ? (missing[0] ?? '') : `[${missing.join(', ')}]`)
  const { system, process, stderr } = invocation
  const untilMs = system.clockMs() + ETCD_DIAL_MS
  while (!(yield* reaches(invocation, servers))) {
    system.setActivity('waiting for etcd')
    if (system.clockMs() >= untilMs) {
      process.because = 'it could not reach etcd'
      const words =
        'Error creating leases: error creating storage factory: context deadline exceeded'
      stderr.write(`${klog(invocation, `Finstance.go:233] ${words}`)}\n`)
      return FATAL
    }
    yield* wait(system.sleep(ETCD_RETRY_MS))
  }
  const port = Number(flags.get('secure-port') ?? 6443)
  return yield* serve(invocation, {
    ...SERVER,
    startMs: API_SERVER_START_MS,
    ports: [port],
    banner: [klog(invocation, `Isecure_serving.go:211] Serving securely on [::]:${port}`)],
    *answer({ http }): Task<string> {
      const isStoreThere = yield* reaches(invocation, servers)
      const checks = http?.path === '/readyz' ? ['etcd', 'etcd-readiness'] : ['etcd']
      return apiServerAnswer(http, isStoreThere ? [] : checks)
    },
  })
}

/** Of klog's fatal lines. */
const FATAL = 255

function* reaches({ system }: Invocation, urls: readonly string[]): Task<boolean> {
  for (const url of urls) {
    const [, host = '', port = ''] = /^\w+:\/\/([^:/]+)(?::(\d+))?/.exec(url) ?? []
    const result = yield* system.net.call(host, Number(port), '')
    if (result.kind === 'answered') return true
  }
  return false
}

export const CONTROL_PLANE: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['etcd', etcd],
  ['kube-apiserver', apiServer],
  // It has no handler for SIGTERM, so that the runtime of Go ends it.
  ['kube-controller-manager', clientOfApi('kube-controller-manager', 10_257, 2)],
  ['kube-scheduler', clientOfApi('kube-scheduler', 10_259, 0)],
])
