// `kubectl get`. Follows k8s.io/kubectl/pkg/cmd/get/get.go (v1.36).
import { type ApiObject } from '#api/meta/object.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { type FlagValues, parseCommandLine, type UsageError } from '../flags.ts'
import { printObjects } from '../get-table.ts'
import { resourceOf, typedName } from '../resource-types.ts'
import { findResources, type Found, parseResources, type ResourceRequest } from '../resources.ts'
import { withSortedKeys } from '../sorted-keys.ts'
import { usageError } from '../usage.ts'
import type { ReadingCommand, ReadingSession } from '../verb.ts'

export interface GetOptions extends ResourceRequest {
  /** '' and 'wide' print tables. */
  readonly output: string
  readonly noHeaders: boolean
  readonly showLabels: boolean
  readonly labelColumns: readonly string[]
  readonly ignoreNotFound: boolean
  /** One object is printed by itself, and not as a list of one. */
  readonly single: boolean
}

const FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  'chunk-size': { kind: 'number', value: 500 },
  'field-selector': { kind: 'text', value: '' },
  'ignore-not-found': { kind: 'bool', value: false },
  'label-columns': { kind: 'list', short: 'L', value: [] },
  'no-headers': { kind: 'bool', value: false },
  'output-watch-events': { kind: 'bool', value: false },
  raw: { kind: 'text', value: '' },
  'server-print': { kind: 'bool', value: true },
  'show-kind': { kind: 'bool', value: false },
  'show-labels': { kind: 'bool', value: false },
  'sort-by': { kind: 'text', value: '' },
  subresource: { kind: 'text', value: '' },
  watch: { kind: 'bool', short: 'w', value: false },
  'watch-only': { kind: 'bool', value: false },
} as const

const FOLLOWED = [
  'all-namespaces',
  'chunk-size',
  'field-selector',
  'ignore-not-found',
  'label-columns',
  'no-headers',
  'output',
  'selector',
  'show-labels',
]

const FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml'

const TABLES: ReadonlySet<string> = new Set(['', 'wide'])
const GENERIC: ReadonlySet<string> = new Set(['json', 'yaml', 'name'])

export const get: ReadingCommand<GetOptions> = {
  name: 'get',
  use: '[-o FORMAT] (TYPE [NAME | -l label] | TYPE/NAME ...)',
  flags: FLAGS,
  completes: 'resources',
  parse,
  run,
}

function parse(
  line: readonly string[],
): { readonly ok: true; readonly options: GetOptions } | UsageError {
  const read = parseCommandLine('get', FLAGS, line)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  if (args.length === 0) return NOTHING_REQUIRED
  const problem = formatProblem(flags) ?? unfollowed(read, FLAGS, FOLLOWED)
  if (problem !== null) return problem
  const selected = flags.selector !== '' || flags['field-selector'] !== ''
  const parsed = parseResources({ args, selected, allowEmptySelector: true })
  if (!parsed.ok) return parsed
  const { resources } = parsed
  const options: GetOptions = {
    namespace,
    resources,
    selector: flags.selector,
    fieldSelector: flags['field-selector'],
    allNamespaces: flags['all-namespaces'],
    output: flags.output,
    noHeaders: flags['no-headers'],
    showLabels: flags['show-labels'],
    labelColumns: flags['label-columns'],
    ignoreNotFound: flags['ignore-not-found'],
    single: resources.length === 1 && resources[0]?.name !== '',
  }
  return { ok: true, options }
}

const NOTHING_REQUIRED: UsageError = {
  ok: false,
  lines: [
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.',
    '',
    'error: Required resource not specified.',
    'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    "See 'kubectl get -h' for help and examples",
  ],
}

function formatProblem({
  output,
  'show-labels': showLabels,
}: FlagValues<typeof FLAGS>): UsageError | null {
  if (showLabels && !TABLES.has(output))
    return usageError(`--show-labels option cannot be used with ${output} printer`)
  if (TABLES.has(output) || GENERIC.has(output)) return null
  const [format = ''] = output.split('=')
  return FORMATS.split(',').includes(format)
    ? usageError(`-o ${format} is not simulated`)
    : usageError(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: ${FORMATS}`,
      )
}

function run(session: ReadingSession, options: GetOptions): number {
  const found = findResources(session.reader, options)
  const isTable = TABLES.has(options.output)
  const missing = options.ignoreNotFound ? [] : found.missing
  const code = missing.length === 0 ? 0 : 1
  if (!isTable) printGeneric(session, options, found)
  else if (found.objects.length > 0) {
    const { output, ...rest } = options
    const table = { ...rest, wide: output === 'wide', nowMs: session.nowMs }
    printLines(session, printObjects(found.objects, table))
  } else if (code === 0 && !options.ignoreNotFound) sayNothing(session, options)
  for (const { kind, name } of missing)
    session.err(`Error from server (NotFound): ${resourceOf(kind)} "${name}" not found`)
  return code
}

function printLines(session: ReadingSession, text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) session.out(line)
}

function sayNothing(session: ReadingSession, options: GetOptions): void {
  const inOne = options.allNamespaces !== true
  session.err(
    inOne ? `No resources found in ${options.namespace} namespace.` : 'No resources found',
  )
}

function printGeneric(session: ReadingSession, options: GetOptions, { objects }: Found): void {
  if (objects.length === 0 && (options.single || options.ignoreNotFound)) return
  if (options.output === 'name') {
    for (const object of objects) session.out(typedName(object))
    return
  }
  const [only] = objects
  const value = withSortedKeys(options.single && only !== undefined ? only : listOf(objects))
  const text = options.output === 'json' ? JSON.stringify(value, null, 4) : printYaml(value)
  printLines(session, text)
}

function listOf(items: readonly ApiObject[]): unknown {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}
