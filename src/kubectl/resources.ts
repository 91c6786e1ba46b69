// Which objects a command is about: by name, by selector, or all of a kind.
// Follows k8s.io/cli-runtime/pkg/resource/builder.go (v1.36).
import { parseFields, parseFieldSelector, unsupportedField } from '#api/meta/field-selector.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { parseLabels } from '#api/meta/parse-label-selector.ts'
import { RESOURCES } from '#api/generated/resources.ts'
import { type ApiObject, type Kind, KINDS, infoOf } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import type { Client } from '#client/client.ts'
import { type Files, readDocuments, sayProblems } from './documents.ts'
import type { UsageError } from './flags.ts'
import { flagWords, namespaceWords } from './common-flags.ts'
import { fail, failNotFound, type Session } from './session.ts'
import { customKindsIn } from './custom-kinds.ts'
import { kindOfWord, mayBeKind } from './resource-types.ts'
import { notSimulated, usageError } from './usage.ts'

/** One object, or with an empty name those of a kind that a selector, or `all`, chooses. */
export interface ResourceRef {
  readonly kind: string
  readonly name: string
}

export interface ResourceRequest {
  /** Of kinds that have one. */
  readonly namespace: string
  readonly resources: readonly ResourceRef[]
  /** Labels, as `kubectl -l` reads them. */
  readonly selector?: string
  /** Fields, as `--field-selector` reads them. */
  readonly fieldSelector?: string
  readonly allNamespaces?: boolean
}

export interface ResourceArgs {
  /** The words that are no flags. */
  readonly args: readonly string[]
  /** A selector, or `--all`, chooses the objects. */
  readonly selected: boolean
  /** Types alone mean all of their objects. */
  readonly allowEmptySelector: boolean
}

type ParsedResources =
  | { readonly ok: true; readonly resources: readonly ResourceRef[] }
  | UsageError

/** Reads TYPE[,TYPE] [NAME …] and TYPE/NAME …; what is wrong in kubectl's words. */
export function parseResources({
  args,
  selected,
  allowEmptySelector,
}: ResourceArgs): ParsedResources {
  const [first = '', ...names] = args
  const types = [...new Set(first.split(',').flatMap(typesOf))]
  const words =
    types.length > 1 && names.length > 0
      ? types.flatMap((type) => names.map((name) => `${type}/${name}`))
      : args
  const slashes = words.filter((word) => word.includes('/')).length
  if (slashes > 0 && slashes < words.length) {
    return usageError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    )
  }
  if (slashes > 0) return selected ? usageError(BULK_WITH_NAMES) : pairsOf(words)
  if (selected && names.length > 0)
    return usageError('name cannot be provided when a selector is specified')
  if (args.length === 0)
    return usageError(
      selected ? 'at least one resource must be specified to use a selector' : MISSING_RESOURCE,
    )
  const refs =
    names.length > 0
      ? names.map((name) => ({ kind: first, name }))
      : types.map((kind) => ({ kind, name: '' }))
  const known = withKinds(refs)
  if (!known.ok || names.length > 0 || selected || allowEmptySelector) return known
  return usageError('resource(s) were provided, but no name was specified')
}

/** The types of a category, like `all`; the word itself for others. */
function typesOf(word: string): readonly string[] {
  const inCategory = Object.values(KINDS).filter(({ categories }) =>
    categories.some((category) => category === word),
  )
  // As the server lists its groups.
  const sorted = inCategory.toSorted((a, b) =>
    compareText(`${a.group}/${a.resource}`, `${b.group}/${b.resource}`),
  )
  return inCategory.length === 0 ? [word] : sorted.map(({ resource }) => resource)
}

const BULK_WITH_NAMES =
  'selectors and the all flag cannot be used when passing resource/name arguments'
/** What is said where neither a resource nor a file is named. */
export const MISSING_RESOURCE = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

function pairsOf(words: readonly string[]): ParsedResources {
  const pairs = words.map((word) => word.split('/'))
  for (const [type = '', name = '', ...more] of pairs) {
    if (more.length > 0)
      return usageError('arguments in resource/name form may not have more than one slash')
    if (type === '' || name === '' || type.includes(','))
      return usageError('arguments in resource/name form must have a single resource and name')
  }
  return withKinds(pairs.map(([kind = '', name = '']) => ({ kind, name })))
}

