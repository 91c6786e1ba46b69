// `kubectl annotate`, and the rarer options of `kubectl label`, which is the same for labels.
// Follows k8s.io/kubectl/pkg/cmd/annotate/annotate.go and label/label.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unfollowed,
} from '../common-flags.ts'
import { parseCommandLine, type UsageError } from '../flags.ts'
import { type Pairs, parsePairs, splitPairs } from '../pairs.ts'
import { parsePrinting, printDone, type Printing } from '../printing.ts'
import { onEach, parseResources, type ResourceRequest, withFiles } from '../resources.ts'
import { fail, failRefused, narrate, type Session } from '../session.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

const FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  all: { kind: 'bool', value: false },
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  'field-manager': { kind: 'text', value: '' },
  'field-selector': { kind: 'text', value: '' },
  list: { kind: 'bool', value: false },
  local: { kind: 'bool', value: false },
  overwrite: { kind: 'bool', value: false },
  'resource-version': { kind: 'text', value: '' },
} as const

const NOT_FOLLOWED = ['kustomize', 'local', 'recursive']
const FOLLOWED = Object.keys(FLAGS).filter((name) => !NOT_FOLLOWED.includes(name))

/** What tells annotations and labels apart. */
interface Sort {
  readonly name: 'annotate' | 'label'
  /** In sentences of kubectl: 'at least one annotation update'. */
  readonly word: string
  readonly field: 'annotations' | 'labels'
}

const ANNOTATIONS: Sort = { name: 'annotate', word: 'annotation', field: 'annotations' }
const LABELS: Sort = { name: 'label', word: 'label', field: 'labels' }

export interface PairsOptions extends ResourceRequest {
  readonly files: readonly string[]
  readonly pairs: Pairs
  readonly overwrite: boolean
  readonly list: boolean
  readonly resourceVersion: string
  readonly printing: Printing
}

function command(sort: Sort): LineCommand<PairsOptions> {
  return {
    name: sort.name,
    use: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
    flags: FLAGS,
    completes: 'resources',
    changes: true,
    parse: (words) => parse(sort, words),
    run: (session, options) => run(sort, session, options),
  }
}

export const annotate = command(ANNOTATIONS)
export const labelWithOptions = command(LABELS)

function parse(sort: Sort, words: readonly string[]): ParsedOptions<PairsOptions> {
  const read = parseCommandLine(sort.name, FLAGS, words)
  if (!read.ok) return read
  const { flags, namespace } = read
  const { all, selector, list, overwrite, filename: files } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const args = splitPairs(read.args, sort.word)
  if (typeof args === 'string') return usageError(args)
  const pairs = sort === LABELS ? parsePairs(args.pairs) : parseAnnotations(args.pairs)
  if (typeof pairs === 'string') return usageError(pairs)
  const problem = problemOf(sort, { ...flags, pairs: args.pairs, names: args.resources })
  if (problem !== null) return problem
  const left = unfollowed(read, FLAGS, FOLLOWED)
  if (left !== null) return left
  const fields = flags['field-selector']
  const resources =
    args.resources.length === 0
      ? { ok: true as const, resources: [] }
      : parseResources({
          args: args.resources,
          selected: selector !== '' || fields !== '',
          allowEmptySelector: all,
        })
  if (!resources.ok) return resources
  return {
    ok: true,
    options: {
      namespace,
      resources: resources.resources,
      selector,
      fieldSelector: fields,
      allNamespaces: flags['all-namespaces'],
      files,
      pairs,
      overwrite,
      list,
      resourceVersion: flags['resource-version'],
      printing: printing.printing,
    },
  }
}

interface Given {
  readonly all: boolean
  readonly selector: string
  readonly 'field-selector': string
  readonly list: boolean
  readonly output: string
  readonly filename: readonly string[]
  readonly pairs: readonly string[]
  readonly names: readonly string[]
}

function problemOf({ word }: Sort, given: Given): UsageError | null {
  const { all, selector, list, output, filename, pairs, names } = given
  if (list && output !== '') return usageError('--list and --output may not be specified together')
  if (all && selector !== '') return usageError('cannot set --all and --selector at the same time')
  if (all && given['field-selector'] !== '')
    return usageError('cannot set --all and --field-selector at the same time')
  if (names.length === 0 && filename.length === 0)
    return usageError(
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    )
  if (pairs.length === 0 && !list) return usageError(`at least one ${word} update is required`)
  return null
}

