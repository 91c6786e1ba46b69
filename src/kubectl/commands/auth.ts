// `kubectl auth`: everybody may do everything, because there is no authorization.
// Follows cani.go and whoami.go of k8s.io/kubectl/pkg/cmd/auth (v1.36).
import { infoOf } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { timeOf } from '#api/meta/time.ts'
import { groupPage } from '../command-groups.ts'
import { FILE_FLAGS, PRINT_FLAGS } from '../common-flags.ts'
import { GLOBAL_FLAGS, parseCommandLine } from '../flags.ts'
import { CLUSTER } from '../kubeconfig.ts'
import { printValue } from '../output-formats.ts'
import { printText } from '../print-all.ts'
import { parsePrinting, type Printing } from '../printing.ts'
import { kindOfWord } from '../resource-types.ts'
import { splitCommand } from '../split-command.ts'
import { alignCells } from '../table.ts'
import { notSimulated, unknownSubcommand, usageError } from '../usage.ts'
import type { ParsedOptions, ReadingCommand, ReadingSession } from '../verb.ts'

simplified(
  'kubectl-auth',
  '`kubectl auth can-i` says yes to everything: Roles are stored, and nobody asks them.',
)

const FLAGS = {
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  list: { kind: 'bool', value: false },
  'no-headers': { kind: 'bool', value: false },
  quiet: { kind: 'bool', short: 'q', value: false },
  subresource: { kind: 'text', value: '' },
} as const

const VERBS = new Set(
  '* get list watch create update patch delete deletecollection use bind impersonate escalate approve sign attest proxy'.split(
    ' ',
  ),
)

interface CanOptions {
  readonly what: 'can-i'
  readonly verb: string
  readonly resource: string
  readonly quiet: boolean
  readonly allNamespaces: boolean
}

export type AuthOptions =
  | CanOptions
  | { readonly what: 'list'; readonly noHeaders: boolean }
  | { readonly what: 'whoami'; readonly user: User; readonly format: Printing['format'] }

interface User {
  readonly username: string
  readonly groups: readonly string[]
}

export const auth: ReadingCommand<AuthOptions> = {
  name: 'auth',
  use: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: FLAGS,
  completes: 'files',
  parse,
  run,
}

const TWO_ARGUMENTS = [
  'error: you must specify two arguments: verb resource or verb resource/resourceName.',
  "See 'kubectl auth can-i -h' for help and examples.",
]

function parse(words: readonly string[]): ParsedOptions<AuthOptions> {
  const { command: what, rest } = splitCommand(words)
  if (what === '') return groupPage('auth')
  if (what === 'can-i') return parseCan(rest)
  if (what === 'whoami') return parseWho(rest)
  return what === 'reconcile'
    ? parseReconcile(rest)
    : (unknownSubcommand('auth', words) ?? groupPage('auth'))
}

function parseReconcile(words: readonly string[]): ParsedOptions<AuthOptions> {
  const read = parseCommandLine('auth reconcile', FILE_FLAGS, words)
  if (!read.ok) return read
  return read.flags.filename.length === 0 && read.flags.kustomize === ''
    ? usageError('must specify one of -f and -k')
    : notSimulated('auth reconcile')
}

const WHO_FLAGS = {
  ...PRINT_FLAGS,
  as: GLOBAL_FLAGS.as,
  'as-group': GLOBAL_FLAGS['as-group'],
} as const

function parseWho(words: readonly string[]): ParsedOptions<AuthOptions> {
  const read = parseCommandLine('auth whoami', WHO_FLAGS, words)
  if (!read.ok) return read
  const printing = parsePrinting({ ...read.flags, 'dry-run': 'none' })
  if (!printing.ok) return printing
  const { as, 'as-group': groups } = read.flags
  if (as === '' && groups.length > 0)
    return usageError(
      `requesting uid, groups or user-extra for ${CLUSTER} without impersonating a user`,
    )
  const user = as === '' ? ADMIN : impersonated(as, groups)
  return { ok: true, options: { what: 'whoami', user, format: printing.printing.format } }
}