/** Words become kinds; one that means none is an error. */
function withKinds(refs: readonly ResourceRef[]): ParsedResources {
  // A definition may bring it: who carries the command out knows.
  const unknown = refs.find(({ kind }) => kindOfWord(kind) === undefined && !mayBeCustom(kind))
  if (unknown !== undefined) {
    const [resource = ''] = unknown.kind.split('.')
    return kindOfWord(resource) === undefined && isKnownElsewhere(resource)
      ? notSimulated(resource)
      : usageError(`the server doesn't have a resource type "${resource}"`)
  }
  const resources = refs.map(({ kind, name }) => ({ kind: kindOfWord(kind) ?? kind, name }))
  const unique = resources.filter(
    ({ kind, name }, index) =>
      name !== '' || resources.findIndex((other) => other.kind === kind) === index,
  )
  return { ok: true, resources: unique }
}

/** Whether a definition could bring a type. */
function mayBeCustom(word: string): boolean {
  const [resource = ''] = word.split('.')
  return mayBeKind(word) && (kindOfWord(resource) !== undefined || !isKnownElsewhere(resource))
}

/** Whether a real API server would know the type. */
function isKnownElsewhere(word: string): boolean {
  const lower = word.toLowerCase()
  return Object.entries(RESOURCES).some(
    ([groupKind, { resource }]) =>
      resource === lower || groupKind.split('.')[0]?.toLowerCase() === lower,
  )
}

/** The words behind a command's name: which resources, what it says of them, and its flags besides the selector. */
export function lineWords(
  { namespace, resources, selector }: ResourceRequest,
  args: readonly string[],
  flags: Parameters<typeof flagWords>[0],
): readonly string[] {
  return [
    ...resourceWords(resources),
    ...args,
    ...namespaceWords(namespace),
    ...flagWords({ selector, ...flags }),
  ]
}

/** Whether `--all` chooses the objects: there is a type without a name, and no selector. */
export function isAll({ resources, selector, fieldSelector }: ResourceRequest): boolean {
  const isSelected = selector !== undefined || fieldSelector !== undefined
  return !isSelected && resources.some(({ name }) => name === '')
}

function resourceWords(resources: readonly ResourceRef[]): readonly string[] {
  if (resources.length === 0) return []
  const types = resources.map(({ kind }) => typeWord(kind))
  if (resources.every(({ name }) => name === '')) return [types.join(',')]
  return resources.map(({ name }, index) => `${types[index]}/${name}`)
}

function typeWord(word: string): string {
  const kind = kindOfWord(word)
  return kind === undefined ? word : infoOf(kind).singular
}

/** What a command reads objects from: the API server, or a moment of a run. */
export type Reader = Pick<Client, 'get' | 'list'>

export interface Found {
  /** In the order in which the command names them. */
  readonly objects: readonly ApiObject[]
  /** What was named and is not there. */
  readonly missing: readonly { readonly kind: Kind; readonly name: string }[]
  /** What the server says of a selector that it cannot read; null when there is no fault. */
  readonly problem: string | null
}

/** The objects of a request; those of kinds that nobody knows, or of a selector that is none, are none. */
export function findResources(reader: Reader, request: ResourceRequest): Found {
  const objects: ApiObject[] = []
  const missing: { kind: Kind; name: string }[] = []
  const problem = selectorProblem(request)
  if (problem !== null) return { objects, missing, problem }
  for (const { kind: word, name } of wordsOf(reader, request.resources)) {
    const named = kindHere(reader, word)
    if ('unknown' in named) return { objects, missing, problem: named.unknown }
    const { kind } = named
    if (name === '') {
      objects.push(...selected(reader, kind, request))
      continue
    }
    const found = reader.get(kind, request.namespace, name)
    if (found === undefined) missing.push({ kind, name })
    else objects.push(found)
  }
  return { objects, missing, problem }
}

/** The kind that a word names where a command is carried out, or what kubectl prints when there is none. */
export function kindHere(
  reader: Reader,
  word: string,
): { readonly kind: Kind } | { readonly unknown: string } {
  const kind = kindOfWord(word, reader)
  if (kind !== undefined) return { kind }
  const [resource = ''] = word.split('.')
  return { unknown: `error: the server doesn't have a resource type ${JSON.stringify(resource)}` }
}

