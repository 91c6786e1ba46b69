// `kubectl auth can-i`: everybody may do everything, because there is no authorization.
// Follows k8s.io/kubectl/pkg/cmd/auth/cani.go (v1.36).
import { infoOf } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { parseCommandLine } from '../flags.ts'
import { kindOfWord } from '../resource-types.ts'
import { notSimulated } from '../usage.ts'
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

export interface CanOptions {
  readonly verb: string
  readonly resource: string
  readonly quiet: boolean
  readonly allNamespaces: boolean
}

export const auth: ReadingCommand<CanOptions> = {
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

function parse(words: readonly string[]): ParsedOptions<CanOptions> {
  const read = parseCommandLine('auth can-i', FLAGS, words)
  if (!read.ok) return read
  const [what = '', ...args] = read.args
  if (what === '') return notSimulated('auth without a command')
  if (what === 'reconcile' || what === 'whoami') return notSimulated(`auth ${what}`)
  if (what !== 'can-i') {
    return {
      ok: false,
      lines: [`error: unknown command "${what}"`, "See 'kubectl auth -h' for help and examples"],
    }
  }
  if (read.flags.list) return notSimulated('--list')
  const [verb, resource] = args
  if (verb === undefined || resource === undefined || args.length > 2)
    return { ok: false, lines: TWO_ARGUMENTS }
  return {
    ok: true,
    options: {
      verb,
      resource,
      quiet: read.flags.quiet,
      allNamespaces: read.flags['all-namespaces'],
    },
  }
}

function run(
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
