// `crictl` on a node: what the container runtime has, beside what the API server shows. Columns, order and words are those of
// cri-tools v1.36 (cmd/crictl); what changes something is carried out by the verb of that name.
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import { instanceLog } from '#kubectl/container-logs.ts'
import { simplified } from '#lib/simplified.ts'
import { type Options, parseOptions } from '#runtime/commands/options.ts'
import { imageIdOf, parseImageReference } from '#runtime/images/reference.ts'
import type { Command, Invocation } from '#runtime/process/command.ts'
import { print } from '#runtime/process/command.ts'
import { type Task, wait } from '#sim/task.ts'
import { changesRuntime } from '../../machine/crictl.ts'
import { noCrictl } from '../../machine/machine-session.ts'
import { inspectContainer, inspectSandbox, stampOf } from './crictl-inspect.ts'
import { agoText, crictlTable, sizeText } from './crictl-table.ts'
import type { NodeHost } from './node-host.ts'
import { containersOn, machineAt, sandboxesOn } from './runtime-records.ts'
import { printTo } from '../print-line.ts'

simplified(
  'crictl',
  '`crictl` has ps, pods, images, logs, inspect, inspectp, stop, rm, stopp, rmp and version; of an inspected thing it shows what is simulated of it.',
)

const SHOWN_ID = 13
const FOLLOW_MS = 100

/** Makes the program for one line. */
export function crictlOf(parts: NodeHost): Command {
  return function* (invocation): Task<number> {
    const words = withoutGlobals(invocation.args)
    const [command = 'help', ...rest] = words
    if (machineAt(parts.host.past.state(), parts.node)?.containerd === 'stopped')
      return fatal(invocation, noCrictl())
    const reading = READING[ALIASES[command] ?? command]
    if (reading !== undefined) {
      const result = reading({ parts, invocation, options: parseOptions(rest, OPTIONS) })
      return typeof result === 'number' ? result : yield* result
    }
    if (!['stop', 'rm', 'stopp', 'rmp'].includes(command)) {
      invocation.stderr.write(`No help topic for '${command}'\n`)
      return 3
    }
    if (!changesRuntime(words)) return fatal(invocation, 'ID cannot be empty')
    return yield* change(parts, invocation, words)
  }
}

const ALIASES: Readonly<Record<string, string>> = {
  img: 'images',
  image: 'images',
  sandboxes: 'pods',
}

const OPTIONS = {
  flags: 'aqlvfr',
  valued: 'onps',
  long: [
    'all',
    'quiet',
    'latest',
    'verbose',
    'no-trunc',
    'digests',
    'follow',
    'previous',
    'timestamps',
    'resolve-image-path',
    'output=',
    'name=',
    'pod=',
    'state=',
    'namespace=',
    'label=',
    'tail=',
    'since=',
    'last=',
    'image=',
  ],
}

interface Call {
  readonly parts: NodeHost
  readonly invocation: Invocation
  readonly options: Options
}

const READING: Readonly<Record<string, ((call: Call) => number | Task<number>) | undefined>> = {
  ps,
  pods,
  images,
  logs,
  inspect: (call) => inspectAll(call, containersOn, inspectContainer, 'container'),
  inspectp: (call) => inspectAll(call, sandboxesOn, inspectSandbox, 'pod sandbox'),
  version: ({ invocation }) => {
    print(
      invocation,
      'Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v2.1.4\nRuntimeApiVersion:  v1\n',
    )
    return 0
  },
}

/** The words from the command on. */
function withoutGlobals(args: readonly string[]): readonly string[] {
  const at = args.findIndex(
    (word, index) =>
      !word.startsWith('-') &&
      !/^(?:-r|-i|-t|--runtime-endpoint|--image-endpoint|--timeout)$/.test(args[index - 1] ?? ''),
  )
  return at < 0 ? [] : args.slice(at)
}

function fatal({ stderr }: Invocation, text: string): 1 {
  stderr.write(`FATA[0000] ${text}\n`)
  return 1
}

function* change(
  { host, node }: NodeHost,
  invocation: Invocation,
  words: readonly string[],
): Task<number> {
  const atMs = host.acting.nextMs()
  const { code } = yield* host.acting.perform(
    { verb: 'crictl', atMs, node, words },
    printTo(invocation),
  )
  return code
}

