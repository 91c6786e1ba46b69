// `kubectl cp`: a file into a container, or out of one.
// Follows k8s.io/kubectl/pkg/cmd/cp/cp.go and filespec.go (v1.36).
import { keyOf } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { containerIn } from '../attachable-pod.ts'
import { parseCommandLine } from '../flags.ts'
import { type ContainerTarget, say, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

simplified(
  'kubectl-cp',
  '`kubectl cp` copies one file, without its rights, and no folder; the container needs no tar for it.',
)

const FLAGS = {
  container: { kind: 'text', short: 'c', value: '' },
  'no-preserve': { kind: 'bool', value: false },
  retries: { kind: 'number', value: 0 },
} as const

interface FileSpec {
  readonly namespace: string
  /** '' for a file of the terminal. */
  readonly pod: string
  readonly path: string
}

export interface CpOptions {
  readonly from: FileSpec
  readonly to: FileSpec
  readonly container: string
}

export const cp: LineCommand<CpOptions> = {
  name: 'cp',
  use: '<file-spec-src> <file-spec-dest>',
  flags: FLAGS,
  completes: 'files',
  changes: true,
  parse,
  run,
}

const FORMAT = 'filespec must match the canonical format: [[namespace/]pod:]file/path'

function parse(words: readonly string[]): ParsedOptions<CpOptions> {
  const read = parseCommandLine('cp', FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const [source = '', destination = ''] = args
  if (args.length !== 2) return usageError('source and destination are required')
  const from = fileSpecOf(source, namespace)
  const to = fileSpecOf(destination, namespace)
  if (from === null || to === null) return usageError(FORMAT)
  if (from.pod !== '' && to.pod !== '')
    return usageError('one of src or dest must be a local file specification')
  if (from.path === '' || to.path === '') return usageError('filepath can not be empty')
  if (from.pod === '' && to.pod === '')
    return usageError('one of src or dest must be a remote file specification')
  return { ok: true, options: { from, to, container: flags.container } }
}

/** Follows extractFileSpec. */
function fileSpecOf(text: string, namespace: string): FileSpec | null {
  const at = text.indexOf(':')
  if (at === 0) return null
  if (at < 0) return { namespace, pod: '', path: withoutSlash(text) }
  const pieces = text.slice(0, at).split('/')
  const path = withoutSlash(text.slice(at + 1))
  if (pieces.length > 2) return null
  const [pod = '', place = namespace] = pieces.toReversed()
  return { namespace: place, pod, path }
}

const withoutSlash = (path: string): string => (path === '/' ? path : path.replace(/\/$/, ''))

function run(session: Session, options: CpOptions): number {
  return options.to.pod === '' ? copyFrom(session, options) : copyTo(session, options)
}

/** The container of a Pod that runs; null when there is none, which was said. */
function targetOf(
  session: Session,
  { namespace, pod: name }: FileSpec,
  wanted: string,
): ContainerTarget | null {
  const pod = session.client.get('Pod', namespace, name)
  if (pod === undefined) {
    session.err(`Error from server (NotFound): pods ${JSON.stringify(name)} not found`)
    return null
  }
  const { phase = '' } = pod.status ?? {}
  if (phase === 'Succeeded' || phase === 'Failed') {
    session.err(`error: cannot exec into a container in a completed pod; current phase is ${phase}`)
    return null
  }
  const container = containerIn(session, pod, wanted, false)
  if (container === null) return null
  if ((pod.spec?.nodeName ?? '') === '') {
    session.err(`error: unable to upgrade connection: pod ${name} does not have a host assigned`)
    return null
  }
  const refused = session.containers.refusal({ pod, container })
  if (refused === null) return { pod, container }
  session.err(refused)
  return null
}

const baseOf = (path: string): string => path.split('/').at(-1) ?? ''

function copyTo(session: Session, { from, to, container }: CpOptions): number {
  const content = session.text(from.path)
  if (content === undefined) {
    session.err(`error: ${from.path} doesn't exist in local filesystem`)
    return 1
  }
  const target = targetOf(session, to, container)
  if (target === null) return 1
  tell(session, target, `copied \`${from.path}\` to \`${to.path}\` in`)
  const problem = session.containers.putFile(target, to.path, content)
  if (problem === null) return 0
  session.err(problem)
  return 1
}

function copyFrom(session: Session, { from, to, container }: CpOptions): number {
  const target = targetOf(session, from, container)
  if (target === null) return 1
  const content = session.containers.readFile(target, from.path)
  if (content === undefined) {
    session.err(`tar: ${from.path}: Cannot stat: No such file or directory`)
    session.err('tar: Exiting with failure status due to previous errors')
    session.err('command terminated with exit code 2')
    return 1
  }
  session.err(`tar: Removing leading \`/' from member names`)
  tell(session, target, `copied \`${from.path}\` from`)
  const isFolder = /(^|\/)\.{1,2}$/.test(to.path)
  const path = isFolder ? `${to.path}/${baseOf(from.path)}` : to.path
  session.leave({ file: { path, content } })
  return 0
}

function tell(session: Session, { pod, container }: ContainerTarget, what: string): void {
  const { name = '' } = pod.metadata
  say(session, `${what} container \`${container}\` of Pod \`${name}\``, 'Copied', [keyOf(pod)])
}
