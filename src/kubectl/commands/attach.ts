// `kubectl attach`: prints what a container prints from now on.
// Follows k8s.io/kubectl/pkg/cmd/attach/attach.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { attachablePod, containerIn } from '../attachable-pod.ts'
import { parseCommandLine } from '../flags.ts'
import type { Session } from '../session.ts'
import { notSimulated, usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import type { Task } from '#sim/task.ts'
import { logs } from './logs.ts'

simplified(
  'kubectl-attach',
  '`kubectl attach` shows what the container prints; nothing can be typed into its process: `kubectl exec -it` opens a shell beside it.',
)

const FLAGS = {
  container: { kind: 'text', short: 'c', value: '' },
  'detach-keys': { kind: 'text', value: 'ctrl-p,ctrl-q' },
  'pod-running-timeout': { kind: 'duration', value: 60_000 },
  quiet: { kind: 'bool', short: 'q', value: false },
  stdin: { kind: 'bool', short: 'i', value: false },
  tty: { kind: 'bool', short: 't', value: false },
} as const

export interface AttachOptions {
  readonly namespace: string
  readonly resource: string
  readonly container: string
  readonly quiet: boolean
  readonly stdin: boolean
}

export const attach: LineCommand<AttachOptions> = {
  name: 'attach',
  use: '(POD | TYPE/NAME) -c CONTAINER',
  flags: FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run,
}

const MAX_ARGS = 2

function parse(words: readonly string[]): ParsedOptions<AttachOptions> {
  const read = parseCommandLine('attach', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  if (args.length === 0) return usageError('at least 1 argument is required for attach')
  if (args.length > MAX_ARGS)
    return usageError(
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
    )
  if (flags['pod-running-timeout'] <= 0)
    return usageError('--pod-running-timeout must be higher than zero')
  const { container, quiet, stdin } = flags
  return {
    ok: true,
    options: { namespace, resource: args.join('/'), container, quiet, stdin },
  }
}

function* run(session: Session, options: AttachOptions): Task<number> {
  const { namespace, resource, quiet, stdin } = options
  const pod = attachablePod(session, namespace, resource)
  if (typeof pod === 'number') return pod
  const { phase = '' } = pod.status ?? {}
  if (phase === 'Succeeded' || phase === 'Failed') {
    session.err(`error: cannot attach a container in a completed pod; current phase is ${phase}`)
    return 1
  }
  // What is said of its containers is said as the reason.
  const err = (line: string): void =>
    session.err(line.replace(/^error: /, 'error: cannot attach to the container: '))
  const container = containerIn({ err }, pod, options.container, quiet)
  if (container === null) return 1
  if (!quiet) {
    session.err(
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.',
    )
    session.err("If you don't see a command prompt, try pressing enter.")
  }
  const { name = '' } = pod.metadata
  if ((pod.spec?.nodeName ?? '') === '') {
    session.err(`error: unable to upgrade connection: pod ${name} does not have a host assigned`)
    return 1
  }
  if (stdin) {
    for (const line of notSimulated('--stdin').lines) session.err(line)
    return 1
  }
  const words = [name, '-n', namespace, '-c', container, '-f', '--since=1ms']
  const follows = logs.parse(words)
  if (!follows.ok) return 1
  const code = logs.run(session, follows.options)
  return typeof code === 'number' ? code : yield* code
}