const isSet = ({ flags }: Options, letter: string, long: string): boolean =>
  flags.has(letter) || flags.has(long)
const valueOf = ({ values }: Options, letter: string, long: string): string =>
  values.get(letter) ?? values.get(long) ?? ''

function ps({ parts, invocation, options }: Call): number {
  const { host, node } = parts
  const state = valueOf(options, 's', 'state').toLowerCase()
  const all = isSet(options, 'a', 'all')
  const name = matcherOf(valueOf(options, '', 'name'))
  const namespace = matcherOf(valueOf(options, '', 'namespace'))
  const podId = valueOf(options, 'p', 'pod')
  const found = containersOn(host.past.state(), node).filter(
    (one) =>
      (all || state !== '' ? state === '' || one.state === state : one.state === 'running') &&
      name(one.name) &&
      namespace(one.pod.namespace) &&
      one.sandboxId.startsWith(podId),
  )
  const shown = isSet(options, 'l', 'latest') ? found.slice(0, 1) : found
  if (isSet(options, 'q', 'quiet'))
    return list(
      invocation,
      shown.map(({ id }) => id),
    )
  const cut = cutter(options)
  const titles = [
    'CONTAINER',
    'IMAGE',
    'CREATED',
    'STATE',
    'NAME',
    'ATTEMPT',
    'POD ID',
    'POD',
    'NAMESPACE',
  ]
  const rows = shown.map((one) => [
    cut(one.id),
    cut(one.imageId.replace(/^.*sha256:/, '')),
    agoText(host.clock.nowMs - one.createdAtMs),
    STATES[one.state],
    one.name,
    String(one.attempt),
    cut(one.sandboxId),
    one.pod.name,
    one.pod.namespace,
  ])
  print(invocation, crictlTable([titles, ...rows]))
  return 0
}

const STATES = { created: 'Created', running: 'Running', exited: 'Exited' } as const

const SAFE_PATTERN = /^(?!.{200})\^?[\w-]*(?:\.\*?[\w-]*)*\$?$/

function matcherOf(pattern: string): (text: string) => boolean {
  if (pattern === '') return () => true
  // People write names here; what is no pattern for us is taken as it stands.
  if (!SAFE_PATTERN.test(pattern)) return (text) => text.includes(pattern)
  const expression = new RegExp(pattern)
  return (text) => expression.test(text)
}

const cutter =
  ({ flags }: Options) =>
  (id: string): string =>
    flags.has('no-trunc') ? id : id.slice(0, SHOWN_ID)

function list(invocation: Invocation, ids: readonly string[]): 0 {
  print(invocation, ids.map((id) => `${id}\n`).join(''))
  return 0
}

function pods({ parts, invocation, options }: Call): number {
  const { host, node } = parts
  const name = matcherOf(valueOf(options, '', 'name'))
  const namespace = matcherOf(valueOf(options, '', 'namespace'))
  const state = valueOf(options, 's', 'state').toLowerCase()
  const found = sandboxesOn(host.past.state(), node).filter(
    (one) =>
      name(one.pod.name) && namespace(one.pod.namespace) && (state === '' || one.state === state),
  )
  const shown = isSet(options, 'l', 'latest') ? found.slice(0, 1) : found
  if (isSet(options, 'q', 'quiet'))
    return list(
      invocation,
      shown.map(({ id }) => id),
    )
  const cut = cutter(options)
  const titles = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME']
  const rows = shown.map((one) => [
    cut(one.id),
    agoText(host.clock.nowMs - one.createdAtMs),
    one.state === 'ready' ? 'Ready' : 'NotReady',
    one.pod.name,
    one.pod.namespace,
    String(one.attempt),
    '(default)',
  ])
  print(invocation, crictlTable([titles, ...rows]))
  return 0
}

