// `kubectl get`. Follows k8s.io/kubectl/pkg/cmd/get/get.go (v1.36).
import { inPreferredVersion } from '../custom-kinds.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG, unfollowed } from '../common-flags.ts'
import { parseCommandLine, type UsageError } from '../flags.ts'
import { printObjects } from '../get-table.ts'
import { sortObjects } from '../get-sort.ts'
import {
  type OutputFormat,
  parseFormat,
  type PlainFormat,
  printFormatted,
  readFormat,
} from '../output-formats.ts'
import { printText } from '../print-all.ts'
import { kindOfWord, resourceOf } from '../resource-types.ts'
import { findResources, parseResources, type ResourceRequest, withFiles } from '../resources.ts'
import { usageError } from '../usage.ts'
import type { ParsedOptions, ReadingCommand, ReadingSession } from '../verb.ts'

export interface GetOptions extends ResourceRequest {
  readonly format: OutputFormat
  readonly noHeaders: boolean
  readonly showLabels: boolean
  readonly showKind: boolean
  readonly labelColumns: readonly string[]
  readonly sortBy: string
  readonly showManagedFields?: boolean
  readonly ignoreNotFound: boolean
  /** One object is printed by itself, and not as a list of one. */
  readonly single: boolean
  readonly files: readonly string[]
  /** Asks only whether the server is well. */
  readonly isHealth: boolean
}

/** Paths below which a server says that it is well. */
const HEALTH: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz'])

export const GET_FLAGS = {
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
  'request-timeout': { kind: 'text', value: '0' },
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
  'filename',
  'ignore-not-found',
  'label-columns',
  'no-headers',
  'recursive',
  'request-timeout',
  'server-print',
  'output',
  'selector',
  'show-kind',
  'show-labels',
  'show-managed-fields',
  'sort-by',
  'template',
]

export const get: ReadingCommand<GetOptions> = {
  name: 'get',
  use: '[-o FORMAT] (TYPE [NAME | -l label] | TYPE/NAME ...)',
  flags: GET_FLAGS,
  completes: 'resources',
  parse,
  run,
}

function parse(line: readonly string[]): ParsedOptions<GetOptions> {
  return parseGet(line, FOLLOWED)
}

/** Reads a line of `get`; `followed` are the flags that are not refused. */
export function parseGet(
  line: readonly string[],
  followed: readonly string[] = Object.keys(GET_FLAGS),
): ParsedOptions<GetOptions> {
  const read = parseCommandLine('get', GET_FLAGS, line)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { raw, filename: files } = flags
  if (raw !== '' && args.length > 0)
    return usageError('arguments may not be passed when --raw is specified')
  if (HEALTH.has(raw)) return { ok: true, options: { ...HEALTHY, namespace } }
  if (args.length === 0 && files.length === 0 && raw === '') return NOTHING_REQUIRED
  const format = parseFormat(flags)
  if (flags['show-labels'] && flags.output !== '' && flags.output !== 'wide')
    return usageError(`--show-labels option cannot be used with ${flags.output} printer`)
  const left = unfollowed(read, GET_FLAGS, followed)
  if (left !== null) return left
  const selected = flags.selector !== '' || flags['field-selector'] !== ''
  const parsed =
    args.length === 0
      ? { ok: true as const, resources: [] }
      : parseResources({ args, selected, allowEmptySelector: true })
  if (!parsed.ok) return parsed
  if (!format.ok) return format
  const { resources } = parsed
  const options: GetOptions = {
    namespace,
    resources,
    selector: flags.selector,
    fieldSelector: flags['field-selector'],
    allNamespaces: flags['all-namespaces'],
    format: format.format,
    sortBy: flags['sort-by'],
    showManagedFields: flags['show-managed-fields'],
    noHeaders: flags['no-headers'],
    showLabels: flags['show-labels'],
    showKind: flags['show-kind'],
    labelColumns: flags['label-columns'],
    ignoreNotFound: flags['ignore-not-found'],
    single: resources.length === 1 && resources[0]?.name !== '',
    files,
    isHealth: false,
  }
  return { ok: true, options }
}

