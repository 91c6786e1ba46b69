// `kubectl describe`. Follows k8s.io/kubectl/pkg/cmd/describe/describe.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { FILE_FLAGS, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { describeObject } from '../describe/describers.ts'
import { parseCommandLine, type UsageError } from '../flags.ts'
import { kindOfWord, resourceOf } from '../resource-types.ts'
import { findResources, parseResources, type ResourceRequest, withFiles } from '../resources.ts'
import { usageError } from '../usage.ts'
import type { ReadingCommand, ReadingSession } from '../verb.ts'

export interface DescribeOptions extends ResourceRequest {
  readonly files: readonly string[]
  /** Undefined where the line does not say. */
  readonly showEvents: boolean | undefined
  /** A type and one name, which may be the beginning of several. */
  readonly prefix: string | undefined
}

const FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  'chunk-size': { kind: 'number', value: 500 },
  'show-events': { kind: 'bool', value: true },
} as const

const FOLLOWED = ['all-namespaces', 'chunk-size', 'filename', 'selector', 'show-events']

export const describe: ReadingCommand<DescribeOptions> = {
  name: 'describe',
  use: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: FLAGS,
  completes: 'resources',
  parse,
  run,
}

function parse(
  line: readonly string[],
): { readonly ok: true; readonly options: DescribeOptions } | UsageError {
  const read = parseCommandLine('describe', FLAGS, line)
  if (!read.ok) return read
  const { args, flags, changed, namespace } = read
  const { selector, filename: files } = flags
  if (args.length === 0 && files.length === 0)
    return usageError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    )
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const parsed =
    args.length === 0
      ? { ok: true as const, resources: [] }
      : parseResources({ args, selected: selector !== '', allowEmptySelector: true })
  if (!parsed.ok) return parsed
  const options: DescribeOptions = {
    namespace,
    resources: parsed.resources,
    selector,
    allNamespaces: flags['all-namespaces'],
    files,
    showEvents: changed.has('show-events') ? flags['show-events'] : undefined,
    // Two words that are both TYPE/NAME count as a type and a prefix too, which then nothing has.
    prefix: args.length === 2 ? args[1] : undefined,
  }
  return { ok: true, options }
}

function run(session: ReadingSession, given: DescribeOptions): number {
  const { reader, nowMs, err } = session
  const options = withFiles(session, given, given.files)
  if (typeof options === 'number') return options
  const found = findResources(reader, options)
  if (found.problem !== null) {
    err(found.problem)
    return 1
  }
  const { objects, missing } = found
  if (missing.length > 0 && options.prefix !== undefined) {
    const matching = withPrefix(session, options)
    for (const object of matching) {
      const text = describeObject(object, { reader, nowMs }, options.showEvents ?? false)
      printText(session, `${text}\n`)
    }
    if (matching.length > 0) return 0
    // Of a single thing that is missing its error is all that is said.
    if (missing.length === 1) return failMissing(session, missing)
  }
  const isOne = objects.length === 1 && missing.length === 0
  const showEvents = options.showEvents ?? isOne
  const texts = objects.map((object) => describeObject(object, { reader, nowMs }, showEvents))
  if (texts.length > 0) printText(session, texts.join('\n\n'))
  if (missing.length > 0) return failMissing(session, missing)
  if (objects.length === 0)
    err(
      options.allNamespaces === true
        ? 'No resources found'
        : `No resources found in ${options.namespace} namespace.`,
    )
  return 0
}

function failMissing(
  { err }: ReadingSession,
  missing: ReturnType<typeof findResources>['missing'],
): 1 {
  for (const { kind, name } of missing)
    err(`Error from server (NotFound): ${resourceOf(kind)} "${name}" not found`)
  return 1
}

function withPrefix({ reader }: ReadingSession, options: DescribeOptions): readonly ApiObject[] {
  const [{ kind: word } = { kind: '' }] = options.resources
  const kind = kindOfWord(word, reader)
  if (kind === undefined || options.prefix?.includes('/') === true) return []
  return reader
    .list(kind, { namespace: options.namespace })
    .filter(({ metadata }) => metadata.name?.startsWith(options.prefix ?? '') === true)
}

function printText({ out }: ReadingSession, text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) out(line)
}