function parseAnnotations(pairs: readonly string[]): Pairs | string {
  const set: Record<string, string> = {}
  const remove: string[] = []
  for (const pair of pairs) {
    const [key = '', value] = pair.split(/=(.*)/s)
    if (value === undefined) remove.push(pair.slice(0, -1))
    else set[key] = value
  }
  const both = remove.filter((key) => Object.hasOwn(set, key))
  return both.length > 0
    ? `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`
    : { set, remove }
}

function run(sort: Sort, session: Session, given: PairsOptions): number {
  const options = withFiles(session, given, given.files)
  if (typeof options === 'number') return options
  const isOne = options.resources.length === 1 && options.resources[0]?.name !== ''
  if (!isOne && options.resourceVersion !== '')
    return fail(session, `could not ${sort.name}`, 'there are several objects', [
      'error: --resource-version may only be used with a single resource',
    ])
  const change = (one: ApiObject): number =>
    options.list ? list(sort, session, one, isOne) : changeObject(sort, session, one, options)
  return onEach(session, options, sort.name, change) ?? 0
}

function list({ field }: Sort, { out }: Session, object: ApiObject, isOne: boolean): number {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''
  if (!isOne)
    out(`Listing ${field} for ${shownKind(object.kind)}.${group}/${object.metadata.name ?? ''}:`)
  for (const [key, value] of Object.entries(object.metadata[field] ?? {}))
    out(`${isOne ? '' : ' '}${key}=${value}`)
  return 0
}

function changeObject(
  sort: Sort,
  session: Session,
  object: ApiObject,
  { pairs: { set, remove }, overwrite, resourceVersion, printing }: PairsOptions,
): number {
  const { field, name: verb } = sort
  const old = object.metadata[field] ?? {}
  if (sort === LABELS)
    for (const key of remove) if (!Object.hasOwn(old, key)) session.out(`label "${key}" not found.`)
  const taken = overwrite ? [] : takenBy(sort, old, set)
  if (taken.length > 0) return failTaken(sort, session, object, taken)
  const values = Object.fromEntries(
    Object.entries({ ...old, ...set }).filter(([key]) => !remove.includes(key)),
  )
  const added = Object.entries(set).some(([key, value]) => old[key] !== value)
  const removed = remove.some((key) => Object.hasOwn(old, key))
  const done = sort === LABELS ? changeWord(added, removed) : 'annotated'
  const next = { ...object, metadata: { ...object.metadata, [field]: values } } as ApiObject
  if (printing.dryRun === 'client') return printDone(session, next, done, printing)
  if (!added && !removed) return printDone(session, object, done, printing)
  const { namespace = '', name = '' } = object.metadata
  const nulls = Object.fromEntries(remove.map((key) => [key, null]))
  const version = resourceVersion === '' ? {} : { resourceVersion }
  const body = { metadata: { ...version, [field]: { ...set, ...nulls } } }
  const said = `${sort === LABELS ? 'labeled' : 'annotated'} ${nameInSentence(object)} with ${wordsOf(set, remove)}`
  const patch = { type: 'merge', body } as const
  const narration = narrate(said, sort === LABELS ? 'Labeled' : 'Annotated')
  const result = session.client.patch(object.kind, namespace, name, patch, narration)
  if (!result.ok) return failRefused(session, verb, object, result.status)
  return printDone(session, result.object, done, printing)
}

function wordsOf(set: Pairs['set'], remove: readonly string[]): string {
  const pairs = Object.entries(set).map(([key, value]) => `${key}=${value}`)
  return [...pairs, ...remove.map((key) => `${key}-`)].map((text) => `\`${text}\``).join(', ')
}

/** What is there already with another value, in kubectl's words; an annotation counts with the same value as well. */
function takenBy(
  sort: Sort,
  old: Readonly<Record<string, string>>,
  set: Pairs['set'],
): readonly string[] {
  return Object.keys(set)
    .filter((key) => Object.hasOwn(old, key) && old[key] !== set[key])
    .map((key) => `'${key}' already has a value (${old[key]})`)
    .map((text) => (sort === LABELS ? `${text}, and --overwrite is false` : text))
}

function failTaken(
  sort: Sort,
  session: Session,
  object: ApiObject,
  taken: readonly string[],
): number {
  const could = `could not ${sort.name} ${nameInSentence(object)}`
  const line = `error: --overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`
  const lines = taken.length === 1 ? [`error: ${taken[0]}`] : taken
  return fail(session, could, taken.join('; '), sort === LABELS ? lines : [line])
}

function changeWord(added: boolean, removed: boolean): string {
  if (added && removed) return 'modified'
  if (added) return 'labeled'
  return removed ? 'unlabeled' : 'not labeled'
}
