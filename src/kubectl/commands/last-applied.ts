// `kubectl apply view-last-applied` and `kubectl apply set-last-applied`: what apply remembers of a manifest.
// Follows k8s.io/kubectl/pkg/cmd/apply/apply_view_last_applied.go and apply_set_last_applied.go (v1.36).
import { shownKind } from '#api/meta/custom-kind.ts'
import { goJson, LAST_APPLIED, sortedJson } from '#api/meta/last-applied.ts'
import { type ApiObject, nameInSentence } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  unfollowed,
} from '../common-flags.ts'
import { type Document, readDocuments, sayProblems } from '../documents.ts'
import { parseCommandLine } from '../flags.ts'
import { inNamespace } from '../in-namespace.ts'
import { printText } from '../print-all.ts'
import { drySession, parsePrinting, printDone, type Printing, separate } from '../printing.ts'
import {
  failSelector,
  findResources,
  MISSING_RESOURCE,
  parseResources,
  type ResourceRef,
} from '../resources.ts'
import { fail, failMissing, failNotFound, failRefused, narrate, type Session } from '../session.ts'
import { usageError, usageErrorWithHelp } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'

simplified('kubectl-edit-last-applied', '`kubectl apply edit-last-applied` is not simulated')

const VIEW_FLAGS = {
  ...SELECTOR_FLAG,
  ...FILE_FLAGS,
  all: { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: 'yaml' },
} as const

export interface ViewOptions {
  readonly resources: readonly ResourceRef[]
  readonly files: readonly string[]
  readonly namespace: string
  readonly selector: string
  readonly output: string
}

export const viewLastApplied: LineCommand<ViewOptions> = {
  name: 'apply view-last-applied',
  use: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  flags: VIEW_FLAGS,
  completes: 'resources',
  changes: false,
  parse: parseView,
  run: view,
}

function parseView(words: readonly string[]): ParsedOptions<ViewOptions> {
  const read = parseCommandLine('apply view-last-applied', VIEW_FLAGS, words)
  if (!read.ok) return read
  const { args, flags, namespace } = read
  const { selector, output, all, filename: files } = flags
  const left = unfollowed(read, VIEW_FLAGS, ['all', 'filename', 'output', 'recursive', 'selector'])
  if (left !== null) return left
  if (all && selector !== '')
    return usageError("setting 'all' parameter but found a non empty selector. ")
  const options = { files, namespace, selector, output }
  if (files.length > 0 && args.length === 0)
    return { ok: true, options: { ...options, resources: [] } }
  if (files.length > 0)
    return usageError(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    )
  const selected = selector !== '' || all
  const parsed = parseResources({ args, selected, allowEmptySelector: false })
  return parsed.ok ? { ok: true, options: { ...options, resources: parsed.resources } } : parsed
}

function view(session: Session, options: ViewOptions): number {
  const { output } = options
  const sources = options.files.length > 0 ? ofFiles(session, options) : ofLine(session, options)
  if (typeof sources === 'number') return sources
  const texts: string[] = []
  for (const { path, object } of sources) {
    const text = object.metadata.annotations?.[LAST_APPLIED]
    if (text !== undefined) texts.push(text)
    // Upstream says nothing of an object that is from no file.
    else if (path !== '') {
      const problem = `no last-applied-configuration annotation found on resource: ${object.metadata.name ?? ''}\n`
      session.err(`error: error when ${problem} ${JSON.stringify(path)}: <nil>`)
      return 1
    }
  }
  if (texts.length > 0 && output !== 'yaml' && output !== 'json') {
    const said = `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`
    for (const line of usageErrorWithHelp('apply view-last-applied', said).lines) session.err(line)
    return 1
  }
  for (const text of texts) {
    const value = parsed(text)
    if (value === undefined) {
      session.err('error: the last-applied-configuration annotation is no JSON')
      return 1
    }
    printText(session.out, output === 'json' ? `${goJson(value)}\n` : printYaml(value))
  }
  return 0
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Applied {
  /** Of its file; '' for none. */
  readonly path: string
  readonly object: ApiObject
}

/** The objects that a line names, as they are stored; the exit code where one is not there. */
function ofLine(
  session: Session,
  { selector, ...options }: ViewOptions,
): readonly Applied[] | number {
  const request = selector === '' ? options : { ...options, selector }
  const { objects, missing, problem } = findResources(session.client, request)
  if (problem !== null) return failSelector(session, 'look at the last applied manifest', problem)
  const [gone] = missing
  if (gone !== undefined) return failNotFound(session, gone.kind, gone.name)
  return objects.map((object) => ({ path: '', object }))
}

/** The same of the objects that files hold. */
function ofFiles(
  session: Session,
  { files, namespace }: Pick<ViewOptions, 'files' | 'namespace'>,
): readonly Applied[] | number {
  const documents = documentsOf(session, files, namespace)
  if (typeof documents === 'number') return documents
  const stored: Applied[] = []
  for (const { path, object } of documents) {
    const one = storedOf(session, object)
    if (one === undefined) return failNotFound(session, object.kind, object.metadata.name ?? '')
    stored.push({ path, object: one })
  }
  return stored
}

function storedOf({ client }: Session, { kind, metadata }: ApiObject): ApiObject | undefined {
  return client.get(kind, metadata.namespace ?? '', metadata.name ?? '')
}

/** The objects of files, each in its namespace; the exit code where there is a problem. */
function documentsOf(
  session: Session,
  files: readonly string[],
  namespace: string,
): readonly Document[] | number {
  const missing = files.filter((path) => session.manifests(path) === undefined)
  if (missing.length > 0) return failMissing(session, 'read', missing)
  const { found, problems } = readDocuments(session, files)
  if (problems.length > 0) return sayProblems(session, problems)
  return found.map((one) => ({ ...one, object: inNamespace(one.object, namespace) }))
}

const SET_FLAGS = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  'create-annotation': { kind: 'bool', value: false },
  filename: { kind: 'list', short: 'f', value: [] },
} as const

