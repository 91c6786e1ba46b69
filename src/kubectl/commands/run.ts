// `kubectl run`. Follows k8s.io/kubectl/pkg/cmd/run/run.go and pkg/generate/versioned/run.go (v1.36).
import { DRY_RUN_FLAG, PRINT_FLAGS, unfollowed } from '../common-flags.ts'
import { parseCommandLine } from '../flags.ts'
import { type Generated, object } from '../generate/generator.ts'
import { parseLabelPairs } from '../label-pairs.ts'
import { overridden } from '../overrides.ts'
import { parsePrinting, type Printing, separate } from '../printing.ts'
import { fail, type Session } from '../session.ts'
import { missingFlags, usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { inNamespace } from '../in-namespace.ts'
import { attachToNew, type RunAttach } from '../run-session.ts'
import { createObject } from './create.ts'
import { withoutStdin } from './exec.ts'
import type { Task } from '#sim/task.ts'

const FLAGS = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  annotations: { kind: 'texts', value: [] },
  attach: { kind: 'bool', value: false },
  cascade: { kind: 'text', value: 'background', bare: 'background' },
  command: { kind: 'bool', value: false },
  'detach-keys': { kind: 'text', value: 'ctrl-p,ctrl-q' },
  env: { kind: 'texts', value: [] },
  expose: { kind: 'bool', value: false },
  'field-manager': { kind: 'text', value: '' },
  force: { kind: 'bool', value: false },
  'grace-period': { kind: 'number', value: -1 },
  image: { kind: 'text', value: '' },
  'image-pull-policy': { kind: 'text', value: '' },
  labels: { kind: 'text', short: 'l', value: '' },
  'leave-stdin-open': { kind: 'bool', value: false },
  'override-type': { kind: 'text', value: 'merge' },
  overrides: { kind: 'text', value: '' },
  'pod-running-timeout': { kind: 'duration', value: 60_000 },
  port: { kind: 'text', value: '' },
  privileged: { kind: 'bool', value: false },
  quiet: { kind: 'bool', short: 'q', value: false },
  restart: { kind: 'text', value: 'Always' },
  rm: { kind: 'bool', value: false },
  'save-config': { kind: 'bool', value: false },
  stdin: { kind: 'bool', short: 'i', value: false },
  timeout: { kind: 'duration', value: 0 },
  tty: { kind: 'bool', short: 't', value: false },
  wait: { kind: 'bool', value: false },
} as const

const NOT_FOLLOWED = ['save-config']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

/** Follows reference.ReferenceRegexp of github.com/distribution/reference, as far as people write images. */
export const IMAGE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][\w+.-]*:[\da-fA-F]{32,})?$/

export interface RunOptions {
  readonly name: string
  readonly namespace: string
  /** Whether the line names the namespace. */
  readonly isPlaced: boolean
  readonly pod: Exclude<Generated, string>
  readonly service: Exclude<Generated, string> | null
  readonly printing: Printing
  readonly attach: RunAttach | null
}

export const run: LineCommand<RunOptions> = {
  name: 'run',
  use: 'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  flags: FLAGS,
  completes: 'files',
  changes: true,
  parse,
  run: runPod,
}

type Flags = Extract<ReturnType<typeof readFlags>, { ok: true }>['flags']

function readFlags(words: readonly string[]) {
  return parseCommandLine('run', FLAGS, words)
}

function parse(line: readonly string[]): ParsedOptions<RunOptions> {
  const { command: words, stdinFile } = withoutStdin(line)
  const read = readFlags(words)
  if (!read.ok) return read
  const missing = missingFlags(read.changed, ['image'])
  if (missing !== null) return missing
  const printing = parsePrinting(read.flags)
  if (!printing.ok) return printing
  const { args, behindDash, flags, namespace, changed } = read
  const [name = '', ...command] = args
  const isNamed = args.length > (behindDash?.length ?? 0)
  if (!isNamed) return usageErrorWithHelp('run', 'NAME is required for run')
  const problem = problemOf(flags, printing.printing)
  if (problem !== null) return problem
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const made = podOf(name, command, flags)
  if (typeof made === 'string') return usageError(made)
  const pod = overridden(made, flags.overrides, flags['override-type'])
  if (typeof pod === 'string') return usageError(pod)
  const service = flags.expose ? serviceOf(name, flags) : null
  return {
    ok: true,
    options: {
      name,
      namespace,
      isPlaced: changed.has('namespace'),
      pod,
      service,
      printing: printing.printing,
      attach: attachOf(flags, changed, stdinFile),
    },
  }
}

/** A session follows where it is asked for, or where somebody wants to type and does not say otherwise. */
function attachOf(flags: Flags, changed: ReadonlySet<string>, stdinFile: string): RunAttach | null {
  const { stdin, tty, quiet, rm: removes } = flags
  const isAttached = changed.has('attach') ? flags.attach : stdin
  if (!isAttached) return null
  const timeoutMs = flags['pod-running-timeout']
  return { stdin, tty, quiet, removes, leavesOpen: flags['leave-stdin-open'], timeoutMs, stdinFile }
}