function images({ parts, invocation, options }: Call): number {
  const { host, node } = parts
  const record = host.past.state().get(`Images/${node}`)
  const all = record?.kind === 'Images' ? record.images : []
  const [wanted = ''] = options.operands
  const cut = cutter(options)
  const rows = all
    .flatMap(({ name, bytes }) => {
      const reference = parseImageReference(name)
      if (reference === undefined) return []
      const { repository, tag } = splitName(reference.name)
      return [{ repository, tag, id: imageIdOf(reference).replace(/^.*sha256:/, ''), bytes }]
    })
    .filter(({ repository, tag }) => `${repository}:${tag}`.includes(wanted))
  if (isSet(options, 'q', 'quiet'))
    return list(
      invocation,
      rows.map(({ id }) => `sha256:${id}`),
    )
  const titles = ['IMAGE', 'TAG', 'IMAGE ID', 'SIZE']
  const cells = rows.map(({ repository, tag, id, bytes }) => [
    repository,
    tag,
    cut(id),
    sizeText(bytes),
  ])
  print(invocation, crictlTable([titles, ...cells]))
  return 0
}

function splitName(name: string): { readonly repository: string; readonly tag: string } {
  const at = name.lastIndexOf(':')
  const hasTag = at > name.lastIndexOf('/')
  const [repository = ''] = (hasTag ? name.slice(0, at) : name).split('@')
  return { repository, tag: hasTag ? name.slice(at + 1) : '<none>' }
}

function found<T extends { readonly id: string }>(all: readonly T[], id: string): T | undefined {
  return id === '' ? undefined : all.find((one) => one.id.startsWith(id))
}

function* logs({ parts, invocation, options }: Call): Task<number> {
  const { host, node } = parts
  const [id = ''] = options.operands
  if (id === '') return fatal(invocation, 'ID cannot be empty')
  const all = containersOn(host.past.state(), node)
  const container = found(all, id)
  if (container === undefined)
    return fatal(
      invocation,
      `rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`,
    )
  const which =
    options.flags.has('previous') || options.flags.has('p') ? before(all, container) : container
  if (which === undefined)
    return fatal(invocation, `previous terminated container ${container.name} not found`)
  const world = host.past.worldFor(() => {})
  const tail = Number(options.values.get('tail') ?? -1)
  const stamps = options.flags.has('timestamps')
  const show = (lines: ReturnType<typeof instanceLog>): void => {
    for (const { timeMs, text, stream } of lines) {
      const output = stream === 'stderr' ? invocation.stderr : invocation.stdout
      output.write(`${stamps ? `${stampOf(timeMs)} ` : ''}${text}\n`)
    }
  }
  const lines = instanceLog(world, node, which.id)
  show(tail < 0 ? lines : lines.slice(lines.length - Math.min(tail, lines.length)))
  let seen = lines.length
  while (isSet(options, 'f', 'follow') && isRunning(host, node, which.id)) {
    yield* wait(host.sleeper.sleep(FOLLOW_MS, 'crictl logs'))
    const newer = instanceLog(world, node, which.id)
    show(newer.slice(seen))
    seen = newer.length
  }
  return 0
}

function isRunning({ past }: NodeHost['host'], node: string, id: string): boolean {
  return containersOn(past.state(), node).some((one) => one.id === id && one.state === 'running')
}

/** The instance of the same container before this one. */
function before(
  all: readonly ContainerRecord[],
  { pod, name, attempt }: ContainerRecord,
): ContainerRecord | undefined {
  return all.find(
    (one) => one.pod.uid === pod.uid && one.name === name && one.attempt === attempt - 1,
  )
}

function inspectAll<T extends ContainerRecord | SandboxRecord>(
  { parts, invocation, options }: Call,
  all: (state: ReturnType<NodeHost['host']['past']['state']>, node: string) => readonly T[],
  inspect: (one: T, parts: NodeHost) => unknown,
  what: string,
): number {
  const { operands } = options
  if (operands.length === 0) return fatal(invocation, 'ID cannot be empty')
  const records = all(parts.host.past.state(), parts.node)
  const statuses: unknown[] = []
  for (const id of operands) {
    const one = found(records, id)
    if (one === undefined) {
      const words = what === 'container' ? `container "${id}"` : 'sandbox'
      return fatal(
        invocation,
        `get the status of ${what === 'container' ? 'containers' : 'pod sandboxes'}: get ${what} status: rpc error: code = NotFound desc = an error occurred when try to find ${words}: not found`,
      )
    }
    statuses.push(inspect(one, parts))
  }
  const [only] = statuses
  print(invocation, `${JSON.stringify(statuses.length === 1 ? only : statuses, null, 2)}\n`)
  return 0
}
