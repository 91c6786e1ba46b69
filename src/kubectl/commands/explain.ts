// `kubectl explain`. Follows k8s.io/kubectl/pkg/cmd/explain/explain.go and pkg/explain/v2 (v1.36).
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { type Kind, infoOf } from '#api/meta/object.ts'
import { earlierText } from '../explain/earlier-text.ts'
import { explainText } from '../explain/explain-text.ts'
import type { ApiWords } from '../explain/words.ts'
import { parseCommandLine } from '../flags.ts'
import { kindOfWord } from '../resource-types.ts'
import { usageError } from '../usage.ts'
import type { ParsedOptions, ReadingCommand, ReadingSession } from '../verb.ts'

const FLAGS = {
  'api-version': { kind: 'text', value: '' },
  output: { kind: 'text', short: 'o', value: 'plaintext' },
  recursive: { kind: 'bool', short: 'R', value: false },
} as const

export interface ExplainOptions {
  readonly kind: Kind
  readonly path: readonly string[]
  readonly recursive: boolean
  /** In the form that it had before. */
  readonly isEarlier: boolean
}

let words: ApiWords = { descriptions: {}, enums: {} }

/** Gives the command the words of the API, which are large: whoever lets it run provides them first. */
export function provideDescriptions(provided: ApiWords): void {
  words = provided
}

export const explain: ReadingCommand<ExplainOptions> = {
  name: 'explain',
  use: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group]',
  flags: FLAGS,
  completes: 'resources',
  parse,
  run,
}

function parse(line: readonly string[]): ParsedOptions<ExplainOptions> {
  const read = parseCommandLine('explain', FLAGS, line)
  if (!read.ok) return read
  const { args, flags } = read
  const version = flags['api-version']
  if (args.length === 0)
    return usageError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    )
  if (args.length > 1) return usageError('We accept only this format: explain RESOURCE')
  const { kind, path } = splitPath(args[0] ?? '')
  if (kind === undefined) {
    const [word = ''] = (args[0] ?? '').split('.')
    return { ok: false, lines: [`the server doesn't have a resource type "${word}"`] }
  }
  if (path.slice(0, -1).includes(''))
    return usageError('invalid jsonpath syntax, first node must be field node')
  const isEarlier = flags.output === 'plaintext-openapiv2'
  if (!isEarlier && flags.output !== 'plaintext')
    return usageError(`unrecognized format: ${flags.output}`)
  const { apiVersion, resource } = infoOf(kind)
  if (version !== '' && version !== apiVersion) {
    if (isEarlier) return usageError(`couldn't find resource for "${version}, Kind=${kind}"`)
    const name = version.includes('/') ? version : `/${version}`
    return usageError(`GVR (${name}, Resource=${resource}) not found in OpenAPI schema`)
  }
  return {
    ok: true,
    options: {
      kind,
      path: path.filter((field) => field !== ''),
      recursive: flags.recursive,
      isEarlier,
    },
  }
}

/** 'deployments.apps.spec': the longest beginning that names a resource, and the fields behind it. */
function splitPath(text: string): {
  readonly kind: Kind | undefined
  readonly path: readonly string[]
} {
  const [word = '', ...path] = text.split('.')
  const kind = kindOfWord(word)
  if (kind === undefined) return { kind, path }
  const group = infoOf(kind).group.split('.')
  const isGroup = group[0] !== '' && group.every((part, index) => path[index] === part)
  return { kind, path: isGroup ? path.slice(group.length) : path }
}

function run(session: ReadingSession, options: ExplainOptions): number {
  const { out, err } = session
  const { kind, path, recursive } = options
  const missing = (field: string): 1 => {
    err(`error: field ${JSON.stringify(field)} does not exist`)
    return 1
  }
  if (options.isEarlier) {
    const found = earlierText(kind, path, { words, recursive })
    if ('missing' in found) return missing(found.missing)
    for (const line of found.lines) out(line)
    return 0
  }
  const { apiVersion } = infoOf(kind)
  const group = groupOfVersion(apiVersion)
  if (group !== '') out(`GROUP:      ${group}`)
  out(`KIND:       ${kind}`)
  out(`VERSION:    ${apiVersion.split('/').at(-1)}`)
  out('')
  const found = explainText(kind, path, { words, recursive })
  if ('missing' in found) return missing(found.missing)
  for (const line of found.text.split('\n')) out(line)
  return 0
}