/** Categories that definitions make become their kinds. */
function wordsOf(reader: Reader, refs: readonly ResourceRef[]): readonly ResourceRef[] {
  return refs.flatMap((ref) => {
    if (ref.name !== '' || kindOfWord(ref.kind, reader) !== undefined) return [ref]
    const kinds = customKindsIn(reader, ref.kind)
    return kinds.length === 0 ? [ref] : kinds.map((kind) => ({ kind, name: '' }))
  })
}

/**
 * What the API server answers to a list with a selector that it cannot read.
 * Follows k8s.io/cli-runtime/pkg/resource/selector.go (v1.36), EnhanceListError.
 */
function selectorProblem(request: ResourceRequest): string | null {
  const { resources, selector = '', fieldSelector = '' } = request
  for (const { kind: word, name } of resources) {
    const kind = kindOfWord(word)
    if (kind === undefined || name !== '') continue
    const labels = parseLabels(selector)
    const fields = parseFields(fieldSelector)
    const cause = labels.ok
      ? fields.ok
        ? unsupportedField(kind, fields.selector)
        : fields.message
      : labels.message
    if (cause === null) continue
    const { group, apiVersion, resource } = infoOf(kind)
    const full = `${group === '' ? '/' : ''}${apiVersion}, Resource=${resource}`
    const asked = `label selector ${JSON.stringify(selector)}, field selector ${JSON.stringify(fieldSelector)}`
    return `Error from server (BadRequest): Unable to find ${JSON.stringify(full)} that match ${asked}: ${cause}`
  }
  return null
}

function selected(reader: Reader, kind: Kind, request: ResourceRequest): readonly ApiObject[] {
  const { namespace, selector = '', fieldSelector = '', allNamespaces = false } = request
  const parsed = selector === '' ? null : parseLabelSelector(selector)
  const fields = parseFieldSelector(fieldSelector)
  if (parsed === undefined || fields === undefined) return []
  return reader.list(kind, {
    ...(allNamespaces ? {} : { namespace }),
    ...(parsed === null ? {} : { labelSelector: parsed }),
    ...(fields.length === 0 ? {} : { fieldSelector: fields }),
  })
}

interface FilesAndErrors extends Files {
  err(line: string): void
}

/** A request with the objects of files beside what it names; the exit code where there is no such file. */
export function withFiles<R extends ResourceRequest>(
  files: FilesAndErrors,
  request: R,
  paths: readonly string[],
  say: (files: FilesAndErrors, problems: readonly string[]) => void = sayProblems,
): R | 1 {
  const missing = paths.filter((path) => files.manifests(path) === undefined)
  const lines = missing.map((path) => `the path "${path}" does not exist`)
  for (const line of lines) files.err(lines.length === 1 ? `error: ${line}` : line)
  if (missing.length > 0) return 1
  const { found, problems } = readDocuments(files, paths)
  say(files, problems)
  if (problems.length > 0 && found.length === 0) return 1
  const named = found.map(({ object: { kind, metadata } }) => ({ kind, name: metadata.name ?? '' }))
  return { ...request, resources: [...request.resources, ...named] }
}

/** Tells that a command could not be carried out because of its selector. */
export function failSelector(session: Session, what: string, problem: string): 1 {
  return fail(session, `could not ${what} by selector`, 'the selector cannot be read', [problem])
}

/**
 * Does something to each object of a request; the highest exit code, and null when the request is about nothing.
 * `what` is the verb of the sentences about what is not there: 'label'.
 */
export function onEach(
  session: Session,
  request: ResourceRequest,
  what: string,
  act: (object: ApiObject) => number,
): number | null {
  const { objects, missing, problem } = findResources(session.client, request)
  if (problem !== null) return failSelector(session, what, problem)
  const codes = [
    ...objects.map(act),
    ...missing.map(({ kind, name }) => failNotFound(session, kind, name, ` to ${what}`)),
  ]
  return codes.length === 0 ? null : Math.max(...codes)
}

/** 'Pod web', 'all ReplicaSets', 'Pods with the labels app=shop': what a request is about, in words. */
export function resourcesText(resources: readonly ResourceRef[], selector = ''): string {
  if (selector !== '')
    return `${resources.map(({ kind }) => `${kind}s`).join(', ')} with the labels ${selector}`
  const named = resources.map(({ kind, name }) =>
    name === '' ? `all ${kind}s` : `${kind} ${name}`,
  )
  return named.join(', ')
}
