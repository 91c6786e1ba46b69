// `kubectl exec`. Follows k8s.io/kubectl/pkg/cmd/exec/exec.go (v1.36); what the kubelet and the runtime answer comes through
// the API server's stream translator, which says each failure as an internal error.
import { keyOf } from '#api/meta/object.ts'
import type { Pod } from '#api/generated/types.ts'
import { type Task, wait } from '#sim/task.ts'
import { attachablePod, containerIn } from '../attachable-pod.ts'
import { unfollowed } from '../common-flags.ts'
import { joinWords, parseCommandLine } from '../flags.ts'
import { lineWriter } from '../line-writer.ts'
import { say, type Session } from '../session.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  container: { kind: 'text', short: 'c', value: '' },
  filename: { kind: 'list', short: 'f', value: [] },
  'pod-running-timeout': { kind: 'duration', value: 60_000 },
  quiet: { kind: 'bool', short: 'q', value: false },
  stdin: { kind: 'bool', short: 'i', value: false },
  tty: { kind: 'bool', short: 't', value: false },
} as const

const FOLLOWED = ['container', 'pod-running-timeout', 'quiet', 'stdin', 'tty']

export interface ExecOptions {
  readonly namespace: string
  /** `POD` or `TYPE/NAME`. */
  readonly resource: string
  readonly container: string
  readonly command: readonly string[]
  /** The file that is its standard input; '' for none. */
  readonly stdinFile: string
  readonly stdin: boolean
  readonly tty: boolean
  readonly quiet: boolean
}

export const exec: LineCommand<ExecOptions> = {
  name: 'exec',
  use: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: FLAGS,
  completes: 'resources',
  changes: true,
  parse,
  run,
}

function parse(words: readonly string[]): ParsedOptions<ExecOptions> {
  const read = parseCommandLine('exec', FLAGS, words)
  if (!read.ok) return read
  const { args, behindDash, flags, namespace } = read
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const before = behindDash === null ? args : args.slice(0, args.length - behindDash.length)
  if (behindDash === null && args.length > 1)
    return usageErrorWithHelp(
      'exec',
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    )
  const [resource = ''] = before
  if (resource === '') return usageError('pod, type/name or --filename must be specified')
  const { command, stdinFile } = withoutStdin(behindDash ?? [])
  if (command.length === 0)
    return usageError('you must specify at least one command for the container')
  const { container, stdin, tty, quiet } = flags
  const options = { namespace, resource, container, command, stdinFile, stdin, quiet }
  return { ok: true, options: { ...options, tty: tty && stdin } }
}

/** What was piped into it stands behind the command of an action: `< file`. */
export function withoutStdin(words: readonly string[]): Pick<ExecOptions, 'command' | 'stdinFile'> {
  return words.at(-2) === '<'
    ? { command: words.slice(0, -2), stdinFile: words.at(-1) ?? '' }
    : { command: words, stdinFile: '' }
}

/** True for a shell that waits for somebody to type: `sh`, `/bin/bash -il`. */
export function isBareShell([program = '', ...args]: readonly string[]): boolean {
  return (
    /^(?:\S*\/)?(?:sh|bash|ash|dash)$/.test(program) && args.every((arg) => /^-[il]+$/.test(arg))
  )
}

function* run(session: Session, options: ExecOptions): Task<number> {
  const { namespace, resource, command, stdinFile, tty } = options
  const pod = attachablePod(session, namespace, resource)
  if (typeof pod === 'number') return pod
  const { phase = '' } = pod.status ?? {}
  if (phase === 'Succeeded' || phase === 'Failed') {
    session.err(`error: cannot exec into a container in a completed pod; current phase is ${phase}`)
    return 1
  }
  const container = containerIn(session, pod, options.container, options.quiet)
  if (container === null) return 1
  const types = options.stdin && stdinFile === '' && isBareShell(command)
  const out = lineWriter((line) => session.out(line))
  const err = tty ? out : lineWriter((line) => session.err(line))
  tell(session, pod, `ran \`${shortened(joinWords(command))}\` in container \`${container}\``)
  const done = session.containers.exec({
    pod,
    container,
    command,
    stdin: stdinFile === '' ? '' : (session.text(stdinFile) ?? ''),
    out: (text) => out.write(text),
    err: (text) => err.write(text),
    ...(types ? { typed: { line: '', cwd: null, variables: {} } } : {}),
  })
  yield* wait(done)
  const outcome = done.value
  out.end()
  err.end()
  if (outcome.error !== null) {
    session.err(outcome.error)
    return 1
  }
  const [program = ''] = command
  const { name = '' } = pod.metadata
  if (outcome.shell !== null)
    session.leave({ shell: { ...outcome.shell, namespace, pod: name, container, program } })
  return sayExit(session, outcome.exitCode)
}

/** Says how a command ended that did not end with 0; its exit code. */
export function sayExit({ err }: Pick<Session, 'err'>, exitCode: number): number {
  if (exitCode !== 0) err(`command terminated with exit code ${exitCode}`)
  return exitCode
}

const MAX_SHOWN = 80

function shortened(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > MAX_SHOWN || line !== text ? `${line.slice(0, MAX_SHOWN)}…` : line
}

function tell(session: Session, pod: Pod, what: string): void {
  say(session, `${what} of Pod \`${pod.metadata.name ?? ''}\``, 'Exec', [keyOf(pod)])
}