export interface SetOptions {
  readonly files: readonly string[]
  readonly namespace: string
  readonly creates: boolean
  readonly printing: Printing
}

export const setLastApplied: LineCommand<SetOptions> = {
  name: 'apply set-last-applied',
  use: '-f FILENAME',
  flags: SET_FLAGS,
  completes: 'files',
  changes: true,
  parse: parseSet,
  run: set,
}

function parseSet(words: readonly string[]): ParsedOptions<SetOptions> {
  const read = parseCommandLine('apply set-last-applied', SET_FLAGS, words)
  if (!read.ok) return read
  const { flags, namespace } = read
  const { filename: files, 'create-annotation': creates } = flags
  const printing = parsePrinting(flags)
  if (!printing.ok) return printing
  const followed = ['create-annotation', 'dry-run', 'filename', 'output', 'template']
  const left = unfollowed(read, SET_FLAGS, followed)
  if (left !== null) return left
  if (files.length === 0) return usageError(MISSING_RESOURCE)
  return { ok: true, options: { files, namespace, creates, printing: printing.printing } }
}

function set(given: Session, { files, namespace, creates, printing }: SetOptions): number {
  const session = drySession(given, printing)
  const documents = documentsOf(session, files, namespace)
  if (typeof documents === 'number') return documents
  const changes: (readonly [ApiObject, string])[] = []
  // All are looked at before one is changed.
  for (const { object } of documents) {
    const { name = '' } = object.metadata
    const stored = storedOf(session, object)
    if (stored === undefined) return failNotFound(session, object.kind, name)
    const last = stored.metadata.annotations?.[LAST_APPLIED]
    const next = sortedJson({ ...object, kind: shownKind(object.kind) })
    if (last === undefined && !creates) {
      const problem = `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`
      const could = `could not set the last applied manifest of ${nameInSentence(stored)}`
      return fail(session, could, 'it was never applied', [`error: ${problem}`])
    }
    if (last !== undefined && sortedJson(parsed(last)) === next)
      session.out(`set-last-applied ${name}: no changes required.`)
    else changes.push([stored, next])
  }
  for (const [index, [stored, text]] of changes.entries()) {
    if (index > 0) separate(session, printing)
    const code = setOne(session, stored, text, printing)
    if (code !== 0) return code
  }
  return 0
}

function setOne(session: Session, stored: ApiObject, text: string, printing: Printing): number {
  if (printing.dryRun === 'client') return printDone(session, stored, 'configured', printing)
  const { name = '', namespace = '' } = stored.metadata
  const body = { metadata: { annotations: { [LAST_APPLIED]: text } } }
  const said = narrate(`set the last applied manifest of ${nameInSentence(stored)}`, 'Applied')
  const patch = { type: 'merge', body } as const
  const result = session.client.patch(stored.kind, namespace, name, patch, said)
  if (!result.ok) return failRefused(session, 'apply', stored, result.status)
  return printDone(session, result.object, 'configured', printing)
}