function problemOf(flags: Flags, printing: Printing): ReturnType<typeof usageError> | null {
  const { image, restart } = flags
  const policy = flags['image-pull-policy']
  if (image === '') return usageError('--image is required')
  if (!IMAGE.test(image))
    return usageError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`)
  if (flags.tty && !flags.stdin)
    return usageErrorWithHelp('run', '-i/--stdin is required for containers with -t/--tty=true')
  if (flags.expose && flags.port === '')
    return usageErrorWithHelp('run', '--port must be set when exposing a service')
  if (!['Always', 'OnFailure', 'Never', ''].includes(restart))
    return usageErrorWithHelp('run', `invalid restart policy: ${restart}`)
  const attach = flags.attach || flags.stdin
  if (flags.rm && !attach)
    return usageErrorWithHelp('run', '--rm should only be used for attached containers')
  if (attach && printing.dryRun !== 'none')
    return usageErrorWithHelp(
      'run',
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    )
  if (!['Always', 'IfNotPresent', 'Never', ''].includes(policy))
    return usageErrorWithHelp('run', `invalid image pull policy: ${policy}`)
  return null
}

function environment(texts: readonly string[]): readonly object[] | string {
  const variables: object[] = []
  for (const text of texts) {
    const [name = '', value] = text.split(/=(.*)/s)
    if (value === undefined || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
      return `invalid env: ${text}`
    variables.push({ name, value })
  }
  return variables
}

/** Follows ParsePairs of pkg/cmd/util/helpers.go. */
function annotationsOf(texts: readonly string[]): Readonly<Record<string, string>> | string {
  const pairs: (readonly [string, string])[] = []
  for (const text of texts.filter((one) => one !== '')) {
    const [name = '', value] = text.split(/=(.*)/s)
    if (name === '' || value === undefined) return `invalid annotations format: ${text}`
    pairs.push([name, value])
  }
  return Object.fromEntries(pairs)
}

function podOf(name: string, command: readonly string[], flags: Flags): Generated {
  const labels = flags.labels === '' ? { run: name } : parseLabelPairs(flags.labels)
  if (typeof labels === 'string') return labels
  const env = environment(flags.env)
  if (typeof env === 'string') return env
  const { port } = flags
  if (port !== '' && !/^[+-]?\d+$/.test(port))
    return `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
  const policy = flags['image-pull-policy']
  const annotations = annotationsOf(flags.annotations)
  if (typeof annotations === 'string') return annotations
  const container = {
    name,
    image: flags.image,
    ...(command.length === 0 ? {} : { [flags.command ? 'command' : 'args']: command }),
    ...(env.length === 0 ? {} : { env }),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    resources: {},
    ...(flags.stdin ? { stdin: true } : {}),
    ...(flags.stdin && !flags['leave-stdin-open'] ? { stdinOnce: true } : {}),
    ...(flags.tty ? { tty: true } : {}),
    ...(flags.privileged ? { securityContext: { privileged: true } } : {}),
  }
  return object({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      containers: [container],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.restart || 'Always',
    },
    status: {},
  } as never)
}

function serviceOf(name: string, { port, labels }: Flags): Exclude<Generated, string> {
  const selector = labels === '' ? { run: name } : parseLabelPairs(labels)
  const number = Number(port)
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port: number, protocol: 'TCP', targetPort: number }], selector },
    status: { loadBalancer: {} },
  } as never)
}

function* runPod(session: Session, options: RunOptions): Task<number> {
  const { attach } = options
  if (attach === null) return makePod(session, options)
  // The Pod itself is not told of: what it prints is.
  const lines: string[] = []
  const code = makePod({ ...session, out: (line) => void lines.push(line) }, options)
  if (code !== 0) {
    for (const line of lines) session.out(line)
    return code
  }
  return yield* attachToNew(session, options, attach)
}

function makePod(session: Session, options: RunOptions): number {
  const { name, namespace, isPlaced, pod, service, printing } = options
  const isDry = printing.dryRun === 'client'
  const placed = (one: Exclude<Generated, string>) =>
    isPlaced || !isDry ? inNamespace(one, namespace) : one
  if (service === null) return createObject(session, placed(pod), printing)
  // The Pod is created first and printed last.
  const lines: string[] = []
  const quiet = { ...session, out: (line: string) => void lines.push(line) }
  const code = createObject(quiet, placed(pod), printing)
  if (code !== 0) return fail(session, `could not run \`${name}\``, 'its Pod was refused', lines)
  const exposed = createObject(session, placed(service), printing)
  // kubectl writes a line of its own between the two, besides that of the printer.
  if (isDry && printing.format !== null) session.out('---')
  separate(session, printing)
  for (const line of lines) session.out(line)
  return exposed
}