/** The person of a cluster that kubeadm made. */
const ADMIN: User = {
  username: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
}

/** Follows WithImpersonation of k8s.io/apiserver/pkg/endpoints/filters/impersonation (v1.36). */
function impersonated(username: string, asked: readonly string[]): User {
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(username) ?? []
  const own =
    namespace === undefined || asked.length > 0
      ? asked
      : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
  const isAnonymous = username === 'system:anonymous'
  const everybody = isAnonymous ? 'system:unauthenticated' : 'system:authenticated'
  return { username, groups: own.includes(everybody) ? own : [...own, everybody] }
}

function parseCan(words: readonly string[]): ParsedOptions<AuthOptions> {
  const read = parseCommandLine('auth can-i', FLAGS, words)
  if (!read.ok) return read
  const { args } = read
  if (read.flags.list) {
    return args.length > 0
      ? usageError('list option must be specified with no arguments')
      : { ok: true, options: { what: 'list', noHeaders: read.flags['no-headers'] } }
  }
  const [verb, resource] = args
  if (verb === undefined || resource === undefined || args.length > 2)
    return { ok: false, lines: TWO_ARGUMENTS }
  return {
    ok: true,
    options: {
      what: 'can-i',
      verb,
      resource,
      quiet: read.flags.quiet,
      allNamespaces: read.flags['all-namespaces'],
    },
  }
}

function run(session: ReadingSession, options: AuthOptions): number {
  if (options.what === 'can-i') return sayWhether(session, options)
  if (options.what === 'list') return printRules(session, options.noHeaders)
  return printUser(session, options)
}

function printRules({ out }: ReadingSession, noHeaders: boolean): number {
  const header = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']
  const rules = [
    ['*.*', '[]', '[]', '[*]'],
    ['', '[*]', '[]', '[*]'],
  ]
  const text = alignCells(noHeaders ? rules : [header, ...rules])
  for (const line of text.replace(/\n$/, '').split('\n')) out(line)
  return 0
}

function printUser(
  session: ReadingSession,
  { user, format }: Extract<AuthOptions, { readonly what: 'whoami' }>,
): number {
  if (format === null) {
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ['Username', user.username],
      ['Groups', `[${user.groups.join(' ')}]`],
    ]
    printText(session.out, alignCells(rows))
    return 0
  }
  if (format.kind === 'name') {
    // The printer asks a review for a name, which it has not.
    session.out('selfsubjectreview.authentication.k8s.io/<unknown>')
    return 0
  }
  const review = {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: timeOf(session.nowMs) },
    status: { userInfo: user },
  }
  const { text, problem } = printValue(review, format)
  printText(session.out, text)
  if (problem === null) return 0
  session.err(`error: ${problem}`)
  return 1
}

function sayWhether(
  { out, err }: ReadingSession,
  { verb, resource, quiet, allNamespaces }: CanOptions,
): number {
  const warn = (sentence: string): void => {
    err(`Warning: ${sentence}`)
    err('')
  }
  const isPath = resource.startsWith('/')
  const [type = ''] = resource.split('/')
  const kind = kindOfWord(type)
  if (!isPath && type !== '*') {
    if (kind === undefined) warn(`the server doesn't have a resource type '${type}'`)
    else if (!infoOf(kind).namespaced && !allNamespaces)
      warn(
        `resource '${infoOf(kind).resource}' is not namespace scoped${scopeOf(infoOf(kind).group)}`,
      )
  }
  if (!isPath && !VERBS.has(verb)) warn(`verb '${verb}' is not a known verb`)
  if (!quiet) out('yes')
  return 0
}

function scopeOf(group: string): string {
  return group === '' ? '' : ` in group '${group}'`
}
