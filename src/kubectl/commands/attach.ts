// `kubectl attach`: prints what a container prints from now on, and types into its process.
// Follows k8s.io/kubectl/pkg/cmd/attach/attach.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { attachTo, greet } from '../attach-session.ts'
import { attachablePod, containerIn } from '../attachable-pod.ts'
import { parseCommandLine } from '../flags.ts'
import type { Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import type { Task } from '#sim/task.ts'
import { withoutStdin } from './exec.ts'

simplified(
  'kubectl-attach',
  'what is typed into an attached process goes there line by line; it cannot be left without ending it but by Ctrl+C of a line that waits.',
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
  readonly tty: boolean
  /** The file that is piped into it; '' for none. */
  readonly stdinFile: string
}

export const attach: LineCommand<AttachOptions> = {
  name: 'attach',
  use: '(POD | TYPE/NAME) -c CONTAINER',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

const MAX_ARGS = 2

function parse(line: readonly string[]): ParsedOptions<AttachOptions> {
  const { command: words, stdinFile } = withoutStdin(line)
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
  const { container, quiet, stdin, tty } = flags
  return {
    ok: true,
    options: { namespace, resource: args.join('/'), container, quiet, stdin, tty, stdinFile },
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
  if ((pod.spec?.nodeName ?? '') === '') {
    greet(session, quiet)
    session.err(
      `error: unable to upgrade connection: pod ${pod.metadata.name ?? ''} does not have a host assigned`,
    )
    return 1
  }
  const { stdinFile, tty } = options
  const result = yield* attachTo(session, {
    pod,
    container,
    stdin,
    tty,
    quiet,
    piped: stdinFile === '' ? null : (session.text(stdinFile) ?? ''),
    fromStart: false,
    removes: false,
  })
  return result === 'failed' ? 1 : 0
}