const HEALTHY: GetOptions = {
  namespace: 'default',
  resources: [],
  format: { kind: 'table', wide: false },
  sortBy: '',
  noHeaders: false,
  showLabels: false,
  showKind: false,
  labelColumns: [],
  ignoreNotFound: false,
  single: false,
  files: [],
  isHealth: true,
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

function run(session: ReadingSession, given: GetOptions): number {
  if (given.isHealth) {
    session.out('ok')
    return 0
  }
  const options = withFiles(session, given, given.files, sayBare)
  if (typeof options === 'number') return options
  const { format } = options
  const read =
    format.kind === 'file' ? readFormat(format, session.text) : { ok: true as const, format }
  if (!read.ok) {
    for (const line of read.lines) session.err(line)
    return 1
  }
  return show(session, { ...options, format: read.format })
}

/** Something in a namespace is named, and no namespace. */
function namesAcross({ reader }: ReadingSession, options: GetOptions): boolean {
  const { allNamespaces, resources, files } = options
  if (allNamespaces !== true || files.length > 0) return false
  return resources.some(({ kind, name }) => name !== '' && isNamespaced(reader, kind))
}

/** The options of a line whose format is at hand. */
type ShownOptions = GetOptions & { readonly format: PlainFormat }

function show(session: ReadingSession, options: ShownOptions): number {
  if (namesAcross(session, options)) {
    session.err('error: a resource cannot be retrieved by name across all namespaces')
    return 1
  }
  const found = findResources(session.reader, options)
  if (found.problem !== null) {
    session.err(found.problem)
    return 1
  }
  const missing = options.ignoreNotFound ? [] : found.missing
  const sorted = options.sortBy === '' ? null : sortObjects(found.objects, options.sortBy)
  if (sorted !== null && !sorted.ok) {
    // A table that cannot be sorted is none.
    return options.format.kind === 'table'
      ? sayNothing(session, options)
      : printError(session, sorted.message)
  }
  const printed = print(session, options, sorted?.objects ?? found.objects)
  for (const { kind, name } of missing)
    session.err(`Error from server (NotFound): ${resourceOf(kind)} "${name}" not found`)
  return missing.length > 0 ? 1 : printed
}

function print(
  session: ReadingSession,
  options: ShownOptions,
  objects: readonly ApiObject[],
): number {
  const { format, single, ignoreNotFound } = options
  const isEmpty = objects.length === 0
  if (format.kind === 'table') {
    if (isEmpty) return sayNothing(session, options)
    printText(
      session.out,
      printObjects(objects, {
        ...options,
        // The server answers with a table for each type that is asked for, also when it is empty.
        showKind: options.showKind || isOfSeveralTypes(session, options, objects),
        wide: format.wide,
        nowMs: session.nowMs,
        definitions: session.reader.list('CustomResourceDefinition'),
      }),
    )
    return 0
  }
  if (isEmpty && (single || ignoreNotFound)) return 0
  const asked = objects.map((object) => inPreferredVersion(session.reader, object))
  const { text, problem } = printFormatted(asked, format, options)
  printText(session.out, text)
  return problem === null ? 0 : printError(session, problem)
}

function isOfSeveralTypes(
  { reader }: ReadingSession,
  { resources }: GetOptions,
  objects: readonly ApiObject[],
): boolean {
  const listed = resources
    .filter(({ name }) => name === '')
    .map(({ kind }) => kindOfWord(kind, reader) ?? kind)
  return new Set([...listed, ...objects.map(({ kind }) => kind)]).size > 1
}

function printError(session: ReadingSession, message: string): 1 {
  for (const line of `error: ${message}`.split('\n')) session.err(line)
  return 1
}

/** An empty table says so, unless what was named is missing, which is said anyway. */
function sayNothing(session: ReadingSession, options: GetOptions): 0 {
  const { reader } = session
  const { allNamespaces, namespace, resources, ignoreNotFound } = options
  if (ignoreNotFound || resources.some(({ name }) => name !== '')) return 0
  const inOne = allNamespaces !== true && resources.every(({ kind }) => isNamespaced(reader, kind))
  session.err(inOne ? `No resources found in ${namespace} namespace.` : 'No resources found')
  return 0
}

function isNamespaced(reader: ReadingSession['reader'], word: string): boolean {
  const kind = kindOfWord(word, reader)
  return kind !== undefined && infoOf(kind).namespaced
}

/** What is wrong with a file stands among the errors of a list, which have no word before them. */
function sayBare({ err }: { err(line: string): void }, problems: readonly string[]): void {
  for (const line of problems.flatMap((problem) => problem.split('\n'))) err(line)
}
